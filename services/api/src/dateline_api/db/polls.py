"""Feeds that are due: leases, and what a poll's report changes. One request at a time goes to a host."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_shared.contracts.arrival import Poll, PollReport
from sqlalchemy import Connection, Row, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from dateline_api import ids
from dateline_api.db.ledger import CLOCK_SLACK
from dateline_api.db.tables import feed_entries, feeds, hosts

HOST_GAP = timedelta(seconds=5)  # between two requests to a host: Media Cloud's fetcher keeps the same
SEEN_LIMIT = 2000  # hashes a task carries; feeds list 10 to 200 entries


def out(connection: Connection) -> int:
    """How many polls are under way."""
    return connection.execute(select(func.count()).select_from(feeds).where(feeds.c.lease_until.is_not(None))).scalar_one()


def lease(connection: Connection, *, limit: int, until: datetime, now: datetime) -> list[Poll]:
    """Lease up to `limit` due feeds, one a host, and make their tasks."""
    if limit <= 0:
        return []
    free = or_(hosts.c.host.is_(None), and_(hosts.c.next_at <= now, or_(hosts.c.lease_until.is_(None), hosts.c.lease_until <= now)))
    statement = (
        select(feeds.c.id, feeds.c.host)
        .outerjoin(hosts, hosts.c.host == feeds.c.host)
        .where(feeds.c.state == "active", feeds.c.lease_until.is_(None), feeds.c.next_at <= now, free)
        .order_by(feeds.c.next_at, feeds.c.id)
        .limit(limit * 4)
        .with_for_update(of=feeds, skip_locked=True)
    )
    by_host: dict[str, UUID] = {}
    for key, host in connection.execute(statement):
        by_host.setdefault(host, key)
    chosen = dict(list(by_host.items())[:limit])
    if not chosen:
        return []
    held = insert(hosts).values([{"host": host, "next_at": now, "lease_until": until} for host in sorted(chosen)])
    connection.execute(held.on_conflict_do_update(index_elements=["host"], set_={"lease_until": held.excluded.lease_until}))
    taken = (
        feeds.update()
        .where(feeds.c.id.in_(chosen.values()))
        .values(attempt=feeds.c.attempt + 1, leased_at=now, lease_until=until)
        .returning(feeds.c.id, feeds.c.attempt, feeds.c.url, feeds.c.etag, feeds.c.last_modified)
    )
    return [
        Poll(
            feed_id=ids.public("fed", row.id),
            attempt=row.attempt,
            url=row.url,
            etag=row.etag,
            last_modified=row.last_modified,
            seen=tuple(_seen(connection, row.id)),
        )
        for row in connection.execute(taken)
    ]


def give_back(connection: Connection, tasks: Iterable[Poll]) -> None:
    """Return leases of polls that could not be published."""
    for task in tasks:
        _release(connection, ids.parse("fed", task.feed_id), task.attempt)


def expire(connection: Connection, *, now: datetime) -> None:
    """Feeds whose report never came are due again, after their usual interval."""
    late = or_(feeds.c.lease_until <= now, feeds.c.leased_at > now + CLOCK_SLACK)
    statement = (
        feeds.update()
        .where(feeds.c.lease_until.is_not(None), late)
        .values(
            leased_at=None, lease_until=None, next_at=now + feeds.c.poll_every, error_count=feeds.c.error_count + 1, last_error="the poll never reported back"
        )
        .returning(feeds.c.host)
    )
    if freed := list(connection.execute(statement).scalars()):
        connection.execute(hosts.update().where(hosts.c.host.in_(freed)).values(lease_until=None, next_at=now + HOST_GAP))


def clamp(connection: Connection, *, longest: timedelta, now: datetime) -> None:
    """Bring back what a clock that was ahead has put off: no feed waits longer than `longest`, no host than its gap."""
    connection.execute(feeds.update().where(feeds.c.next_at > now + func.greatest(feeds.c.poll_every, longest) + CLOCK_SLACK).values(next_at=now))
    connection.execute(hosts.update().where(hosts.c.next_at > now + HOST_GAP + CLOCK_SLACK).values(next_at=now))
    connection.execute(hosts.update().where(hosts.c.lease_until > now + longest).values(lease_until=None))


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


def record(connection: Connection, feed: Row, changed: dict[str, Any], *, seen: Sequence[str], articles: dict[str, UUID], now: datetime) -> None:
    """Write what a poll changed of its feed, and which entries it listed, and free its host."""
    connection.execute(feeds.update().where(feeds.c.id == feed.id).values(leased_at=None, lease_until=None, last_polled_at=now, **changed))
    connection.execute(hosts.update().where(hosts.c.host == feed.host).values(lease_until=None, next_at=now + HOST_GAP))
    if seen:
        rows = [{"feed_id": feed.id, "hash": h, "article_id": articles.get(h), "seen_at": now} for h in dict.fromkeys(seen)]
        statement = insert(feed_entries)
        again = {"seen_at": statement.excluded.seen_at, "article_id": func.coalesce(statement.excluded.article_id, feed_entries.c.article_id)}
        connection.execute(statement.on_conflict_do_update(index_elements=["feed_id", "hash"], set_=again), rows)


def url_is_taken(connection: Connection, url: str) -> bool:
    """Whether another feed already has this address."""
    return connection.execute(select(feeds.c.id).where(feeds.c.url == url)).first() is not None


def _seen(connection: Connection, feed: UUID) -> list[str]:
    newest = feed_entries.c.seen_at.desc()
    return list(connection.execute(select(feed_entries.c.hash).where(feed_entries.c.feed_id == feed).order_by(newest).limit(SEEN_LIMIT)).scalars())


def _release(connection: Connection, feed: UUID, attempt: int) -> None:
    free = {"leased_at": None, "lease_until": None}
    statement = feeds.update().where(feeds.c.id == feed, feeds.c.attempt == attempt).values(free).returning(feeds.c.host)
    host = connection.execute(statement).scalar_one_or_none()
    connection.execute(hosts.update().where(hosts.c.host == host).values(lease_until=None))
