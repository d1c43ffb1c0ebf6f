"""Reads all events of a filter in the order of their ids, a page a transaction, so that nobody who reads slowly holds one."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.tables import events

PAGE_BYTES = 4 << 20  # of records as they are stored, compressed to a third or so; many that are short come as a page of `limit`

Event = tuple[UUID, dict[str, Any]]
"""Id and record."""


def first_page(connection: Connection, wanted: EventFilter, *, with_retracted: bool, limit: int) -> tuple[LogState, list[Event]]:
    """Where the change log is, and then the first page: whatever changes from here on is in the log after that place."""
    state = log_position(connection)
    return state, next_page(connection, wanted, with_retracted=with_retracted, after=None, limit=limit)


def next_page(connection: Connection, wanted: EventFilter, *, with_retracted: bool, after: UUID | None, limit: int) -> list[Event]:
    """Ids and records of the events after this id; none when there are no more. Those that were merged into another are left out.

    A page ends with the event that fills PAGE_BYTES, so that a page of long records takes no more memory than one of short ones.
    """
    before = func.coalesce(func.sum(func.pg_column_size(events.c.record)).over(order_by=events.c.id, rows=(None, -1)), 0).label("before")
    found = select(events.c.id, events.c.record, before).where(events.c.redirect_to.is_(None), matches(wanted, StoredEvent()))
    if not with_retracted:
        found = found.where(events.c.retracted.is_(False))
    if after is not None:
        found = found.where(events.c.id > after)
    page = found.order_by(events.c.id).limit(limit).subquery()
    statement = select(page.c.id, page.c.record).where(page.c.before < PAGE_BYTES).order_by(page.c.id)
    return [(row.id, row.record) for row in connection.execute(statement)]
