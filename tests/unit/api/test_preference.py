"""Prefer: wait=N, as RFC 7240 writes it."""

import pytest
from dateline_api.http.preference import MAX_WAIT, applied, wait_of


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("wait=10", 10),
        ("respond-async, wait=10", 10),
        ("Wait = 5; foo=bar", 5),
        ('wait="7"', 7),
        ("wait=0", 0),
        ("wait=9999", MAX_WAIT),
        ("wait=x", None),
        ("wait=-1", None),
        ("await=5", None),
        ("return=minimal", None),
        ("", None),
    ],
)
def test_wait_is_read_and_what_is_malformed_ignored(header: str, wait: int | None) -> None:
    assert wait_of([header]) == wait
    assert applied(wait) == ({} if wait is None else {"Preference-Applied": f"wait={wait}"})


def test_preference_may_be_spread_over_several_headers() -> None:
    assert wait_of(["return=minimal", "wait=3"]) == 3
    assert wait_of([]) is None
