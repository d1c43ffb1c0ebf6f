"""Addresses that are posted: what no fetch, no database and no reader should meet stays outside."""

import pytest
from dateline_api.address import is_address


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://a.example:8000/x?y=1#z", "https://" + "a" * 253, "http://[::1]/", "HTTPS://A.example/é", "http://a.example/a%20b"]
)
def test_address_is_taken(url: str) -> None:
    assert is_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https://[",
        "http://a:99999/",
        "http://a:0/",
        "https://" + "a" * 254,
        "http://a b/",
        "http://a.example/a b",
        "http://a\n.example/",
        "http://a.example/\x00",
        "http://a.example/\x7f",
        "http://a\u00a0b/",
        "http://a.example/\x85",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert not is_address(url)
