"""What the store process reads and writes when it records: extractions, entities, mentions, events, changes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg, insert

from dateline_api.db.columns import among
from dateline_api.db.engine import dumps
from dateline_api.db.link_tables import earlier_readings, stories, story_articles
from dateline_api.db.tables import articles, extractions, mentions, rejected_messages
from dateline_api.records import ChangeKind, ChangeOp

RECORD_LOCK = 0x6461_7465_02  # one recording transaction at a time, also while a store that lost its lead winds down

_ARTICLE = re.compile(rb"art_([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change that is to be appended to the log."""

    kind: ChangeKind
    op: ChangeOp
    id: UUID
    version: int
    record: dict[str, Any]
    before: dict[str, Any] | None


def serialise(connection: Connection) -> None:
    """Wait for any other recording transaction to end."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RECORD_LOCK})


def append_changes(connection: Connection, entries: Sequence[Entry], *, now: datetime) -> None:
    """Call append_changes(), the only path into the log."""
    statement = text(
        "SELECT append_changes(CAST(:kinds AS text[]), CAST(:ops AS text[]), CAST(:ids AS uuid[]), CAST(:versions AS integer[]),"
        " CAST(:records AS jsonb[]), CAST(:befores AS jsonb[]), :now)"
    )
    connection.execute(
        statement,
        {
            "kinds": [e.kind for e in entries],
            "ops": [e.op for e in entries],
            "ids": [e.id for e in entries],
            "versions": [e.version for e in entries],
            "records": [Jsonb(e.record, dumps) for e in entries],
            "befores": [None if e.before is None else Jsonb(e.before, dumps) for e in entries],
            "now": now,
        },
    )


def keep_extraction(connection: Connection, article: UUID, *, revision: int, pipeline: str, body: dict[str, Any], now: datetime) -> None:
    """Keep the newest extraction of an article."""
    row = {"revision": revision, "pipeline": pipeline, "body": body, "recorded_at": now}
    connection.execute(insert(extractions).values(article_id=article, **row).on_conflict_do_update(index_elements=["article_id"], set_=row))


def keep_earlier(connection: Connection, article: UUID) -> None:
    """Keep what the pipeline before this one found in an article, in place of what an earlier one did."""
    columns = extractions.c["article_id", "revision", "pipeline", "body", "recorded_at"]
    statement = insert(earlier_readings).from_select([column.name for column in columns], select(*columns).where(extractions.c.article_id == article))
    changed = {column.name: statement.excluded[column.name] for column in columns if column.name != "article_id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=changed))


def outcome_recorded(connection: Connection, article: UUID) -> str:
    """The outcome of the extraction that is kept of an article."""
    return connection.execute(select(extractions.c.body["outcome"].astext).where(extractions.c.article_id == article)).scalar_one()


def articles_with_events(connection: Connection, keys: Sequence[UUID]) -> list[tuple[Row, list[UUID], UUID | None]]:
    """The ledger's rows of these articles, each with the ids of the events that it tells of, and its story."""
    if not keys:
        return []
    columns = [column for column in articles.c if column.name != "text"]
    told = (
        select(mentions.c.article_id, array_agg(aggregate_order_by(mentions.c.event_id, mentions.c.event_id)).label("event_ids"))
        .where(among(mentions.c.article_id, keys), ~mentions.c.retracted, mentions.c.event_id.is_not(None))
        .group_by(mentions.c.article_id)
        .subquery()
    )
    empty = func.coalesce(told.c.event_ids, text("'{}'::uuid[]"))
    story = func.coalesce(stories.c.redirect_to, stories.c.id).label("story")
    statement = (
        select(*columns, empty.label("event_ids"), story)
        .outerjoin(told, told.c.article_id == articles.c.id)
        .outerjoin(story_articles, story_articles.c.article_id == articles.c.id)
        .outerjoin(stories, stories.c.id == story_articles.c.story_id)
        .where(among(articles.c.id, keys))
    )
    return [(row, row.event_ids, row.story) for row in connection.execute(statement.order_by(articles.c.id))]


def note_article(connection: Connection, key: UUID, *, version: int, record: dict[str, Any]) -> None:
    """Remember what was last told of an article."""
    connection.execute(articles.update().where(articles.c.id == key).values(version=version, record=record, event_count=len(record["event_ids"])))


def reject(
    connection: Connection, *, stream: str, message_id: str, article: UUID | None, about: Iterable[UUID] = (), payload: bytes, reason: str, now: datetime
) -> None:
    """Keep a message that could not be recorded. If it is about an article that was taken down, only that there was one."""
    if _is_deleted(connection, [*about, *([article] if article else [])], payload):
        payload = b""
    row = {"stream": stream, "message_id": message_id, "article_id": article, "payload": payload, "reason": reason, "at": now}
    connection.execute(insert(rejected_messages).values(row).on_conflict_do_nothing(index_elements=["stream", "message_id"]))


def _is_deleted(connection: Connection, named: Iterable[UUID], payload: bytes) -> bool:
    found = {*named, *(UUID(hex=digits.decode()) for digits in _ARTICLE.findall(payload))}
    taken_down = select(articles.c.id).where(articles.c.id.in_(found), articles.c.deleted_at.is_not(None)).limit(1)
    return connection.execute(taken_down).first() is not None
