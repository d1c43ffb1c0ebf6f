"""Articles whose words are still to be read from a page: leases, and where the words go that were found.

Of each host one page at a time is out, held together with its polls (`hosts`); markup that was handed in needs no host. Nothing here
keeps a page's text apart: it takes the place of what stood in for it, in the same revision, which nobody has read yet.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain, zip_longest
from typing import Any
from uuid import UUID

from dateline_shared.contracts.page import ReadPage, Robots
from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select, text, true

from dateline_api import ids
from dateline_api.db import hosts, ledger
from dateline_api.db.accept import free_duplicates
from dateline_api.db.ledger import AWAITS_PAGE, RELEASED, Ticket
from dateline_api.db.tables import articles, sources
from dateline_api.db.tables import hosts as known_hosts
from dateline_api.precedence import AWAITING

CLEAN_SLATE: dict[str, Any] = {**RELEASED, "host": None, "markup": None, "charged": 0, "solo": False, "reasons": []}  # for those who read the words

_IS_READ = articles.c.recorded_revision >= articles.c.revision  # a page that was read again, of an article that is done
_SUSPECT = and_(articles.c.solo, articles.c.charged > 0)

# The hosts one after the other: a loose index scan, because DISTINCT would look at every row (PostgreSQL wiki, "Loose indexscan").
_HOSTS = text("""
    WITH RECURSIVE named (host) AS (
        (SELECT host FROM articles WHERE state = 'to_fetch' AND host IS NOT NULL ORDER BY host LIMIT 1)
        UNION ALL
        SELECT (SELECT a.host FROM articles a WHERE a.state = 'to_fetch' AND a.host > named.host ORDER BY a.host LIMIT 1)
        FROM named WHERE named.host IS NOT NULL
    )
    SELECT host FROM named WHERE host IS NOT NULL
""").columns(articles.c.host)


def out(connection: Connection) -> int:
    """How many pages are being read."""
    return connection.execute(select(func.count()).select_from(articles).where(articles.c.state == "fetching")).scalar_one()


def lease(connection: Connection, *, limit: int, priority: int, until: datetime, now: datetime) -> list[ReadPage]:
    """Lease up to `limit` pages of this priority or a higher one, one a host, the oldest first, and make their tasks.

    Of those that may have killed their readers only one is out at a time, as with texts (`ledger.suspect`).
    """
    if limit <= 0:
        return []
    is_out = connection.execute(select(articles.c.id).where(articles.c.state == "fetching", _SUSPECT).limit(1)).first() is not None
    which = and_(_may_go(now), articles.c.priority <= priority, ~_SUSPECT if is_out else true())  # else those in view could all be suspects
    chosen: list[Row] = []
    for row in _in_turn(_of_hosts(connection, which, limit=limit, now=now), _of_markup(connection, which, limit=limit))[:limit]:
        if not (row.is_suspect and is_out):
            chosen.append(row)
        is_out |= row.is_suspect
    locked = select(articles.c.id).where(articles.c.id.in_([row.id for row in chosen]), articles.c.state == "to_fetch").order_by(articles.c.id)
    mine = set(connection.execute(locked.with_for_update(skip_locked=True)).scalars())
    held = hosts.hold(connection, {row.host for row in chosen if row.host and row.id in mine}, until=until, now=now)
    keys = [row.id for row in chosen if row.id in mine and (row.host is None or row.host in held)]
    statement = (
        articles.update()
        .where(articles.c.id.in_(keys))
        .values(state="fetching", attempt=articles.c.attempt + 1, leased_at=now, lease_until=until, started=False)
        .returning(*articles.c["id", "revision", "attempt", "url", "host", "markup", "is_fragment", "solo"])
    )
    leased = {row.id: row for row in connection.execute(statement)}
    robots = _robots(connection, held, now=now)
    return [_task(leased[key], robots.get(leased[key].host)) for key in keys]


def give_back(connection: Connection, tasks: Collection[ReadPage]) -> None:
    """Return leases of pages that nobody got to see, uncharged."""
    tickets = [Ticket(ids.parse("art", task.article_id), task.revision, task.attempt) for task in tasks]
    names = select(articles.c.host).where(articles.c.id.in_([ticket.id for ticket in tickets]), articles.c.host.is_not(None))
    ledger.give_back(connection, tickets)
    hosts.release(connection, connection.execute(names).scalars())


def begin(connection: Connection, ticket: Ticket, *, until: datetime) -> None:
    """A worker has started with a page: an expiry counts from now on, and its host is held as long."""
    ledger.begin(connection, ticket, until=until)
    name = select(articles.c.host).where(articles.c.id == ticket.id, articles.c.lease_until == until).scalar_subquery()
    connection.execute(known_hosts.update().where(known_hosts.c.host == name).values(lease_until=until))


def lock(connection: Connection, ticket: Ticket) -> Row | None:
    """The article that an answer is for, locked; None if the answer is stale."""
    which = articles.c.id == ticket.id, articles.c.revision == ticket.revision, articles.c.attempt == ticket.attempt, articles.c.state == "fetching"
    return connection.execute(select(articles).where(*which).with_for_update()).one_or_none()


def closed_sources(connection: Connection, names: Collection[str]) -> set[str]:
    """Those of the sources whose pages are not to be read."""
    return set(connection.execute(select(sources.c.source).where(sources.c.source.in_(names), ~sources.c.read_pages)).scalars())


def keep_robots(connection: Connection, host: str, robots: Robots) -> None:
    """Remember what a host's robots.txt says."""
    told = {"robots": robots.text, "robots_until": robots.until, "gap": robots.gap}
    connection.execute(known_hosts.update().where(known_hosts.c.host == host).values(told))


def original(connection: Connection, key: UUID, content_hash: bytes) -> UUID | None:
    """The oldest other article that has these very words; it keeps them until the transaction ends."""
    same = articles.c.content_hash == content_hash, articles.c.id != key, articles.c.state.not_in(["duplicate", "retracted", *AWAITING])
    oldest = select(articles.c.id).where(*same).order_by(articles.c.received_at, articles.c.id).limit(1)
    return connection.execute(oldest.with_for_update(read=True)).scalar_one_or_none()


def known_at(connection: Connection, key: UUID, other: UUID) -> UUID | None:
    """The article that `other` is, or is a duplicate of, if it is known and may stand for the article `key`."""
    there = select(articles.c.state, articles.c.duplicate_of).where(articles.c.id == other).with_for_update(read=True)
    row = connection.execute(there).one_or_none()
    if row is None or row.state in ("dead", "retracted", "rejected"):
        return None
    found = row.duplicate_of if row.state == "duplicate" else other
    return None if found == key else found


def fill(connection: Connection, row: Row, words: dict[str, Any], *, now: datetime) -> list[UUID]:
    """Give an article the words of its page: of the revision that waits for them, or of the next if that one was read already.

    Returns the articles that are settled by it.
    """
    is_read = row.recorded_revision >= row.revision
    more = {"revision": row.revision + 1, "attempt": 0} if is_read else {}
    filled = CLEAN_SLATE | words | more | {"page_error": None, "sentences": None, "revised_at": now, "done_at": None}
    connection.execute(articles.update().where(articles.c.id == row.id).values(filled))
    if is_read:
        free_duplicates(connection, row.id)
    first = words["duplicate_of"]
    return [row.id, *_follow(connection, row.id, first)] if first else []


def stand(connection: Connection, key: UUID, *, page_error: str | None, now: datetime) -> list[UUID]:
    """Let the words that an article has stand: it goes on with them, or is as done as it was. Returns the article if it is settled."""
    return _stand(connection, articles.c.id == key, page_error=page_error, now=now)


def rescue(connection: Connection, dead: Collection[UUID], *, now: datetime) -> list[UUID]:
    """Of articles that died, let those go on that died of their pages and have other words: a summary, or a title at least, or words that were read.

    Returns those that are settled, dead or not.
    """
    if not dead:
        return []
    has_words = or_(_IS_READ, func.length(articles.c.text) > 0, func.length(articles.c.title) > 0)
    died = and_(articles.c.id.in_(dead), articles.c.state == "dead")
    done = _stand(connection, and_(died, AWAITS_PAGE, has_words), page_error=articles.c.reasons[-1].astext, now=now)
    still = connection.execute(select(articles.c.id, AWAITS_PAGE).where(died).order_by(articles.c.id)).all()
    for key, awaits_page in still:
        if awaits_page:
            free_duplicates(connection, key)  # that have words of their own, and were taken for this by their address
    return [*done, *(key for key, _ in still)]


def _stand(connection: Connection, which: ColumnElement[bool], *, page_error: Any, now: datetime) -> list[UUID]:
    state, done_at = case((_IS_READ, "done"), else_="waiting"), case((_IS_READ, now), else_=None)
    values = CLEAN_SLATE | {"state": state, "done_at": done_at, "page_error": page_error}
    returned = articles.c["id", "state", "text", "content_hash", "recorded_revision"]
    settled: list[UUID] = []
    for row in connection.execute(articles.update().where(which).values(values).returning(*returned)).all():
        first = original(connection, row.id, row.content_hash) if row.state == "waiting" and row.text and not row.recorded_revision else None
        if first:
            connection.execute(articles.update().where(articles.c.id == row.id).values(state="duplicate", duplicate_of=first))
            settled += _follow(connection, row.id, first)
        if first or row.state == "done":
            settled.append(row.id)
    return settled


def _follow(connection: Connection, key: UUID, first: UUID) -> Sequence[UUID]:
    """What was taken for an article by its address is a duplicate of what that one is a duplicate of, and freed with it. Returns which."""
    taken_for_it = articles.c.duplicate_of == key, articles.c.state == "duplicate"
    return connection.execute(articles.update().where(*taken_for_it).values(duplicate_of=first).returning(articles.c.id)).scalars().all()


def _may_go(now: datetime) -> ColumnElement[bool]:
    return and_(articles.c.state == "to_fetch", or_(articles.c.not_before.is_(None), articles.c.not_before <= now))


def _of_hosts(connection: Connection, which: ColumnElement[bool], *, limit: int, now: datetime) -> Sequence[Row]:
    named = _HOSTS.cte("named")
    first = _first(and_(which, articles.c.host == named.c.host)).limit(1).lateral("first")
    statement = select(first).select_from(named.outerjoin(known_hosts, known_hosts.c.host == named.c.host).join(first, true()))
    in_line = statement.where(hosts.is_free(now)).order_by(first.c.priority, first.c.received_at, first.c.id).limit(limit)
    return connection.execute(in_line).all()


def _of_markup(connection: Connection, which: ColumnElement[bool], *, limit: int) -> Sequence[Row]:
    return connection.execute(_first(and_(which, articles.c.host.is_(None))).limit(limit)).all()


def _first(which: ColumnElement[bool]) -> Any:
    columns = *articles.c["id", "host", "priority", "received_at"], _SUSPECT.label("is_suspect")
    return select(*columns).where(which).order_by(articles.c.priority, articles.c.received_at, articles.c.id)


def _in_turn(one: Sequence[Row], other: Sequence[Row]) -> list[Row]:
    """Both in turn, so that neither kind holds up the other; the higher priority first."""
    mixed = chain.from_iterable(zip_longest(one, other))
    return sorted((row for row in mixed if row is not None), key=lambda row: row.priority)


def _robots(connection: Connection, names: Collection[str], *, now: datetime) -> dict[str, Robots]:
    columns = known_hosts.c["host", "robots", "robots_until", "gap"]
    valid = known_hosts.c.host.in_(names), known_hosts.c.robots.is_not(None), known_hosts.c.robots_until > now
    return {row.host: Robots(text=row.robots, until=row.robots_until, gap=row.gap) for row in connection.execute(select(*columns).where(*valid))}


def _task(row: Row, robots: Robots | None) -> ReadPage:
    return ReadPage(
        article_id=ids.public("art", row.id),
        revision=row.revision,
        attempt=row.attempt,
        url=row.url,
        markup=row.markup,
        is_fragment=row.is_fragment,
        robots=robots,
        solo=row.solo,
    )
