"""The feeds that are polled."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from dateline_api import ids
from dateline_api.db.tables import feeds

Row = dict[str, Any]

_SHOWN = feeds.c[
    "id",
    "url",
    "host",
    "title",
    "site_url",
    "source",
    "state",
    "poll_every",
    "next_at",
    "last_polled_at",
    "last_ok_at",
    "last_error",
    "error_count",
    "created_at",
]


def add_feed(connection: Connection, url: str, *, source: str | None, poll_every: timedelta, now: datetime) -> tuple[Row, bool]:
    """The feed at this address and whether it is new; one that is there already stays as it is."""
    values = {"id": ids.new_id(), "url": url, "host": urlsplit(url).hostname, "source": source, "poll_every": poll_every, "next_at": now, "created_at": now}
    made = connection.execute(insert(feeds).on_conflict_do_nothing(index_elements=[feeds.c.url]).returning(*_SHOWN), values).mappings().one_or_none()
    if made is not None:
        return dict(made), True
    return dict(connection.execute(select(*_SHOWN).where(feeds.c.url == url)).mappings().one()), False


def list_feeds(connection: Connection, *, before: UUID | None, limit: int) -> tuple[list[Row], bool]:
    """Feeds, newest first, and whether there are more."""
    statement = select(*_SHOWN).order_by(feeds.c.id.desc()).limit(limit + 1)
    if before is not None:
        statement = statement.where(feeds.c.id < before)
    rows = connection.execute(statement).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def get_feed(connection: Connection, key: UUID) -> Row | None:
    """One feed."""
    row = connection.execute(select(*_SHOWN).where(feeds.c.id == key)).mappings().one_or_none()
    return None if row is None else dict(row)
