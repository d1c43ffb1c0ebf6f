"""Times as pages and feeds write them."""

from datetime import UTC, datetime

import pytest
from dateline_ingest.dates import moment
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-06-01T10:30:00Z", "2024-06-01T10:30:00"),
        ("2024-06-01T10:30:00.1234567+02:00", "2024-06-01T08:30:00.123456"),
        ("2024-06-01T10:30+0200", "2024-06-01T08:30:00"),
        ("2024-06-01 10:30:00 +0200", "2024-06-01T08:30:00"),
        ("2024-06-01 10:30:00 UTC", "2024-06-01T10:30:00"),
        ("2024-06-01T10:30:00", "2024-06-01T10:30:00"),
        ("2024-06-01", "2024-06-01T00:00:00"),
        ("20240601", "2024-06-01T00:00:00"),
        ("20240601T103000Z", "2024-06-01T10:30:00"),
        ("2024/6/1 9:05", "2024-06-01T09:05:00"),
        ("  2024-06-01T24:00:00Z ", "2024-06-02T00:00:00"),
        ("2024-06-01 31:00", None),
        ("Sat, 01 Jun 2024 10:30:00 +0200", "2024-06-01T08:30:00"),
        ("Sat, 1 Jun 24 10:30 EDT", "2024-06-01T14:30:00"),
        ("Sat Jun 01 10:30:00 PDT 2024", "2024-06-01T17:30:00"),
        ("Sat Jun  1 10:30:00 2024", "2024-06-01T10:30:00"),
        ("1 June 2024, 10:30 pm BST", "2024-06-01T21:30:00"),
        ("June 1st, 2024 at 12:15 a.m. EST", "2024-06-01T05:15:00"),
        ("Updated: 01-Jun-2024 10:30 GMT", "2024-06-01T10:30:00"),
        ("Sept. 3, 2023", "2023-09-03T00:00:00"),
        ("1717237800", "2024-06-01T10:30:00"),
        ("1717237800000", "2024-06-01T10:30:00"),
        (1717237800, "2024-06-01T10:30:00"),
        (1717237800.5, "2024-06-01T10:30:00.500000"),
        (0, None),
        ("0001-01-01T00:00:00Z", None),
        ("0000-00-00 00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("0024-01-22T06:10:00Z", None),
        ("3000-01-01", None),
        ("1871-01-18", "1871-01-18T00:00:00"),
        ("2024-13-41", None),
        ("Foo 1, 2024", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
        ({"date": "2024-06-01"}, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_a_date_is_read_whatever_its_form(written: object, read: str | None):
    assert moment(written) == (datetime.fromisoformat(read).replace(tzinfo=UTC) if read else None)


@given(st.text(st.sampled_from("0123456789-:+./ TZjanmy,"), max_size=40) | st.integers() | st.floats())
def test_what_is_read_is_a_time_in_utc(written: object):
    at = moment(written)

    assert at is None or at.tzinfo is UTC
