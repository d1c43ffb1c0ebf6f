"""Reads stories as their records stand, and the articles of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Connection, Row, Text, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import array

from dateline_api.db.articles import list_by_ids
from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import text_query
from dateline_api.db.link_tables import stories, story_articles
from dateline_api.db.patience import hold_still

Record = dict[str, Any]
Sort = Literal["recent", "size", "growth"]
Place = tuple[datetime | float, UUID]

_BY = {"recent": stories.c.last_at, "size": stories.c.size, "growth": stories.c.growth}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFilter:
    """What to look for; an empty field asks for nothing. Values of one field are alternatives."""

    words: str | None = None  # as in a web search, in its title and its line
    countries: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()  # public ids of those that it names most
    sources: tuple[str, ...] = ()
    since: datetime | None = None  # some article of it was published then or later
    until: datetime | None = None
    breaking: bool | None = None


@dataclass(frozen=True, slots=True)
class Stories:
    """A page of stories, where it ended if there are more, and where the log was before."""

    state: LogState
    records: Sequence[Record]
    end: Place | None


def list_stories(connection: Connection, *, wanted: StoryFilter, sort: Sort, after: Place | None, limit: int) -> Stories:
    """Stories that stand, those first that were told of last, are the largest, or grow fastest.

    Words and tags are sought first and put in order then: PostgreSQL takes rare ones to be spread evenly along an order.
    """
    hold_still(connection)
    state = log_position(connection)
    by = _BY[sort]
    which = select(stories.c.id, by.label("by")).where(~stories.c.retracted, stories.c.redirect_to.is_(None), by.is_not(None), *_clauses(wanted))
    found = which.cte("found").prefix_with("MATERIALIZED") if wanted.words or _tags(wanted) else which.subquery()
    statement = select(found.c.id, found.c.by)
    if after is not None:
        statement = statement.where(tuple_(found.c.by, found.c.id) < tuple_(*after))
    rows = connection.execute(statement.order_by(found.c.by.desc(), found.c.id.desc()).limit(limit + 1)).all()
    kept = rows[:limit]
    known = {row.id: row.record for row in connection.execute(select(stories.c.id, stories.c.record).where(stories.c.id.in_([row.id for row in kept])))}
    return Stories(state, [known[row.id] for row in kept], (kept[-1].by, kept[-1].id) if len(rows) > limit else None)


def get_story(connection: Connection, key: UUID) -> tuple[Record, UUID | None] | None:
    """The record of a story, and the one that it was merged into, if any."""
    row = connection.execute(select(stories.c.record, stories.c.redirect_to).where(stories.c.id == key)).one_or_none()
    return None if row is None else (row.record, row.redirect_to)


def list_articles(connection: Connection, key: UUID, *, before: tuple[datetime, UUID] | None, limit: int) -> tuple[list[Record], Row | None]:
    """The articles of a story as they are listed, the latest first, and the place of the last if there are more."""
    place = story_articles.c["at", "article_id"]
    statement = select(*place).where(story_articles.c.story_id == key)
    if before is not None:
        statement = statement.where(tuple_(*place) < tuple_(*before))
    rows = connection.execute(statement.order_by(*(column.desc() for column in place)).limit(limit + 1)).all()
    kept = rows[:limit]
    known = list_by_ids(connection, [row.article_id for row in kept])
    return [known[row.article_id] for row in kept], kept[-1] if len(rows) > limit else None


def _clauses(wanted: StoryFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [stories.c.tags.bool_op("&&")(cast(array(tags), ARRAY(Text))) for tags in _tags(wanted)]
    if wanted.words:
        clauses.append(stories.c.words.bool_op("@@")(text_query(wanted.words)))
    if wanted.since:
        clauses.append(stories.c.last_at >= wanted.since)
    if wanted.until:
        clauses.append(stories.c.first_at <= wanted.until)
    if wanted.breaking is not None:
        clauses.append(func.coalesce(stories.c.breaking, False) == wanted.breaking)
    return clauses


def _tags(wanted: StoryFilter) -> list[tuple[str, ...]]:
    return [tags for tags in (wanted.countries, wanted.entities, wanted.sources) if tags]
