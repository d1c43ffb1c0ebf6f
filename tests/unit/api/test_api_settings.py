"""Settings of the HTTP service that would let anyone in are refused, and its limits fit the machine."""

import resource
from itertools import pairwise

import pytest
from dateline_api.http.server import connection_limit
from dateline_api.settings import ApiSettings
from pydantic import SecretStr, ValidationError


def test_admin_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValidationError, match="shorter than 24"):
        ApiSettings(admin_key=SecretStr("k" * 23))
    assert ApiSettings(admin_key=SecretStr("k" * 24)).admin_key


def test_service_without_keys_listens_on_loopback_alone() -> None:
    with pytest.raises(ValidationError, match="refused on"):
        ApiSettings(auth="off", host="0.0.0.0")


def test_connections_leave_files_for_the_database() -> None:
    limits = [connection_limit(files) for files in (64, 1024, 65_536, 1_000_000)]

    assert limits == [32, 512, 4096, 4096]
    assert all(low <= high for low, high in pairwise(limits))
    assert connection_limit(resource.RLIM_INFINITY) == 4096
