"""Puts articles back in line that were read before, in the order of their publication and a few at a time.

Only those whose words are kept, that stand, and that were not read since it was ordered; an article that is in line already stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Connection, Integer, and_, cast, exists, func, select, true, tuple_

from dateline_api.db.accept import AGAIN
from dateline_api.db.columns import among
from dateline_api.db.ledger import RELEASED, lock_those
from dateline_api.db.tables import article_words, articles, extractions, sources

READ = ("done", "unsupported_language", "rejected")
SCAN = 2000  # articles looked at in one step, some 30 ms; most may be left out

_IS_CLOSED = exists().where(sources.c.source == articles.c.source, ~sources.c.store_text)
_HAS_WORDS = and_(articles.c.sentences.is_(None), ~_IS_CLOSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are to be read again."""

    since: datetime | None = None  # published, or else received
    until: datetime | None = None
    source: str | None = None
    older_than: tuple[int, ...] | None = None  # the pipeline that read them last, by its version
    ordered_at: datetime | None = None  # read before then


@dataclass(frozen=True, slots=True)
class Place:
    """How far the archive has been gone through: behind the article that was published then."""

    at: datetime
    id: UUID


def survey(connection: Connection, wanted: Wanted) -> dict[str, int]:
    """How many articles would be read again, and how many are left out, by the reason."""
    settled = articles.c.state.in_(READ)
    counts = (
        func.count().filter(settled, _HAS_WORDS).label("articles"),
        func.count().filter(settled, ~_HAS_WORDS).label("words_not_kept"),
        func.count().filter(~settled).label("in_line"),
    )
    row = connection.execute(select(*counts).select_from(_archive()).where(*_which(wanted))).one()
    at = func.coalesce(articles.c.published_at, articles.c.received_at)
    down = [articles.c.state == "retracted", *_between(wanted, at), *([articles.c.source == wanted.source] if wanted.source else [])]
    return {**row._mapping, "taken_down": connection.execute(select(func.count()).where(*down)).scalar_one()}


def queue(connection: Connection, wanted: Wanted, *, after: Place | None, room: int) -> tuple[int, Place | None]:
    """Put at most `room` articles in line, behind all others. Returns how many, and how far it went; None: to the end."""
    is_due = and_(articles.c.state.in_(READ), _HAS_WORDS).label("is_due")
    columns = article_words.c.at, article_words.c.article_id, is_due
    statement = select(*columns).select_from(_archive()).where(*_which(wanted)).order_by(article_words.c.at, article_words.c.article_id).limit(SCAN)
    if after is not None:
        statement = statement.where(tuple_(article_words.c.at, article_words.c.article_id) > tuple_(after.at, after.id))
    rows = connection.execute(statement).all()
    chosen: list[UUID] = []
    place: Place | None = None
    for row in rows:
        if len(chosen) == room:
            break
        place = Place(row.at, row.article_id)
        if row.is_due:
            chosen.append(row.article_id)
    else:
        place = None if len(rows) < SCAN else place
    fresh = {"charged": 0, "solo": False, "not_before": None, "priority": AGAIN, "state": "waiting", **RELEASED}
    still = among(articles.c.id, lock_those(connection, among(articles.c.id, chosen), articles.c.state.in_(READ)))
    return connection.execute(articles.update().where(still).values(fresh)).rowcount, place


def in_line(connection: Connection, *, upto: int) -> int:
    """How many articles wait to be read again, or are being read, counted no further than `upto`."""
    waiting = select(articles.c.id).where(articles.c.priority == AGAIN, articles.c.state == "waiting").limit(upto)
    working = select(articles.c.id).where(articles.c.priority == AGAIN, articles.c.state == "working").limit(upto)
    return connection.execute(select(func.count()).select_from(waiting.union_all(working).subquery())).scalar_one()


def take_back(connection: Connection) -> int:
    """Take out of the line what waits to be read again: it stands as it was read last. Returns how many."""
    outcome = select(extractions.c.body["outcome"].astext).where(extractions.c.article_id == articles.c.id).scalar_subquery()
    waits = articles.c.priority == AGAIN, articles.c.state == "waiting", articles.c.recorded_revision == articles.c.revision
    changed = {"state": func.replace(outcome, "read", "done")}
    return connection.execute(articles.update().where(among(articles.c.id, lock_those(connection, *waits))).values(changed)).rowcount


def _archive():  # a join, whose type SQLAlchemy keeps to itself
    of_article = article_words.join(articles, articles.c.id == article_words.c.article_id)
    return of_article.join(extractions, extractions.c.article_id == article_words.c.article_id)


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    which = [true(), *_between(wanted, article_words.c.at)]
    if wanted.source is not None:
        which.append(articles.c.source == wanted.source)
    if wanted.older_than is not None:
        release = func.split_part(func.split_part(extractions.c.pipeline, "+", 1), "-", 1)
        which.append(cast(func.string_to_array(release, "."), ARRAY(Integer)) < cast(list(wanted.older_than), ARRAY(Integer)))
    if wanted.ordered_at is not None:
        which.append(extractions.c.recorded_at < wanted.ordered_at)
    return which


def _between(wanted: Wanted, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    bounds = [at >= wanted.since] if wanted.since else []
    return bounds + ([at < wanted.until] if wanted.until else [])
