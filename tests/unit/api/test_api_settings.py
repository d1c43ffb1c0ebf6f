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
