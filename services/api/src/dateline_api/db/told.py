"""Reads single mentions: all that tell of an event, in the order of publication, and all of an article, in the order of its text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Integer, Row, Select, case, cast, func, select, tuple_

from dateline_api.db.tables import articles, extractions, mentions

_PUBLISHED = func.coalesce(articles.c.published_at, cast(extractions.c.body["published_at"].astext, DateTime(timezone=True)))
_REPORTED = func.coalesce(_PUBLISHED, articles.c.received_at)
_FIRST = mentions.c.body["evidence"][0]
_PART = case((_FIRST["part"].astext == "title", 0), else_=1)
_START = func.coalesce(cast(_FIRST["start"].astext, Integer), 0)


def told_of_event(connection: Connection, event: UUID, *, after: tuple[datetime, UUID, UUID] | None, limit: int) -> tuple[Sequence[Row], bool]:
    """The mentions that stand of an event, the first published first; and whether there are more."""
    return _page(connection, _mentions().where(mentions.c.event_id == event), (_REPORTED, mentions.c.article_id, mentions.c.id), after, limit)


def told_by_article(connection: Connection, article: UUID, *, after: tuple[int, int, UUID] | None, limit: int) -> tuple[Sequence[Row], bool]:
    """The mentions that stand of an article, also those of which it is open of which event they tell; and whether there are more."""
    return _page(connection, _mentions().where(mentions.c.article_id == article), (_PART, _START, mentions.c.id), after, limit)


def _mentions() -> Select[*tuple[Any, ...]]:
    columns = mentions.c["id", "article_id", "event_id", "choices", "body"]
    about = articles.c["source", "url", "title", "copy_of"]
    places = _REPORTED.label("reported_at"), _PUBLISHED.label("published_at"), _PART.label("part"), _START.label("start")
    joined = mentions.join(articles, articles.c.id == mentions.c.article_id).outerjoin(extractions, extractions.c.article_id == articles.c.id)
    return select(*columns, *about, *places).select_from(joined).where(~mentions.c.retracted)


def _page(
    connection: Connection, statement: Select[*tuple[Any, ...]], place: Sequence[Any], after: Sequence[Any] | None, limit: int
) -> tuple[Sequence[Row], bool]:
    if after is not None:
        statement = statement.where(tuple_(*place) > tuple_(*after))
    rows = connection.execute(statement.order_by(*place).limit(limit + 1)).all()
    return rows[:limit], len(rows) > limit
