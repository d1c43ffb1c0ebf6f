"""Records one extraction: its entities, its events, and the entries of the change log that follow from both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import results
from dateline_api.db.results import Entry
from dateline_api.store.link import entities as entity_link
from dateline_api.store.link import events as event_link
from dateline_api.store.link.events import Telling
from dateline_api.store.tell import differs


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database holds of a mention and its event."""

    event_id: UUID
    retracted: bool
    record: dict[str, Any]


def link(connection: Connection, telling: Telling, extraction: Extraction, *, now: datetime) -> list[Entry]:
    """Write what an extraction says; returns what changed. The same extraction again changes nothing."""
    keys, entries = _entities(connection, extraction, now=now)
    return entries + _events(connection, telling, extraction, entities=keys, now=now)


def _entities(connection: Connection, extraction: Extraction, *, now: datetime) -> tuple[dict[str, UUID], list[Entry]]:
    by_link = {entity_link.link_key(entity): entity for entity in extraction.entities}
    known = results.entities_by_key(connection, by_link) if by_link else {}
    by_link_id: dict[str, UUID] = {}
    rows, entries = [], []
    for link_key, entity in by_link.items():
        row = known.get(link_key)
        before = row.record if row else None
        key = row.id if row else ids.new_id()
        by_link_id[link_key] = key
        record = entity_link.merge(entity, before, key=key, now=now)
        if differs(record, before):
            columns = {name: record[name] for name in ("kind", "name", "country", "version")}
            rows.append({"id": key, "link_key": link_key, "record": record, "created_at": now, "updated_at": now, **columns})
            entries.append(Entry(kind="entity", op="updated" if before else "created", id=key, version=record["version"], record=record, before=before))
    results.put_entities(connection, rows)
    return {entity.key: by_link_id[entity_link.link_key(entity)] for entity in extraction.entities}, entries


def _events(connection: Connection, telling: Telling, extraction: Extraction, *, entities: Mapping[str, UUID], now: datetime) -> list[Entry]:
    known = {row.id: _Known(row.event_id, row.retracted, row.record) for row in results.mentions_of(connection, telling.id)}
    entries: list[Entry] = []
    event_rows: list[dict[str, Any]] = []
    mention_rows: list[dict[str, Any]] = []
    present: set[UUID] = set()
    for mention_key, mention in event_link.identify(telling.id, extraction):
        present.add(mention_key)
        was = known.get(mention_key)
        event_key = was.event_id if was else ids.new_id()
        before = was.record if was else None
        record = event_link.record(mention, key=event_key, mention_key=mention_key, telling=telling, entities=entities, before=before, now=now)
        body = mention.model_dump(mode="json")
        mention_rows.append(
            {"id": mention_key, "article_id": telling.id, "event_id": event_key, "revision": extraction.revision, "retracted": False, "body": body}
        )
        if differs(record, before):
            entries.append(Entry(kind="event", op="updated" if before else "created", id=event_key, version=record["version"], record=record, before=before))
            event_rows.append(_event_row(event_key, record, mention, now=now))
    gone = [key for key, was in known.items() if key not in present and not was.retracted]
    for key in gone:
        was = known[key]
        record = event_link.retracted(was.record, now=now)
        entries.append(Entry(kind="event", op="retracted", id=was.event_id, version=record["version"], record=record, before=was.record))
        results.retract_event(connection, was.event_id, version=record["version"], record=record, now=now)
    results.put_events(connection, event_rows)
    results.put_mentions(connection, mention_rows)
    results.retract_mentions(connection, gone)
    return entries


def _event_row(key: UUID, record: dict[str, Any], mention: EventMention, *, now: datetime) -> dict[str, Any]:
    allowed = event_link.days(mention.date)
    columns = {name: record[name] for name in ("type", "mode", "status", "version", "retracted")}
    return {"id": key, "starts_on": allowed.start, "ends_on": allowed.end, "record": record, "created_at": now, "updated_at": now, **columns}
