"""A change as a message: the standards' words, and signatures that the standard's own library takes."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from dateline_api.courier import message
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

SECRETS = ["whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in range(3)]
json_values = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=8)


def _change(**record: Any) -> dict[str, Any]:
    at = datetime(2024, 3, 5, 12, tzinfo=UTC)
    return {"seq": 7, "kind": "event", "op": "retracted", "id": "evt_1", "version": 2, "at": at, "record": {"id": "evt_1", **record}}


@given(st.dictionaries(st.text(), json_values, max_size=4), st.integers(1, 3))
def test_every_secret_verifies_the_very_bytes_and_the_event_can_be_read(record: dict[str, Any], number: int) -> None:
    name = message.message_id("abcd1234", 7)
    body = message.of_change(_change(**record), message=name, source="https://dateline.example.org")
    headers = message.signed(body, message=name, secrets=SECRETS[:number], at=datetime.now(UTC))

    for secret in SECRETS[:number]:
        assert Webhook(secret).verify(body, headers)["data"]["record"] == {"id": "evt_1", **record}
    with pytest.raises(WebhookVerificationError):
        Webhook(base64.b64encode(b"somebody else's secret").decode()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(body.replace(b"evt_1", b"evt_2"), headers)
    event = from_http(HTTPMessage(headers, body), JSONFormat())
    assert (event.get_id(), event.get_type(), event.get_subject()) == (name, "dateline.event.retracted", "evt_1")
    assert event.get_extension("sequence") == "00000000000000000007"


def test_data_is_the_change_as_the_api_gives_it() -> None:
    body = message.of_change(_change(), message="m", source="s")
    assert orjson.loads(body)["data"] == orjson.loads(orjson.dumps(_change(), option=orjson.OPT_UTC_Z))


def test_secret_signs_until_its_time_is_over() -> None:
    now = datetime(2024, 3, 5, 12, tzinfo=UTC)
    untils = (None, now + timedelta(seconds=1), now)
    secrets = [{"secret": secret, "until": until and until.isoformat()} for secret, until in zip(SECRETS, untils, strict=True)]
    assert message.valid_secrets(secrets, now=now) == SECRETS[:2]


def test_test_call_tells_of_nothing_but_the_subscription() -> None:
    body = message.of_test(UUID(int=1), message="test-1", source="https://d.example", at=datetime(2024, 3, 5, 12, tzinfo=UTC))
    event = orjson.loads(body)
    assert (event["type"], event["subject"], event["time"]) == ("dateline.webhook.test", f"whk_{1:032x}", "2024-03-05T12:00:00Z")
    assert event["data"] == {"webhook_id": f"whk_{1:032x}"}
