"""What the store process reads and writes when it records: extractions, entities, mentions, events, changes."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert

from dateline_api.db import arrays
from dateline_api.db.engine import dumps
from dateline_api.db.link_tables import earlier_readings
from dateline_api.db.lookup import ask, do
from dateline_api.db.many import AT_ONCE
from dateline_api.db.tables import articles, extractions, rejected_messages
from dateline_api.records import ChangeKind, ChangeOp

RECORD_LOCK = 0x6461_7465_02  # one recording transaction at a time, also while a store that lost its lead winds down

_APPEND = """
SELECT append_changes(
    array_agg(kind ORDER BY n), array_agg(op ORDER BY n), array_agg(id ORDER BY n), array_agg(version ORDER BY n),
    array_agg(record ORDER BY n), array_agg(before ORDER BY n), %(now)s
) FROM ROWS FROM (
    jsonb_to_recordset(CAST(%(entries)s AS jsonb)) AS (kind text, op text, id uuid, version integer, record jsonb, before jsonb)
) WITH ORDINALITY AS entry (kind, op, id, version, record, before, n)
"""
_KEEP = """
INSERT INTO extractions (article_id, revision, pipeline, body, recorded_at) VALUES (%(article)s, %(revision)s, %(pipeline)s, CAST(%(body)s AS jsonb), %(now)s)
ON CONFLICT (article_id) DO UPDATE SET
    revision = excluded.revision, pipeline = excluded.pipeline, body = excluded.body, recorded_at = excluded.recorded_at
"""
_ARTICLES = """
SELECT articles.id, articles.version, revision, state, source, url, external_id, title, language, published_at, received_at, reasons, duplicate_of, copy_of,
    deleted_at, articles.record, coalesce(stories.redirect_to, stories.id) AS story, ARRAY(
        SELECT event_id FROM mentions WHERE article_id = articles.id AND NOT retracted AND event_id IS NOT NULL ORDER BY event_id
    ) AS event_ids
FROM articles LEFT JOIN story_articles ON story_articles.article_id = articles.id LEFT JOIN stories ON stories.id = story_articles.story_id
WHERE articles.id = ANY (CAST(%(keys)s AS uuid[])) ORDER BY articles.id
"""
_NOTE = """
UPDATE articles SET version = (told.record ->> 'version')::integer, record = told.record, event_count = jsonb_array_length(told.record -> 'event_ids')
FROM jsonb_to_recordset(CAST(%(rows)s AS jsonb)) AS told (id uuid, record jsonb) WHERE articles.id = told.id
"""
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
    for start in range(0, len(entries), AT_ONCE):
        do(connection, _APPEND, {"entries": dumps(entries[start : start + AT_ONCE]), "now": now})


def keep_extraction(connection: Connection, article: UUID, *, revision: int, pipeline: str, body: dict[str, Any], now: datetime) -> None:
    """Keep the newest extraction of an article."""
    do(connection, _KEEP, {"article": article, "revision": revision, "pipeline": pipeline, "body": dumps(body), "now": now})


def keep_earlier(connection: Connection, article: UUID) -> None:
    """Keep what the pipeline before this one found in an article, in place of what an earlier one did."""
    columns = extractions.c["article_id", "revision", "pipeline", "body", "recorded_at"]
    statement = insert(earlier_readings).from_select([column.name for column in columns], select(*columns).where(extractions.c.article_id == article))
    changed = {column.name: statement.excluded[column.name] for column in columns if column.name != "article_id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=changed))


def outcome_recorded(connection: Connection, article: UUID) -> str:
    """The outcome of the extraction that is kept of an article."""
    return connection.execute(select(extractions.c.body["outcome"].astext).where(extractions.c.article_id == article)).scalar_one()


def articles_with_events(connection: Connection, keys: Collection[UUID]) -> list[Any]:
    """What is told of these articles, in the order of their ids: the ledger's columns, `event_ids` that each tells of, and its `story`."""
    return ask(connection, _ARTICLES, {"keys": arrays.of_uuids(keys)}) if keys else []


def note_articles(connection: Connection, records: Mapping[UUID, dict[str, Any]]) -> None:
    """Remember what was last told of articles."""
    if records:
        do(connection, _NOTE, {"rows": dumps([{"id": key, "record": record} for key, record in records.items()])})


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
