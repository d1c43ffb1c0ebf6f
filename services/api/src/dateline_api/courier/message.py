"""A change as a message: a CloudEvent (1.0, structured mode, JSON), signed as Standard Webhooks 1.0 has it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from standardwebhooks import Webhook

from dateline_api import ids

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"


def message_id(epoch: str, seq: int) -> str:
    """The id of a change's message: the same at every try, and another one in another life of the log."""
    return f"{epoch}-{seq:020d}"


def of_change(change: Mapping[str, Any], *, message: str, source: str) -> bytes:
    """The body of a change's message; `data` is the change as /v1/changes gives it."""
    kind, op, seq = change["kind"], change["op"], change["seq"]
    return _event(message, f"dateline.{kind}.{op}", subject=change["id"], at=change["at"], source=source, data=change, more={"sequence": f"{seq:020d}"})


def of_test(webhook: UUID, *, message: str, source: str, at: datetime) -> bytes:
    """The body of a test call: it tells of nothing but the subscription."""
    subject = ids.public("whk", webhook)
    return _event(message, "dateline.webhook.test", subject=subject, at=at, source=source, data={"webhook_id": subject})


def valid_secrets(secrets: Iterable[Mapping[str, Any]], *, now: datetime) -> list[str]:
    """Those that sign now: the one in force, and those before it whose time is not over."""
    return [each["secret"] for each in secrets if each["until"] is None or datetime.fromisoformat(each["until"]) > now]


def signed(body: bytes, *, message: str, secrets: Iterable[str], at: datetime) -> dict[str, str]:
    """The headers of one try of a message: a signature for each secret, of this moment. Raises ValueError of a secret that is none."""
    signatures = [Webhook(secret).sign(message, at, body.decode()) for secret in secrets]
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _event(message: str, type: str, *, subject: str, at: datetime, source: str, data: Any, more: Mapping[str, str] = {}) -> bytes:  # noqa: A002
    event = {
        "specversion": "1.0",
        "id": message,
        "source": source,
        "type": type,
        "subject": subject,
        "time": at,
        "datacontenttype": "application/json",
        **more,
        "data": data,
    }
    return orjson.dumps(event, option=orjson.OPT_UTC_Z)
