"""Feeds that are due: leases, and what a poll's report changes. One request at a time goes to a host."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from dateline_shared.contracts.arrival import Poll, PollReport
from sqlalchemy import Connection, Row, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.exc import IntegrityError

from dateline_api import ids
from dateline_api.db import hosts
from dateline_api.db.ledger import CLOCK_SLACK
from dateline_api.db.tables import feed_entries, feeds
from dateline_api.db.tables import hosts as known_hosts

INTERVAL = func.coalesce(feeds.c.poll_every, feeds.c.adapted)  # as somebody fixed it, else as it was adapted
SEEN_LIMIT = 2000  # hashes a task carries; feeds list 10 to 200 entries


def out(connection: Connection) -> int:
    """How many polls are under way."""
    return connection.execute(select(func.count()).select_from(feeds).where(feeds.c.lease_until.is_not(None))).scalar_one()


def lease(connection: Connection, *, limit: int, until: datetime, now: datetime) -> list[Poll]:
    """Lease up to `limit` due feeds, one a host, those first that are overdue for longest, and make their tasks.

    Of each free host the feed is chosen that is overdue for longest, so that no host with many feeds shuts out the others.
    """
    if limit <= 0:
        return []
    due = feeds.c.state == "active", feeds.c.lease_until.is_(None), feeds.c.next_at <= now
    first = (
        select(feeds.c.id, feeds.c.host, feeds.c.next_at)
        .outerjoin(known_hosts, known_hosts.c.host == feeds.c.host)
        .where(*due, hosts.is_free(now))
        .ext(distinct_on(feeds.c.host))
        .order_by(feeds.c.host, feeds.c.next_at, feeds.c.id)
        .subquery()
    )
    in_line = select(first.c.id, first.c.host).order_by(first.c.next_at, first.c.id).limit(limit)
    chosen = {row.id: row.host for row in connection.execute(in_line)}
    if not chosen:
        return []
    held = hosts.hold(connection, chosen.values(), until=until, now=now)
    statement = (
        feeds.update()
        .where(feeds.c.id.in_([key for key, host in chosen.items() if host in held]), *due)  # as it is now: somebody may have paused it meanwhile
        .values(attempt=feeds.c.attempt + 1, leased_at=now, lease_until=until)
        .returning(feeds.c.id, feeds.c.host, feeds.c.attempt, feeds.c.url, feeds.c.etag, feeds.c.last_modified)
    )
    leased = {row.id: row for row in connection.execute(statement)}
    hosts.release(connection, held - {row.host for row in leased.values()})
    return [_task(connection, leased[key]) for key in chosen if key in leased]


def give_back(connection: Connection, tasks: Iterable[Poll]) -> None:
    """Return leases of polls that could not be published."""
    for task in tasks:
        _release(connection, ids.parse("fed", task.feed_id), task.attempt)


def expire(connection: Connection, *, gap: timedelta, now: datetime) -> None:
    """Feeds whose report never came are due again, after their usual interval."""
    late = or_(feeds.c.lease_until <= now, feeds.c.leased_at > now + CLOCK_SLACK)
    statement = (
        feeds.update()
        .where(feeds.c.lease_until.is_not(None), late)
        .values(leased_at=None, lease_until=None, next_at=now + INTERVAL, error_count=feeds.c.error_count + 1, last_error="the poll never reported back")
        .returning(feeds.c.host)
    )
    hosts.rest(connection, connection.execute(statement).scalars().all(), gap=gap, now=now)


def clamp(connection: Connection, *, longest: timedelta, now: datetime) -> None:
    """Bring back what a clock that was ahead has put off: a feed polled in the future, or one that waits longer than `longest`."""
    ahead = or_(feeds.c.next_at > now + longest + CLOCK_SLACK, func.greatest(feeds.c.last_polled_at, feeds.c.created_at) > now + CLOCK_SLACK)
    connection.execute(feeds.update().where(ahead, feeds.c.next_at > now).values(next_at=now))


def hold(connection: Connection, feed: UUID, attempt: int, *, until: datetime) -> None:
    """Extend a lease, because its report is there and cannot be understood yet."""
    held = feeds.c.id == feed, feeds.c.attempt == attempt, feeds.c.lease_until.is_not(None)
    connection.execute(feeds.update().where(*held).values(lease_until=until))


def lock(connection: Connection, report: PollReport) -> Row | None:
    """The feed that a report is for, locked; None if the report is stale or the feed is gone."""
    statement = (
        select(feeds)
        .where(feeds.c.id == ids.parse("fed", report.feed_id), feeds.c.attempt == report.attempt, feeds.c.lease_until.is_not(None))
        .with_for_update()
    )
    return connection.execute(statement).one_or_none()


def record(
    connection: Connection, feed: Row, changed: dict[str, Any], *, seen: Sequence[str], articles: dict[str, UUID], gap: timedelta, now: datetime
) -> None:
    """Write what a poll changed of its feed, and which entries it listed, and free its host."""
    connection.execute(feeds.update().where(feeds.c.id == feed.id).values(leased_at=None, lease_until=None, last_polled_at=now, **changed))
    hosts.rest(connection, [feed.host], gap=gap, now=now)
    if seen:
        rows = [{"feed_id": feed.id, "hash": h, "article_id": articles.get(h), "seen_at": now} for h in dict.fromkeys(seen)]
        statement = insert(feed_entries)
        again = {"seen_at": statement.excluded.seen_at, "article_id": func.coalesce(statement.excluded.article_id, feed_entries.c.article_id)}
        connection.execute(statement.on_conflict_do_update(index_elements=["feed_id", "hash"], set_=again), rows)


def move(connection: Connection, feed: UUID, url: str) -> UUID | None:
    """Give a feed another address. If another feed has it, nothing is changed, and that one is returned."""
    try:
        with connection.begin_nested():
            connection.execute(feeds.update().where(feeds.c.id == feed).values(url=url, host=urlsplit(url).hostname))
    except IntegrityError:
        return connection.execute(select(feeds.c.id).where(feeds.c.url == url)).scalar_one()
    return None


def _task(connection: Connection, feed: Row) -> Poll:
    newest = select(feed_entries.c.hash).where(feed_entries.c.feed_id == feed.id).order_by(feed_entries.c.seen_at.desc()).limit(SEEN_LIMIT)
    return Poll(
        feed_id=ids.public("fed", feed.id),
        attempt=feed.attempt,
        url=feed.url,
        etag=feed.etag,
        last_modified=feed.last_modified,
        seen=tuple(connection.execute(newest).scalars()),
    )


def _release(connection: Connection, feed: UUID, attempt: int) -> None:
    free = {"leased_at": None, "lease_until": None}
    statement = feeds.update().where(feeds.c.id == feed, feeds.c.attempt == attempt).values(free).returning(feeds.c.host)
    hosts.release(connection, connection.execute(statement).scalars())
