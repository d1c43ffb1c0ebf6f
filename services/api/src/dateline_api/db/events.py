"""Reads events as their records stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.tables import events, mentions

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventRows:
    """Records newest first, and where the log was before they were read."""

    state: LogState
    ids: tuple[UUID, ...]
    records: tuple[Record, ...]
    has_more: bool


def list_events(connection: Connection, *, wanted: EventFilter, with_retracted: bool, before: UUID | None, limit: int) -> EventRows:
    """Events older than `before`, newest first. Those that were merged into another are left out."""
    state = log_position(connection)
    statement = select(events.c.id, events.c.record).where(events.c.redirect_to.is_(None), matches(wanted, StoredEvent()))
    if not with_retracted:
        statement = statement.where(events.c.retracted.is_(False))
    if before is not None:
        statement = statement.where(events.c.id < before)
    rows = connection.execute(statement.order_by(events.c.id.desc()).limit(limit + 1)).all()
    kept = rows[:limit]
    return EventRows(state, tuple(row.id for row in kept), tuple(row.record for row in kept), has_more=len(rows) > limit)


def get_event(connection: Connection, key: UUID) -> tuple[Record, UUID | None] | None:
    """The record of an event and the event that it was merged into, if any."""
    row = connection.execute(select(events.c.record, events.c.redirect_to).where(events.c.id == key)).one_or_none()
    return None if row is None else (row.record, row.redirect_to)


def events_of_article(connection: Connection, article: UUID) -> Sequence[Record]:
    """The events that an article tells of, in the order in which they were first made."""
    told = select(mentions.c.event_id).where(mentions.c.article_id == article, ~mentions.c.retracted)
    return connection.execute(select(events.c.record).where(events.c.id.in_(told)).order_by(events.c.id)).scalars().all()
