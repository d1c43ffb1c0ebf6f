"""Makes the records of entities anew after what is said of them changed, and says what that changes in the log."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.entity import Entity
from sqlalchemy import Connection, Row

from dateline_api.db import entity_facts, entity_index
from dateline_api.db.results import Entry
from dateline_api.records import ChangeOp
from dateline_api.store.link.entities import keys_of, profile_of, profile_of_record
from dateline_api.store.link.facts import portrait
from dateline_api.store.link.pins import revised, revisions_of
from dateline_api.store.tell import differs

Record = dict[str, Any]

STATE = "c:"  # begins the key of a state, which its record does not show


def portray(
    connection: Connection,
    keys: Collection[UUID],
    *,
    now: datetime,
    told: Mapping[UUID, Collection[Entity]] | None = None,
    redacted: Callable[[Record], Record] | None = None,
    split: UUID | None = None,
    restored: Mapping[UUID, Record] | None = None,
) -> list[Entry]:
    """Make the records of these entities, new ones included; those that nobody tells of any more are retracted.

    `told` is what the article at hand tells of them, `redacted` takes the words of an article that is deleted out of a record,
    `split` is an entity that was made out of another, `restored` are fields of records as they were before somebody corrected them.
    """
    rows = entity_index.known(connection, keys)
    revisions = revisions_of(connection, dict.fromkeys(sorted(keys), ()))
    facts = defaultdict[UUID, list[Row]](list)
    for fact in entity_facts.facts_of(connection, keys):
        facts[fact.entity_id].append(fact)
    entries, records = [], {}
    for key in sorted(keys):
        row = rows.get(key)
        before = (redacted(row.record) if redacted else row.record) if row else None
        known = before and before | (restored or {}).get(key, {})
        record = portrait(key, facts[key], (told or {}).get(key, ()), before=known, now=now)
        if revision := revisions.get(key):
            record = revised(record, revision)
        if differs(record, row.record if row else None):
            op: ChangeOp = "split" if key == split else _op(record, before, redacted=redacted is not None)
            entries.append(Entry(kind="entity", op=op, id=key, version=record["version"], record=record, before=before))
            records[key] = record
    entity_index.put_entities(
        connection,
        [
            {"id": key, "record": record, "created_at": rows[key].created_at if key in rows else now, "updated_at": now}
            | {name: record[name] for name in ("kind", "name", "country", "version")}
            for key, record in records.items()
        ],
    )
    _put_keys(connection, records, rows, told or {})
    return entries


def _put_keys(connection: Connection, records: Mapping[UUID, Record], known: Collection[UUID], told: Mapping[UUID, Collection[Entity]]) -> None:
    were = {(row.key, row.entity_id) for row in entity_index.keys_of(connection, records.keys() & set(known))}
    are = {(key, entity) for entity, record in records.items() for key in keys_of(profile_of_record(record))}
    are |= {(key, entity) for key, entity in were if key.startswith(STATE)}
    are |= {(key, entity) for entity in records for each in told.get(entity, ()) for key in keys_of(profile_of(each)) if key.startswith(STATE)}
    entity_index.put_keys(connection, [{"key": key, "entity_id": entity} for key, entity in sorted(are - were)])
    entity_index.remove_keys(connection, sorted(were - are))


def _op(record: Record, before: Record | None, *, redacted: bool) -> ChangeOp:
    if before is None:
        return "created"
    if not record["retracted"]:
        return "updated"
    return "deleted" if redacted else "retracted"
