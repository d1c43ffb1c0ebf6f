"""The feeds that are polled, as the api adds, shows and changes them; store leases them (`polls`)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from dateline_api import ids
from dateline_api.db import polls, work
from dateline_api.db.tables import feeds

Row = dict[str, Any]

_SHOWN = feeds.c[
    "id",
    "url",
    "host",
    "title",
    "site_url",
    "source",
    "language",
    "tags",
    "full_text",
    "state",
    "poll_every",
    "adapted",
    "items_a_day",
    "lag",
    "next_at",
    "last_polled_at",
    "last_ok_at",
    "last_error",
    "error_count",
    "etag",
    "last_modified",
    "created_at",
]
_FORGIVEN: dict[str, Any] = {"error_count": 0, "last_error": None}
_ANEW: dict[str, Any] = {"etag": None, "last_modified": None, "leased_at": None, "lease_until": None, **_FORGIVEN}  # a running poll is of the old address


class AddressTakenError(RejectedError):
    """Another feed has this address."""

    def __init__(self, other: UUID) -> None:
        super().__init__(f"the feed {ids.public('fed', other)} has this address already")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to add, and what is set for it."""

    url: str
    title: str | None = None
    source: str | None = None  # the outlet of its entries, if not that of their addresses
    language: str | None = None
    tags: tuple[str, ...] = ()
    full_text: str = "auto"
    poll_every: timedelta | None = None  # else it adapts


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFilter:
    """Which feeds; what is None does not matter."""

    state: str | None = None
    tag: str | None = None
    host: str | None = None
    failing: bool | None = None

    def conditions(self) -> list[Any]:
        """As SQL."""
        wanted: list[Any] = [column == value for column, value in ((feeds.c.state, self.state), (feeds.c.host, self.host)) if value is not None]
        if self.tag is not None:
            wanted.append(feeds.c.tags.contains([self.tag]))
        if self.failing is not None:
            wanted.append(feeds.c.error_count > 0 if self.failing else feeds.c.error_count == 0)
        return wanted


def add_feed(connection: Connection, feed: NewFeed, *, now: datetime) -> tuple[Row, bool]:
    """The feed at this address and whether it is new; one that is there already stays as it is."""
    return add_feeds(connection, [feed], now=now)[feed.url]


def add_feeds(connection: Connection, given: Sequence[NewFeed], *, now: datetime) -> dict[str, tuple[Row, bool]]:
    """The same of many, each address once, in one transaction; by their addresses."""
    statement = insert(feeds).on_conflict_do_nothing(index_elements=[feeds.c.url]).returning(*_SHOWN)
    there = select(*_SHOWN).where(feeds.c.url.in_(bindparam("urls", expanding=True)))
    found: dict[str, tuple[Row, bool]] = {}
    # In one order, so that two imports cannot wait for each other; once more if one that was there is deleted meanwhile.
    while missing := sorted((feed for feed in given if feed.url not in found), key=lambda feed: feed.url):
        made = connection.execute(statement, [_row(feed, now=now) for feed in missing]).mappings()
        found |= {row["url"]: (dict(row), True) for row in made}
        known = connection.execute(there, {"urls": [feed.url for feed in missing if feed.url not in found]}).mappings()
        found |= {row["url"]: (dict(row), False) for row in known}
    work.announce(connection)
    return found


def list_feeds(connection: Connection, wanted: FeedFilter, *, before: UUID | None, limit: int) -> tuple[list[Row], bool]:
    """Feeds, newest first, and whether there are more."""
    statement = select(*_SHOWN).where(*wanted.conditions()).order_by(feeds.c.id.desc()).limit(limit + 1)
    if before is not None:
        statement = statement.where(feeds.c.id < before)
    rows = connection.execute(statement).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def export_feeds(connection: Connection, wanted: FeedFilter) -> list[Row]:
    """The address, title, site and tags of all feeds but those that are gone, in the order of their tags and titles."""
    columns = feeds.c["url", "title", "site_url", "tags"]
    in_order = (func.coalesce(feeds.c.tags[0].astext, ""), func.lower(func.coalesce(feeds.c.title, feeds.c.url)), feeds.c.url)
    rows = connection.execute(select(*columns).where(feeds.c.state != "gone", *wanted.conditions()).order_by(*in_order)).mappings()
    return [dict(row) for row in rows]


def get_feed(connection: Connection, key: UUID) -> Row | None:
    """One feed."""
    row = connection.execute(select(*_SHOWN).where(feeds.c.id == key)).mappings().one_or_none()
    return None if row is None else dict(row)


def change_feed(connection: Connection, key: UUID, changes: Mapping[str, Any], *, now: datetime) -> Row | None:
    """Set what somebody wants otherwise, and the feed as it is then; None if there is none. Raises AddressTakenError.

    A new address is asked anew, and at once. A shorter interval counts from now on. A feed that was gone is active again when that is asked for,
    or when it gets another address.
    """
    row = connection.execute(select(feeds).where(feeds.c.id == key).with_for_update()).mappings().one_or_none()
    if row is None:
        return None
    values = {name: list(value) if name == "tags" else value for name, value in changes.items() if name != "url"}
    moves = changes.get("url", row["url"]) != row["url"]
    if moves:
        if other := polls.move(connection, key, changes["url"]):
            raise AddressTakenError(other)
        values = {"state": "active" if row["state"] == "gone" else row["state"], **values, **_ANEW, "next_at": now}
    elif row["state"] == "gone" and changes.get("state") == "active":
        values |= {**_FORGIVEN, "next_at": now}
    elif "poll_every" in changes and row["error_count"] == 0:
        values["next_at"] = min(row["next_at"], now + (changes["poll_every"] or row["adapted"]))
    if values:
        connection.execute(feeds.update().where(feeds.c.id == key).values(values))
        work.announce(connection)
    return get_feed(connection, key)


def remove_feed(connection: Connection, key: UUID) -> bool:
    """Delete a feed, and whether there was one. Its articles stay; a poll that is under way is of no account."""
    return connection.execute(feeds.delete().where(feeds.c.id == key)).rowcount > 0


def refresh_feed(connection: Connection, key: UUID, *, now: datetime) -> bool:
    """Have a feed polled as soon as its host may be asked, whatever went wrong before; whether it is one that is polled at all."""
    return _refresh(connection, [feeds.c.id == key], now=now) > 0


def refresh_feeds(connection: Connection, wanted: FeedFilter, *, now: datetime) -> int:
    """The same of all these; returns how many are polled."""
    return _refresh(connection, wanted.conditions(), now=now)


def _refresh(connection: Connection, conditions: list[Any], *, now: datetime) -> int:
    # One that is overdue keeps its place in line.
    changed = feeds.update().where(feeds.c.state == "active", *conditions).values(next_at=func.least(feeds.c.next_at, now), error_count=0)
    work.announce(connection)
    return connection.execute(changed).rowcount


def _row(feed: NewFeed, *, now: datetime) -> Row:
    return asdict(feed) | {"id": ids.new_id(), "host": urlsplit(feed.url).hostname, "tags": list(feed.tags), "next_at": now, "created_at": now}
