"""Makes the records of events anew after what is told of them changed, and says what that changes in the log."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import tellings
from dateline_api.db.bonds import NAMES, above
from dateline_api.db.results import Entry
from dateline_api.records import ChangeOp
from dateline_api.store.link.bonds import without_loops
from dateline_api.store.link.fold import fold, overdue_on, retracted
from dateline_api.store.link.index import index, marks_of
from dateline_api.store.link.pins import revisions_of
from dateline_api.store.link.standing import standing
from dateline_api.store.link.telling import Bonds, Revision
from dateline_api.store.tell import differs

Record = dict[str, Any]


def refold(
    connection: Connection,
    keys: Collection[UUID],
    *,
    now: datetime,
    bonds: Mapping[UUID, Bonds] | None = None,
    redacted: Callable[[Record], Record] | None = None,
    split: UUID | None = None,
) -> list[Entry]:
    """Fold these events again, new ones included; those that nobody tells of any more are retracted.

    `bonds` are those that were decided now; the others stay. `redacted` takes the words of an article that is deleted out of a record;
    what such an article alone told of is deleted, not retracted. `split` is an event that was made out of another.
    """
    stands = standing(connection, keys)
    told = {key: each.told for key, each in stands.items()}
    known = tellings.known_events(connection, keys)
    decided = _fitting(connection, bonds or {}, known)
    revisions = revisions_of(connection, {key: [each.key for each in told[key]] for key in sorted(keys)})
    marks = marks_of(connection, {key: told[key] for key in keys})
    entries: list[Entry] = []
    rows: list[Record] = []
    for key in sorted(keys):
        row = known.get(key)
        before = (redacted(row.record) if redacted else row.record) if row else None
        if mentions := told[key]:
            bond = decided.get(key) or (Bonds(row.part_of, row.member_of, row.cancelled_by) if row else Bonds())
            record = fold(
                key,
                mentions,
                bonds=replace(bond, story=stands[key].story),
                revision=revisions.get(key, Revision()),
                before=before,
                now=now,
                counts=stands[key].counts,
            )
        elif before and row:
            bond = Bonds(row.part_of, row.member_of, row.cancelled_by)
            record = retracted(before, now=now)
            record |= {"merged_into": None, "corrections": [ids.public("cor", each) for each in revisions.get(key, Revision()).corrections]}
        else:
            continue
        if differs(record, before) or differs(record, row.record if row else None):
            op: ChangeOp = "split" if key == split else _op(record, before, redacted=redacted is not None)
            entries.append(Entry(kind="event", op=op, id=key, version=record["version"], record=record, before=before))
            rows.append(_row(key, record, bond, created_at=row.created_at if row else now, now=now))
    tellings.put_events(connection, [row | {"signature": marks[row["id"]].signature if row["id"] in marks else None} for row in rows])
    index(connection, keys, marks)
    return entries


def _fitting(connection: Connection, decided: Mapping[UUID, Bonds], known: Mapping[UUID, Any]) -> Mapping[UUID, Bonds]:
    to = {getattr(bond, name) for key, bond in decided.items() for name in NAMES if getattr(bond, name) != getattr(known.get(key), name, None)} - {None}
    return without_loops(decided, above(connection, {*decided, *to})) if to else decided


def _row(key: UUID, record: Record, bonds: Bonds, *, created_at: datetime, now: datetime) -> Record:
    date = record["date"] or {"start": None, "end": None}
    columns = {name: record[name] for name in ("type", "mode", "status", "version", "retracted")}
    bound = {name: getattr(bonds, name) for name in NAMES}
    return {
        "id": key,
        "starts_on": date["start"],
        "ends_on": date["end"],
        "overdue_on": None if record["overdue"] else overdue_on(record),
        "record": record,
        "created_at": created_at,
        "updated_at": now,
        **columns,
        **bound,
    }


def _op(record: Record, before: Record | None, *, redacted: bool) -> ChangeOp:
    if before is None:
        return "created"
    if not record["retracted"]:
        return "updated"
    return "deleted" if redacted else "retracted"
