"""Settings of the HTTP service that would let anyone in are refused."""

import pytest
from dateline_api.settings import ApiSettings
from pydantic import SecretStr, ValidationError


def test_admin_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValidationError, match="shorter than 24"):
        ApiSettings(admin_key=SecretStr("k" * 23))
    assert ApiSettings(admin_key=SecretStr("k" * 24)).admin_key


def test_service_without_keys_listens_on_loopback_alone() -> None:
    with pytest.raises(ValidationError, match="refused on"):
        ApiSettings(auth="off", host="0.0.0.0")


@pytest.mark.parametrize("limit", ["600", "0/minute", "many", "600/m"])
def test_limit_that_is_no_rate_is_refused(limit: str) -> None:
    with pytest.raises(ValidationError, match="is no rate; write 600/minute"):
        ApiSettings(rate_limit=limit)


@pytest.mark.parametrize(("limit", "requests"), [("600/minute", (600, 60)), ("20 per second", (20, 1)), ("5/2 minutes", (5, 120))])
def test_rate_is_requests_in_seconds(limit: str, requests: tuple[int, int]) -> None:
    item = ApiSettings(rate_limit=limit).requests()
    assert item
    assert (item.amount, item.get_expiry()) == requests
