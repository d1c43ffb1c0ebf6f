"""Reads what an event was, by what had been published at a time; `http` calls it as `store` would."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api.db import tellings
from dateline_api.db.bonds import NAMES
from dateline_api.store.link.fold import fold
from dateline_api.store.link.pins import revisions_of
from dateline_api.store.link.standing import standing
from dateline_api.store.link.telling import Bonds, Revision

Record = dict[str, Any]


def as_of(connection: Connection, event: UUID, at: datetime) -> Record | None:
    """The record of an event made of what was published up to then; none if nothing was. As of now it is the record itself.

    Which mentions tell of it, what people corrected, and its marks (version, created_at, updated_at) are those of today. An event that
    was retracted or merged into another has no other state than that.
    """
    row = tellings.known_events(connection, [event]).get(event)
    if row is None:
        return None
    if row.record["retracted"] or row.redirect_to:
        return row.record if datetime.fromisoformat(row.record["first_reported_at"]) <= at else None
    stands = standing(connection, [event], until=at)[event]
    if not stands.told:
        return None
    bound = {name: key for name in NAMES if (key := getattr(row, name))}
    reported = tellings.reported_by(connection, bound.values(), at)
    bonds = Bonds(**{name: key for name, key in bound.items() if key in reported}, story=stands.story)
    revision = revisions_of(connection, {event: [each.key for each in stands.told]}).get(event, Revision())
    record = fold(event, stands.told, bonds=bonds, revision=revision, before=row.record, now=at, counts=stands.counts)
    return record | {name: row.record[name] for name in ("version", "updated_at")}
