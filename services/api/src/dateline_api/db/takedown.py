"""What taking an article down changes: its row, its mentions and events, the log in place, and whatever else holds its words."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import ColumnElement, Connection, Row, delete, func, literal, null, or_, select, text, tuple_

from dateline_api import ids
from dateline_api.db.columns import among
from dateline_api.db.engine import dumps
from dateline_api.db.link_tables import article_bands, article_prints, earlier_readings, entity_tellings, former_tellings, stories
from dateline_api.db.tables import articles, changes, entities, events, extractions, idempotency, mentions, rejected_messages
from dateline_api.db.webhook_tables import deliveries

Record = dict[str, Any]

LOG_BATCH = 100  # changes read and written at once: about 600 kB
WORDLESS = b""  # in place of a hash: no words that come in are these

_IDLE: Record = {
    "chunk": None,
    "leased_at": None,
    "lease_until": None,
    "started": False,
    "solo": False,
    "charged": 0,
}
_BLANK: Record = {
    "title": "",
    "text": "",
    "markup": None,
    "sentences": null(),
    "authors": [],
    "tags": [],
    "page_error": None,
    "given_hash": None,
    "content_hash": WORDLESS,
    "modified_at": None,
    "precedence": 1,  # whoever brings it again, once it may, is heard
}


def lock(connection: Connection, key: UUID) -> list[Row]:
    """The article and the copies that its own source has of it under other addresses, locked in the order of their ids."""
    source = select(articles.c.source).where(articles.c.id == key).scalar_subquery()
    copies = (articles.c.duplicate_of == key) & articles.c.state.in_(["duplicate", "retracted"]) & (articles.c.source == source)
    return list(connection.execute(select(articles).where(or_(articles.c.id == key, copies)).order_by(articles.c.id).with_for_update()))


def withdraw(connection: Connection, keys: Sequence[UUID], *, reasons: Sequence[str], now: datetime) -> None:
    """Retract articles. An answer that comes later counts as recorded, also when other words have brought its article back meanwhile."""
    changed = {"state": "retracted", "reasons": list(reasons), "done_at": now, "recorded_revision": articles.c.revision}
    connection.execute(articles.update().where(articles.c.id.in_(keys)).values(**_IDLE, **changed))


def blank(connection: Connection, keys: Sequence[UUID], *, now: datetime) -> None:
    """Leave of retracted articles a tombstone, by which they are known when they come again: the next revision, without words.

    Answers about an earlier revision count as recorded from now on.
    """
    changed = {"revision": articles.c.revision + 1, "recorded_revision": articles.c.revision + 1, "deleted_at": now}
    connection.execute(articles.update().where(articles.c.id.in_(keys)).values(**_BLANK, **changed))
    for table in (extractions, earlier_readings, entity_tellings, former_tellings, article_prints, article_bands):
        connection.execute(delete(table).where(table.c.article_id.in_(keys)))
    connection.execute(mentions.update().where(mentions.c.article_id.in_(keys)).values(body={}, read=None))


def deleted(connection: Connection, key: UUID, *, source: str) -> bool:
    """Whether this article was deleted, and is of this source."""
    which = articles.c.id == key, articles.c.source == source, articles.c.deleted_at.is_not(None)
    return connection.execute(select(articles.c.id).where(*which)).first() is not None


def delete_as_copy(connection: Connection, key: UUID, *, of: UUID, now: datetime) -> None:
    """Delete what was told of by nothing yet, as a copy of what was deleted before; it is restored together with that."""
    withdraw(connection, [key], reasons=[], now=now)
    blank(connection, [key], now=now)
    connection.execute(articles.update().where(articles.c.id == key).values(duplicate_of=of))


def admit(connection: Connection, keys: Sequence[UUID]) -> None:
    """Let articles without words be brought in again by whoever has them."""
    changed = {"deleted_at": None, "content_hash": WORDLESS, "given_hash": None, "modified_at": None, "precedence": 1, "reasons": []}
    connection.execute(articles.update().where(articles.c.id.in_(keys)).values(changed))


def reopen(connection: Connection, key: UUID, *, state: str) -> None:
    """Put a retracted article that has its words back in line, as if its revision had not been read; what is no copy any more stands for itself."""
    changed = {"state": state, "reasons": [], "done_at": None, "recorded_revision": articles.c.revision - 1}
    if state != "duplicate":
        changed["duplicate_of"] = None
    connection.execute(articles.update().where(articles.c.id == key).values(changed))


def has_words(connection: Connection, article: UUID, content_hash: bytes) -> bool:
    """Whether an article stands and has these words."""
    stands = articles.c.state.not_in(["duplicate", "retracted"])
    return connection.execute(select(articles.c.id).where(articles.c.id == article, articles.c.content_hash == content_hash, stands)).first() is not None


def put_article_record(connection: Connection, key: UUID, record: Record) -> None:
    """Replace what was last told of an article."""
    connection.execute(articles.update().where(articles.c.id == key).values(record=record))


def extraction_of(connection: Connection, article: UUID) -> Record | None:
    """What was found in an article, as it is kept."""
    return connection.execute(select(extractions.c.body).where(extractions.c.article_id == article)).scalar_one_or_none()


def former(connection: Connection, article: UUID) -> list[UUID]:
    """The events, entities and stories that told of an article once."""
    return list(connection.execute(select(former_tellings.c.object_id).where(former_tellings.c.article_id == article)).scalars())


def events_of(connection: Connection, keys: Collection[UUID]) -> list[Row]:
    """Those of these objects that are events, each with its record and where it redirects."""
    return list(connection.execute(select(*events.c["id", "record", "redirect_to"]).where(among(events.c.id, keys)).order_by(events.c.id)))


def entities_of(connection: Connection, keys: Collection[UUID]) -> list[Row]:
    """Those of these objects that are entities, locked, each with its record and where it redirects."""
    columns = entities.c["id", "record", "redirect_to"]
    return list(connection.execute(select(*columns).where(among(entities.c.id, keys)).order_by(entities.c.id).with_for_update()))


def stories_gone(connection: Connection, keys: Collection[UUID]) -> list[Row]:
    """Those of these objects that are stories that were merged into others or have no article left, each with its record."""
    which = among(stories.c.id, keys), or_(stories.c.redirect_to.is_not(None), stories.c.retracted)
    return list(connection.execute(select(stories.c.id, stories.c.record).where(*which).order_by(stories.c.id)))


def put_entity(connection: Connection, key: UUID, record: Record, *, now: datetime) -> None:
    """Replace an entity's record."""
    connection.execute(entities.update().where(entities.c.id == key).values(version=record["version"], record=record, updated_at=now))


def put_record(connection: Connection, key: UUID, record: Record) -> None:
    """Replace the record of an event, an entity or a story by what is left of it, as in the change that told it last."""
    table = {"evt": events, "ent": entities, "sty": stories}[record["id"][:3]]
    connection.execute(table.update().where(table.c.id == key).values(record=record))


def redact_log(connection: Connection, objects: Sequence[UUID], redacted: Callable[[Record], Record]) -> int:
    """Replace the records of every change of these objects, a batch at a time; returns how many changes were altered.

    What receivers of webhooks answered to them may quote them, and goes as well.
    """
    altered = 0
    after = (UUID(int=0), 0)
    statement = select(*changes.c["seq", "object_id", "version", "record", "before"]).where(changes.c.object_id.in_(objects))
    statement = statement.order_by(changes.c.object_id, changes.c.version).limit(LOG_BATCH)
    while rows := connection.execute(statement.where(tuple_(changes.c.object_id, changes.c.version) > tuple_(*after))).all():
        new = [{"seq": row.seq, "record": redacted(row.record), "before": row.before and redacted(row.before)} for row in rows]
        differing = [entry for row, entry in zip(rows, new, strict=True) if (entry["record"], entry["before"]) != (row.record, row.before)]
        _redact(connection, differing)
        altered += len(differing)
        after = (rows[-1].object_id, rows[-1].version)
    if altered:
        told = select(changes.c.seq).where(changes.c.object_id.in_(objects))
        connection.execute(deliveries.update().where(deliveries.c.answer.is_not(None), deliveries.c.seq.in_(told)).values(answer=None))
    return altered


def _redact(connection: Connection, entries: Sequence[Record]) -> None:
    """Call redact_changes(), the only path to a change that was told. One JSON value: of arrays psycopg escapes every quotation mark in Python."""
    if entries:
        connection.execute(text("SELECT redact_changes(:entries)"), {"entries": Jsonb(entries, dumps)})


def purge_messages(connection: Connection, article: Row) -> None:
    """Empty what was kept of rejected messages with this article in them, and forget answers of the api that show it.

    A message that an older revision's words came in is known by the article's id, address or external id alone.
    """
    name = ids.public("art", article.id)
    fields = {"url": article.url, "external_id": article.external_id, "text": article.text}
    sought = [name, *(dumps({field: value})[1:-1] for field, value in fields.items() if value)]  # as messages are written
    held = [_holds(rejected_messages.c.payload, words) for words in sought]
    connection.execute(rejected_messages.update().where(or_(rejected_messages.c.article_id == article.id, *held)).values(payload=b""))
    connection.execute(delete(idempotency).where(_holds(idempotency.c.body, name)))


def _holds(column: ColumnElement[bytes], words: str) -> ColumnElement[bool]:
    return func.position(literal(words.encode()).op("IN")(column)) > 0
