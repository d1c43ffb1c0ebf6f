"""Reads the articles of the ledger."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Uuid, func, or_, select, tuple_, type_coerce

from dateline_api.db.accept import LIVE
from dateline_api.db.link_tables import stories, story_articles
from dateline_api.db.tables import articles, extractions, mentions

Row = dict[str, Any]

UNSETTLED = ("to_fetch", "fetching", "waiting", "working")

_IS_TOLD = mentions.c.article_id == articles.c.id, ~mentions.c.retracted, mentions.c.event_id.is_not(None)
_TOLD = select(mentions.c.event_id).where(*_IS_TOLD).distinct().order_by(mentions.c.event_id)
_EVENT_IDS = type_coerce(func.array(_TOLD.scalar_subquery()), ARRAY(Uuid)).label("event_ids")
_STORY = (
    select(func.coalesce(stories.c.redirect_to, stories.c.id))
    .join(story_articles, story_articles.c.story_id == stories.c.id)
    .where(story_articles.c.article_id == articles.c.id)
    .scalar_subquery()
    .label("story_id")
)
_LISTED = (*articles.c["id", "version", "revision", "state", "source", "url", "external_id", "title", "language"], _EVENT_IDS, _STORY)
_LISTED_TOO = articles.c["published_at", "received_at", "reasons", "duplicate_of", "copy_of", "deleted_at"]
_WHOLE = articles.c["text", "sentences", "authors", "tags", "feed_id", "modified_at", "page_error", "attempt", "charged", "not_before", "revised_at", "done_at"]


def list_articles(connection: Connection, *, state: str | None, source: str | None, before: tuple[datetime, UUID] | None, limit: int) -> tuple[list[Row], bool]:
    """Articles by the time they came in, newest first, and whether there are more."""
    statement = select(*_LISTED, *_LISTED_TOO)
    if state is not None:
        statement = statement.where(articles.c.state == state)
    if source is not None:
        statement = statement.where(articles.c.source == source.lower())
    if before is not None:
        statement = statement.where(tuple_(articles.c.received_at, articles.c.id) < tuple_(*before))
    rows = connection.execute(statement.order_by(articles.c.received_at.desc(), articles.c.id.desc()).limit(limit + 1)).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def get_article(connection: Connection, key: UUID) -> Row | None:
    """Everything that is known of one article, with what was found in it."""
    found = extractions.c.body.label("extraction")
    joined = articles.outerjoin(extractions, extractions.c.article_id == articles.c.id)
    row = connection.execute(select(*_LISTED, *_LISTED_TOO, *_WHOLE, found).select_from(joined).where(articles.c.id == key)).mappings().one_or_none()
    return None if row is None else dict(row)


def list_by_ids(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Row]:
    """These articles as they are listed, with what is kept of their texts."""
    statement = select(*_LISTED, *_LISTED_TOO, *articles.c["text", "sentences"]).where(articles.c.id.in_(keys))
    return {row["id"]: dict(row) for row in connection.execute(statement).mappings()} if keys else {}


def is_known(connection: Connection, key: UUID) -> bool:
    """Whether there is such an article."""
    return connection.execute(select(articles.c.id).where(articles.c.id == key)).one_or_none() is not None


def settled(connection: Connection, keys: Collection[UUID]) -> Sequence[UUID]:
    """Those of the articles that nothing more will happen to by itself."""
    return connection.execute(select(articles.c.id).where(articles.c.id.in_(keys), articles.c.state.not_in(UNSETTLED))).scalars().all()


def count_waiting(connection: Connection, *, upto: int, priority: int = LIVE, now: datetime) -> int:
    """How many articles wait to be read, counted no further than `upto` (0.3 ms for 5,000).

    Those whose pages are still to be fetched do not count: what holds them up is the politeness towards their hosts, not the readers.
    """
    due = or_(articles.c.not_before.is_(None), articles.c.not_before <= now)
    waiting = select(articles.c.id).where(articles.c.state == "waiting", articles.c.priority == priority, due)
    in_line = waiting.order_by(articles.c.priority, articles.c.received_at, articles.c.id).limit(upto)  # as the index has them
    return connection.execute(select(func.count()).select_from(in_line.subquery())).scalar_one()
