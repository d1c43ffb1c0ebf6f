"""The record of every try to deliver, and single deliveries that somebody orders: rows that wait for a courier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import ColumnElement, Connection, exists, func, insert, select

from dateline_api import ids
from dateline_api.db import work
from dateline_api.db.tables import changes, log_state
from dateline_api.db.webhook_tables import deliveries, webhooks

Row = dict[str, Any]

MAX_ORDERS = 20  # that wait of one subscription: more only pile up where no courier is running


class OrderError(RejectedError):
    """It cannot be sent, or not now: the words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries; what is None does not matter."""

    outcome: str | None = None
    message_id: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL."""
        wanted = ((deliveries.c.outcome, self.outcome), (deliveries.c.message_id, self.message_id))
        return [column == value for column, value in wanted if value is not None]


def list_deliveries(connection: Connection, webhook: UUID, wanted: DeliveryFilter, *, before: UUID | None, limit: int) -> tuple[list[Row], bool]:
    """Deliveries of a subscription, newest first, and whether there are more."""
    statement = select(deliveries).where(deliveries.c.webhook_id == webhook, *wanted.conditions()).order_by(deliveries.c.id.desc()).limit(limit + 1)
    if before is not None:
        statement = statement.where(deliveries.c.id < before)
    rows = connection.execute(statement).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def get_delivery(connection: Connection, webhook: UUID, key: UUID) -> Row | None:
    """One delivery of this subscription."""
    row = connection.execute(select(deliveries).where(deliveries.c.webhook_id == webhook, deliveries.c.id == key)).mappings().one_or_none()
    return None if row is None else dict(row)


def outcome_of(connection: Connection, ordered: Row) -> Row | None:
    """The delivery that came of what was asked for, once there is one: of an order its own record, else the next try of the same message."""
    settled = select(deliveries).where(deliveries.c.webhook_id == ordered["webhook_id"], deliveries.c.outcome != "waiting")
    if ordered["outcome"] == "waiting":
        found = settled.where(deliveries.c.id == ordered["id"])
    else:
        found = settled.where(deliveries.c.message_id == ordered["message_id"], deliveries.c.id > ordered["id"], deliveries.c.cause == "change")
    row = connection.execute(found.order_by(deliveries.c.id).limit(1)).mappings().one_or_none()
    return None if row is None else dict(row)


def order_test(connection: Connection, webhook: UUID, *, now: datetime) -> Row | None:
    """Order a test call; None if there is no such subscription. Raises OrderError."""
    if connection.execute(select(webhooks.c.id).where(webhooks.c.id == webhook).with_for_update()).one_or_none() is None:
        return None
    key = ids.new_id()
    return _order(connection, webhook, {"id": key, "message_id": f"test-{key}", "cause": "test"}, now=now)


def order_again(connection: Connection, webhook: UUID, delivery: UUID, *, now: datetime) -> Row | None:
    """Have a change tried again, at once; None if there is no such subscription or delivery. Raises OrderError.

    The change that holds up its active subscription is tried in its place, and the delivery is given back as it is. Any other is sent once more, out of
    order, whatever its subscription is doing: what is given back is the order.
    """
    hook = connection.execute(select(webhooks).where(webhooks.c.id == webhook).with_for_update()).one_or_none()
    known = get_delivery(connection, webhook, delivery)
    if hook is None or known is None:
        return None
    if known["outcome"] == "waiting":
        raise OrderError("it waits to be sent already; is a courier running?")
    if known["seq"] is None:
        raise OrderError("a test call is not sent again; order another one")
    epoch = connection.execute(select(log_state.c.epoch)).scalar_one()
    is_kept = select(exists().where(changes.c.seq == known["seq"]))
    if not known["message_id"].startswith(f"{epoch}-") or not connection.execute(is_kept).scalar_one():
        raise OrderError("its change is no longer in the change log")
    if hook.state == "active" and hook.head_seq == known["seq"]:
        if hook.lease_until is None or hook.lease_until <= now:  # else a courier is trying it just now
            connection.execute(webhooks.update().where(webhooks.c.id == webhook).values(next_at=now, lease=None, lease_until=None))
            work.announce(connection, channel=work.COURIER_CHANNEL)
        return known
    again = {"id": ids.new_id(), "message_id": known["message_id"], "seq": known["seq"], "cause": "retry"}
    return _order(connection, webhook, again, now=now)


def _order(connection: Connection, webhook: UUID, order: Row, *, now: datetime) -> Row:
    """The subscription is locked, so that no more wait than may."""
    waiting = select(func.count()).where(deliveries.c.webhook_id == webhook, deliveries.c.outcome == "waiting")
    if connection.execute(waiting).scalar_one() >= MAX_ORDERS:
        raise OrderError(f"{MAX_ORDERS} deliveries that were asked for wait already; is a courier running?")
    values = {**order, "webhook_id": webhook, "attempt": 0, "at": now, "outcome": "waiting", "next_at": now}
    row = connection.execute(insert(deliveries).values(values).returning(*deliveries.c)).mappings().one()
    work.announce(connection, channel=work.COURIER_CHANNEL)
    return dict(row)
