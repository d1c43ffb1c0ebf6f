"""Writes to the change log: an entry for every record that is new or differs from what was last told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import results
from dateline_api.db.results import Entry
from dateline_api.records import ArticleRecord, ChangeOp


def append(connection: Connection, entries: Sequence[Entry], *, now: datetime) -> None:
    """Append to the log; the sequence numbers are given at this moment and become visible with the commit."""
    if entries:
        results.append_changes(connection, entries, now=now)


def articles(connection: Connection, keys: Iterable[UUID], *, now: datetime) -> None:
    """Tell of the articles whose record differs from the one that was last told."""
    append(connection, article_entries(connection, keys), now=now)


def article_entries(connection: Connection, keys: Iterable[UUID]) -> list[Entry]:
    """The entries for `articles`; the new records are noted on the rows."""
    entries = []
    for row in results.articles_with_events(connection, set(keys)):
        record = ArticleRecord(
            id=ids.public("art", row.id),
            version=row.version + 1,
            revision=row.revision,
            state=row.state,
            source=row.source,
            url=row.url,
            external_id=row.external_id,
            title=row.title,
            language=row.language,
            published_at=row.published_at,
            received_at=row.received_at,
            event_ids=tuple(ids.public("evt", key) for key in row.event_ids),
            reasons=tuple(row.reasons),
            duplicate_of=ids.public("art", row.duplicate_of) if row.duplicate_of else None,
            copy_of=ids.public("art", row.copy_of) if row.copy_of else None,
            story_id=ids.public("sty", row.story) if row.story else None,
            deleted_at=row.deleted_at,
        ).model_dump(mode="json")
        if differs(record, row.record):
            entries.append(Entry(kind="article", op=_op(record, row.record), id=row.id, version=record["version"], record=record, before=row.record))
    results.note_articles(connection, {entry.id: entry.record for entry in entries})
    return entries


def _op(record: dict[str, Any], before: dict[str, Any] | None) -> ChangeOp:
    known = before or {}
    if record["deleted_at"] and not known.get("deleted_at"):
        return "deleted"
    if record["state"] == "retracted" and known.get("state") != "retracted":
        return "retracted"
    return "updated" if before else "created"


def differs(record: dict[str, Any], before: dict[str, Any] | None) -> bool:
    """Whether two records differ in anything but the marks of the change itself."""
    marks = ("version", "updated_at")
    return before is None or {k: v for k, v in record.items() if k not in marks} != {k: v for k, v in before.items() if k not in marks}
