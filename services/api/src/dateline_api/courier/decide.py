"""What an answer, or none, means for a message and for its subscription: pure.

2xx delivers. 410 disables the subscription at once. Whatever else there is, a redirect too, is a failure, and the message is tried again by
the schedule; when that has ended the subscription is paused. Nothing is ever left out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from dateline_api.courier.schedule import jitter_of, next_try
from dateline_api.db.webhook_tables import DeliveryOutcome, WebhookState

THROTTLED: Final = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)  # whose Retry-After counts


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request."""

    status: int | None = None  # missing when there was no answer
    error: str | None = None  # why there was none
    is_refused: bool = False  # nothing was sent: the address is not one to send to
    retry_after: timedelta | None = None
    answer: str | None = None  # the first characters of its body
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a message was tried in vain, and since when; nothing of either when it is new."""

    attempt: int = 0
    failing_since: datetime | None = None


FRESH: Final = Standing()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a message and its subscription."""

    outcome: DeliveryOutcome
    attempt: int  # which try it was, from 1
    standing: Standing = FRESH  # of the message now
    error: str | None = None
    next_at: datetime | None = None  # when the same message is tried again
    state: WebhookState = "active"
    reason: str | None = None  # why it is not active any more


def decide(standing: Standing, reply: Reply, *, message: str, at: datetime) -> Verdict:
    """Judge a try that ended at `at`, of a message that stood so before it."""
    attempt = standing.attempt + 1
    outcome, error = judge(reply)
    if outcome == "delivered":
        return Verdict(outcome, attempt)
    since = standing.failing_since or at
    tried = Standing(attempt, since)
    if reply.status == HTTPStatus.GONE:
        return Verdict(outcome, attempt, tried, error, state="disabled", reason="the receiver answered 410 Gone: it wants no more messages")
    asked = reply.retry_after if reply.status in THROTTLED else None
    next_at = next_try(attempt=attempt, failing_since=since, asked=asked, jitter=jitter_of(message, attempt), at=at)
    if next_at is None:
        reason = f"message {message} was not taken in {attempt} tries over {(at - since).days} days; at last {error}"
        return Verdict(outcome, attempt, tried, error, state="paused", reason=reason)
    return Verdict(outcome, attempt, tried, error, next_at)


def judge(reply: Reply) -> tuple[DeliveryOutcome, str | None]:
    """Whether a request was taken, and else why not."""
    if reply.status is None:
        return ("refused" if reply.is_refused else "failed"), reply.error or "no answer"
    if 200 <= reply.status < 300:
        return "delivered", None
    told = f"the receiver answered {_named(reply.status)}"
    return "failed", f"{told}, and redirects are not followed: change the address" if 300 <= reply.status < 400 else told


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
