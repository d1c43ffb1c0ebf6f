"""The ledger of articles: leases, attempts and states. Postgres is the only retry authority (design §2).

to_fetch ─lease→ fetching ─record→ waiting ─lease→ working ─record→ done
   ▲                │                ▲                │ failure (charged), lease expired (first time: uncharged, then alone)
   ├────────────────┤                ├────────────────┤
   └────redrive── dead               └────redrive── dead: 3 charged attempts

An article whose words are still to be read from a page passes the left half first (`pages`); its host or its markup is set until then.
Every statement that changes a leased row names the attempt that it answers for; a stale one changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_shared.contracts.article import Article, Reading
from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from dateline_api import ids
from dateline_api.db.columns import among
from dateline_api.db.tables import articles

CLOCK_SLACK = timedelta(minutes=1)  # by how much the clocks of two hosts may differ before a lease counts as given in the future
SILENT_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=10)  # a task's usual limit; about a worker's restart

_OUT = articles.c.state.in_(["working", "fetching"])
_BACK = case((articles.c.state == "fetching", "to_fetch"), else_="waiting")  # where a lease that ended without an answer leaves its article
AWAITS_PAGE = or_(articles.c.host.is_not(None), articles.c.markup.is_not(None))

RELEASED: dict[str, Any] = {"chunk": None, "leased_at": None, "lease_until": None, "started": False}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that could be read now."""

    id: UUID
    size: int  # bytes of title and text
    solo: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which lease of which revision an answer is for."""

    id: UUID
    revision: int
    attempt: int


def chunks_out(connection: Connection) -> int:
    """How many chunks are leased and not answered in full."""
    return connection.execute(select(func.count(articles.c.chunk.distinct())).where(articles.c.state == "working")).scalar_one()


def candidates(connection: Connection, *, limit: int, now: datetime) -> list[Candidate]:
    """The next articles in line that no attempt was charged to, locked until the transaction ends."""
    return _in_line(connection, articles.c.charged == 0, limit=limit, now=now)


def suspect(connection: Connection, *, now: datetime) -> list[Candidate]:
    """The next article that an attempt was charged to, unless one is out already: a list of at most one.

    They go one at a time: one that kills its worker takes those beside it along, and an innocent one that was charged
    with it must not meet it again.
    """
    is_out = select(articles.c.id).where(articles.c.state == "working", articles.c.charged > 0).limit(1)
    if connection.execute(is_out).first() is not None:
        return []
    return _in_line(connection, articles.c.charged > 0, limit=1, now=now)


def lease(connection: Connection, keys: Sequence[UUID], *, chunk: UUID, until: datetime, now: datetime) -> list[Reading]:
    """Give these to one chunk until then; returns what the reader needs, in the order of `keys`."""
    statement = (
        articles.update()
        .where(articles.c.id.in_(keys), articles.c.state == "waiting")
        .values(state="working", chunk=chunk, attempt=articles.c.attempt + 1, leased_at=now, lease_until=until, started=False)
        .returning(articles)
    )
    readings = {row.id: _reading(row) for row in connection.execute(statement)}
    return [readings[key] for key in keys if key in readings]


def give_back(connection: Connection, tickets: Iterable[Ticket]) -> None:
    """Return leases that no reader got to see, uncharged."""
    for ticket in tickets:
        connection.execute(articles.update().where(_holds(ticket)).values(state=_BACK, **RELEASED))


def begin(connection: Connection, ticket: Ticket, *, until: datetime) -> None:
    """A reader has started with an article alone: from now on an expiry counts, and it has until then."""
    connection.execute(articles.update().where(_holds(ticket)).values(started=True, lease_until=func.greatest(articles.c.lease_until, until)))


def hold(connection: Connection, ticket: Ticket, *, until: datetime) -> None:
    """Extend a lease, because its answer is there and cannot be understood yet. Its chunk no longer counts as out."""
    connection.execute(articles.update().where(_holds(ticket)).values(lease_until=until, chunk=None))


def expire(connection: Connection, *, max_attempts: int, now: datetime) -> list[UUID]:
    """End the leases that ran out, or that were given in what is now the future. Returns the articles that died of it.

    A first expiry only makes the article go alone; alone, it is charged if its reader had started. One whose readers
    keep falling silent before they start waits longer each time, so that it cannot hold up the others.
    """
    ran_out = lock_those(connection, _OUT, or_(articles.c.lease_until <= now, articles.c.leased_at > now + CLOCK_SLACK))
    if not ran_out:
        return []
    silent = and_(articles.c.solo, ~articles.c.started)
    wait = func.least(articles.c.attempt - 1, LONGEST_WAIT // SILENT_WAIT) * literal(SILENT_WAIT)
    return _fail(
        connection,
        among(articles.c.id, ran_out),
        charge=and_(articles.c.solo, articles.c.started),
        reason="no answer before the lease ran out",
        max_attempts=max_attempts,
        now=now,
        not_before=case((silent, now + wait), else_=articles.c.not_before),
    )


def fail(connection: Connection, ticket: Ticket, *, reason: str, lost: bool, max_attempts: int, now: datetime) -> list[UUID]:
    """Charge an attempt that failed; a chunk that was lost whole charges nobody but an article that was alone.

    Returns the article if it died of it. A stale report changes nothing.
    """
    charge: ColumnElement[bool] = articles.c.solo if lost else literal(True)
    return _fail(connection, _holds(ticket), charge=charge, reason=reason, max_attempts=max_attempts, now=now)


def charge(
    connection: Connection, ticket: Ticket, *, reason: str, is_suspect: bool, max_attempts: int, not_before: datetime | None = None, now: datetime
) -> list[UUID]:
    """Charge an attempt that failed, whatever the reason, and have the article wait until then. A suspect goes alone from now on.

    Returns the article if it died of it. A stale report changes nothing.
    """
    return _fail(
        connection,
        _holds(ticket),
        charge=literal(True),
        reason=reason,
        max_attempts=max_attempts,
        now=now,
        solo=literal(True) if is_suspect else articles.c.solo,
        not_before=func.greatest(articles.c.not_before, not_before),
    )


def redrive(connection: Connection, keys: Sequence[UUID] | None, *, now: datetime) -> int:
    """Give dead articles (all of them, or these) a fresh start. Returns how many."""
    chosen = [articles.c.state == "dead"]
    if keys is not None:
        chosen.append(articles.c.id.in_(keys))
    state = case((AWAITS_PAGE, "to_fetch"), else_="waiting")
    dead = among(articles.c.id, lock_those(connection, *chosen))
    return connection.execute(articles.update().where(dead).values(state=state, not_before=None, charged=0, started=False)).rowcount


def finish(connection: Connection, key: UUID, *, revision: int, pipeline: str, state: str, reason: str | None, now: datetime) -> None:
    """Note that a revision is recorded; the article leaves the queue only if that is its current one."""
    connection.execute(articles.update().where(articles.c.id == key).values(recorded_revision=revision, recorded_pipeline=pipeline))
    connection.execute(
        articles.update()
        .where(articles.c.id == key, articles.c.revision == revision)
        .values(state=state, done_at=now, reasons=[] if reason is None else [reason], **RELEASED)
    )


def release(connection: Connection, key: UUID, *, state: str) -> None:
    """End a lease whose answer told nothing new: the article is what it was before."""
    connection.execute(articles.update().where(articles.c.id == key, articles.c.state == "working").values(state=state, **RELEASED))


def lock(connection: Connection, keys: Iterable[UUID]) -> dict[UUID, Row]:
    """The ledger's rows of these articles without their text, locked in the order of their ids."""
    columns = [column for column in articles.c if column.name != "text"]
    statement = select(*columns).where(among(articles.c.id, keys)).order_by(articles.c.id).with_for_update()
    return {row.id: row for row in connection.execute(statement)}


def lock_those(connection: Connection, *which: ColumnElement[bool]) -> list[UUID]:
    """The articles of which all this holds, locked in the order of their ids, as everybody does who changes several."""
    return list(connection.execute(select(articles.c.id).where(*which).order_by(articles.c.id).with_for_update()).scalars())


def _in_line(connection: Connection, which: ColumnElement[bool], *, limit: int, now: datetime) -> list[Candidate]:
    size = func.octet_length(articles.c.title) + func.octet_length(articles.c.text)
    statement = (
        select(articles.c.id, size, articles.c.solo)
        .where(articles.c.state == "waiting", or_(articles.c.not_before.is_(None), articles.c.not_before <= now), which)
        .order_by(articles.c.priority, articles.c.received_at, articles.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Candidate(*row) for row in connection.execute(statement)]


def _holds(ticket: Ticket) -> ColumnElement[bool]:
    return and_(articles.c.id == ticket.id, articles.c.revision == ticket.revision, articles.c.attempt == ticket.attempt, _OUT)


def _fail(
    connection: Connection, *where: ColumnElement[bool], charge: ColumnElement[bool], reason: str, max_attempts: int, now: datetime, **more: Any
) -> list[UUID]:
    more = {"solo": True} | more
    charged = articles.c.charged + case((charge, 1), else_=0)
    note = func.jsonb_build_array(func.concat("attempt ", articles.c.attempt, ": ", bindparam("reason", reason)), type_=JSONB)
    statement = (
        articles.update()
        .where(*where)
        .values(
            state=case((charged >= max_attempts, "dead"), else_=_BACK),
            charged=charged,
            reasons=case((charge, articles.c.reasons.concat(note)), else_=articles.c.reasons),
            done_at=case((charged >= max_attempts, now), else_=None),
            **RELEASED,
            **more,
        )
        .returning(articles.c.id, articles.c.state)
    )
    return [key for key, state in connection.execute(statement) if state == "dead"]


def _reading(row: Row) -> Reading:
    article = Article.model_construct(
        text=row.text,
        title=row.title,
        url=row.url,
        external_id=row.external_id,
        source=row.source,
        published_at=row.published_at,
        language=row.language,
        authors=tuple(row.authors),
        tags=tuple(row.tags),
    )
    return Reading(article_id=ids.public("art", row.id), revision=row.revision, attempt=row.attempt, article=article, received_at=row.received_at)
