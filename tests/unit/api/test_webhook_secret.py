"""Secrets of webhooks: which are fit, and how long each signs."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from dateline_api.webhook_secret import OVERLAP, Signing, fit_secret, new_secret, rotated
from standardwebhooks import Webhook

NOW = datetime(2024, 3, 6, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def secret(size: int) -> str:
    return "whsec_" + base64.b64encode(bytes(range(size))).decode()


def test_new_secret_is_fit_and_one_that_the_library_signs_with() -> None:
    made = new_secret()

    assert fit_secret(made) == made != new_secret()
    assert Webhook(made).sign("m1", NOW, "{}").startswith("v1,")


@pytest.mark.parametrize("size", [24, 32, 64])
def test_secret_of_24_to_64_bytes_is_fit(size: int) -> None:
    assert fit_secret(secret(size)) == secret(size)


@pytest.mark.parametrize(
    "given", [secret(23), secret(65), secret(32).removeprefix("whsec_"), "whsec_" + "-_" * 20, secret(32) + "é", "whsec_====", secret(32)[:-1]]
)
def test_other_secret_is_refused_without_being_repeated(given: str) -> None:
    with pytest.raises(ValueError, match="24 to 64 bytes") as refused:
        fit_secret(given)
    assert given not in str(refused.value)


def test_former_secret_signs_on_for_the_overlap() -> None:
    assert rotated([Signing(secret="a", until=None)], "b", overlap=OVERLAP, now=NOW) == [
        {"secret": "b", "until": None},
        {"secret": "a", "until": "2024-03-07T09:00:00+00:00"},
    ]


def test_no_rotation_lets_an_older_secret_sign_for_longer() -> None:
    signing = [Signing(secret="b", until=None), Signing(secret="a", until=(NOW + HOUR).isoformat())]

    assert rotated(signing, "c", overlap=2 * HOUR, now=NOW)[1:] == [
        {"secret": "b", "until": "2024-03-06T11:00:00+00:00"},
        {"secret": "a", "until": "2024-03-06T10:00:00+00:00"},
    ]
    assert {each["until"] for each in rotated(signing, "c", overlap=HOUR / 2, now=NOW)[1:]} == {"2024-03-06T09:30:00+00:00"}


def test_secret_whose_time_is_over_is_forgotten() -> None:
    signing = [Signing(secret="b", until=None), Signing(secret="a", until=NOW.isoformat())]

    assert [each["secret"] for each in rotated(signing, "c", overlap=OVERLAP, now=NOW)] == ["c", "b"]
    assert rotated(signing, "c", overlap=timedelta(0), now=NOW) == [{"secret": "c", "until": None}]
