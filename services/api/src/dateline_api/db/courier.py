"""What couriers read and write: which subscriptions are due, whose turn it is, how far each has come, and what became of every try.

A subscription is served by the courier whose lease it holds; every write names that lease, and does nothing when the api or another
courier has taken it away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_

from dateline_api import ids
from dateline_api.db.changes import LogPage, log_position, read_changes
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.ledger import CLOCK_SLACK
from dateline_api.db.tables import changes, log_state
from dateline_api.db.webhook_tables import DeliveryCause, DeliveryOutcome, deliveries, webhooks
from dateline_api.records import ChangeKind

LEASE = timedelta(seconds=60)  # three times the longest try; renewed with every message that was delivered
LONGEST_WAIT = timedelta(days=2)  # nothing is put off for longer: what lies further ahead was set by a clock that was wrong


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription that has something to do."""

    id: UUID
    url: str
    is_failing: bool  # its last try went wrong


@dataclass(frozen=True, slots=True)
class Leased:
    """A subscription that is served under a lease."""

    id: UUID
    url: str
    filter: dict[str, Any]
    secrets: list[dict[str, Any]]
    epoch: str
    seq: int
    head_seq: int | None
    attempt: int
    failing_since: datetime | None
    lease: UUID
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Try:
    """One request that was made, or was not to be, for the log of deliveries."""

    message_id: str
    seq: int | None
    attempt: int
    at: datetime
    milliseconds: int
    outcome: DeliveryOutcome
    status: int | None = None
    error: str | None = None
    answer: str | None = None
    next_at: datetime | None = None
    cause: DeliveryCause = "change"


_LEASED = webhooks.c["id", "url", "filter", "secrets", "epoch", "seq", "head_seq", "attempt", "failing_since", "lease", "lease_until"]
RELEASED: dict[str, Any] = {"lease": None, "lease_until": None}
UNTROUBLED: dict[str, Any] = {"head_seq": None, "attempt": 0, "failing_since": None, "last_error": None}


def due(connection: Connection, *, now: datetime) -> list[Due]:
    """The subscriptions that have something to do, those first that were looked at longest ago."""
    failing = (webhooks.c.attempt > 0).label("failing")
    rows = connection.execute(select(webhooks.c.id, webhooks.c.url, failing).where(_is_due(now)).order_by(webhooks.c.next_at, webhooks.c.id))
    return [Due(*row) for row in rows]


def lease(connection: Connection, chosen: Iterable[UUID], *, now: datetime) -> list[Leased]:
    """Take those of the subscriptions that are still due, and that nobody else is taking at this moment."""
    free = select(webhooks.c.id).where(webhooks.c.id.in_(list(chosen)), _is_due(now)).with_for_update(skip_locked=True)
    statement = webhooks.update().where(webhooks.c.id.in_(free)).values(lease=ids.new_id(), lease_until=now + LEASE)
    return [Leased(*row) for row in connection.execute(statement.returning(*_LEASED))]


def read(connection: Connection, mine: Leased, *, wanted: EventFilter, kinds: Sequence[ChangeKind], limit: int, now: datetime) -> LogPage | str:
    """The changes that come next for a subscription, or why there are none any more. Read it in one snapshot (REPEATABLE READ).

    The change that is being tried is read whatever its filter says by now: what was begun is delivered. The timespan of a filter is counted
    back from the oldest change that was not looked at, so that nothing leaves it while a receiver is away.
    """
    state = log_position(connection)
    if mine.seq + 1 < state.oldest_seq:
        lost = f"{mine.seq + 1} to {state.oldest_seq - 1}"
        return f"changes {lost} are no longer in the log, which is kept for a time: to go on without them, replay it from the oldest cursor"
    if mine.seq > state.last_seq:
        return f"the log ends at {state.last_seq}, before its place, {mine.seq}: to go on, replay it from a cursor of this log"
    if mine.head_seq is not None and mine.head_seq > mine.seq:
        return read_changes(connection, after=mine.head_seq - 1, kinds=(), wanted=EventFilter(), limit=1)
    if wanted.timespan:
        oldest_at = connection.execute(select(changes.c.at).where(changes.c.seq == mine.seq + 1)).scalar()
        wanted = wanted.at(min(now, oldest_at or now))
    return read_changes(connection, after=mine.seq, kinds=kinds, wanted=wanted, limit=limit)


def renew(connection: Connection, mine: Leased, *, now: datetime, **changed: Any) -> Leased | None:
    """Go on serving, with what has `changed`; None when the lease was lost."""
    statement = webhooks.update().where(_is_mine(mine)).values(lease_until=now + LEASE, **changed)
    row = connection.execute(statement.returning(*_LEASED)).one_or_none()
    return None if row is None else Leased(*row)


def release(connection: Connection, mine: Leased, *, next_at: datetime, **changed: Any) -> bool:
    """Leave a subscription until `next_at`, with what has `changed`; whether the lease was still held."""
    statement = webhooks.update().where(_is_mine(mine)).values(**RELEASED, next_at=next_at, **changed)
    return connection.execute(statement).rowcount > 0


def note(connection: Connection, webhook: UUID, tried: Try) -> None:
    """Write down a try; of a subscription that was deleted meanwhile nothing is kept."""
    if connection.execute(select(webhooks.c.id).where(webhooks.c.id == webhook).with_for_update(read=True, key_share=True)).first():
        row = {name: getattr(tried, name) for name in Try.__dataclass_fields__}
        connection.execute(deliveries.insert().values(id=ids.new_id(), webhook_id=webhook, **row))


def _is_mine(mine: Leased) -> ColumnElement[bool]:
    return and_(webhooks.c.id == mine.id, webhooks.c.lease == mine.lease)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Active, not leased, its time come, and its place not the end of the log; leases and times that a wrong clock set do not count."""
    end = select(log_state.c.epoch, log_state.c.last_seq).scalar_subquery()
    until, at = webhooks.c.lease_until, webhooks.c.next_at
    return and_(
        webhooks.c.state == "active",
        or_(at <= now, at > now + LONGEST_WAIT),
        or_(webhooks.c.lease.is_(None), until <= now, until > now + LEASE + CLOCK_SLACK),
        tuple_(webhooks.c.epoch, webhooks.c.seq) != end,
    )
