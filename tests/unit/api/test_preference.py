"""Prefer: wait=N, as RFC 7240 writes it."""

import pytest
from dateline_api.http.preference import MAX_WAIT, applied, wait_of
from starlette.requests import Request


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
    request = Request({"type": "http", "headers": [(b"prefer", header.encode())]})

    assert wait_of(request) == wait
    assert applied(wait) == ({} if wait is None else {"Preference-Applied": f"wait={wait}"})
