"""Reads all events of a filter in the order of their ids, a page a transaction, so that nobody who reads slowly holds one."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.tables import events

Event = tuple[UUID, dict[str, Any]]
"""Id and record."""


def first_page(connection: Connection, wanted: EventFilter, *, with_retracted: bool, limit: int) -> tuple[LogState, list[Event]]:
    """Where the change log is, and then the first page: whatever changes from here on is in the log after that place."""
    state = log_position(connection)
    return state, next_page(connection, wanted, with_retracted=with_retracted, after=None, limit=limit)


def next_page(connection: Connection, wanted: EventFilter, *, with_retracted: bool, after: UUID | None, limit: int) -> list[Event]:
    """Ids and records of the events after this id; fewer than `limit` when there are no more. Those that were merged into another are left out."""
    statement = select(events.c.id, events.c.record).where(events.c.redirect_to.is_(None), matches(wanted, StoredEvent()))
    if not with_retracted:
        statement = statement.where(events.c.retracted.is_(False))
    if after is not None:
        statement = statement.where(events.c.id > after)
    return [(row.id, row.record) for row in connection.execute(statement.order_by(events.c.id).limit(limit))]
