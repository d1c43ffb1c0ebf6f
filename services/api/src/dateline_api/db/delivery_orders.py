"""Single deliveries that somebody ordered: test calls, and changes that are to be sent once more. Rows of `deliveries` that wait.

They move no subscription: neither its place nor its state, whatever becomes of them. A courier that dies leaves one to be taken up again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from dateline_api.db.changes import log_position, read_changes
from dateline_api.db.courier import LEASE, LONGEST_WAIT, Try
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.webhook_tables import deliveries, webhooks


@dataclass(frozen=True, slots=True)
class Order:
    """One delivery that a courier has taken up, and where it goes."""

    id: UUID
    webhook_id: UUID
    message_id: str
    seq: int | None  # missing for a test call
    attempt: int  # how often it was taken up, this time included
    url: str
    secrets: list[dict[str, Any]]


def take(connection: Connection, *, limit: int, now: datetime) -> list[Order]:
    """Take up orders that wait; each is left to this courier for the time of a lease."""
    next_at = deliveries.c.next_at
    ripe = (next_at <= now) | (next_at > now + LONGEST_WAIT)
    waiting = select(deliveries.c.id).where(deliveries.c.outcome == "waiting", ripe).order_by(next_at).limit(limit).with_for_update(skip_locked=True)
    statement = (
        deliveries.update()
        .where(deliveries.c.id.in_(waiting), webhooks.c.id == deliveries.c.webhook_id)
        .values(attempt=deliveries.c.attempt + 1, next_at=now + LEASE)
        .returning(*deliveries.c["id", "webhook_id", "message_id", "seq", "attempt"], *webhooks.c["url", "secrets"])
    )
    return [Order(**row) for row in connection.execute(statement).mappings()]


def change_of(connection: Connection, order: Order) -> dict[str, Any] | str:
    """The change that is to be sent once more, or why it cannot be. Read it in one snapshot (REPEATABLE READ)."""
    state = log_position(connection)
    assert order.seq is not None, "a test call is of no change"
    if not order.message_id.startswith(f"{state.epoch}-"):
        return "this message is of a log that was replaced by a back-up"
    if not state.oldest_seq <= order.seq <= state.last_seq:
        return "this change is no longer in the log"
    return read_changes(connection, after=order.seq - 1, kinds=(), wanted=EventFilter(), limit=1).changes[0]


def settle(connection: Connection, order: Order, tried: Try) -> None:
    """Write down what became of an order, unless it was settled or taken up anew meanwhile."""
    row = {name: getattr(tried, name) for name in ("at", "milliseconds", "outcome", "status", "error", "answer")}
    still_ours = (deliveries.c.id == order.id, deliveries.c.outcome == "waiting", deliveries.c.attempt == order.attempt)
    connection.execute(deliveries.update().where(*still_ours).values(**row, next_at=None))
