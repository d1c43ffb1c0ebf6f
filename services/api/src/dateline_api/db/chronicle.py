"""Reads events in the order in which they took place. One without a date stands on the day on which it was first told of.

What was done before a day, a month or a year (`../2018-12`) stands before what was done in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, and_, case, cast, func, literal, select, tuple_

from dateline_api import ids
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.facets import STANDS, Named
from dateline_api.db.patience import hold_still
from dateline_api.db.tables import entities, events

Record = dict[str, Any]

_LAST = func.split_part(events.c.record["date"]["edtf"].astext, "/", 2)  # "2018-12" of "../2018-12"
_UNTIL = func.date_trunc(case((func.length(_LAST) == 4, "year"), (func.length(_LAST) == 7, "month"), else_="day"), events.c.ends_on)
_ON = func.coalesce(events.c.starts_on, cast(_UNTIL, Date), cast(func.timezone("UTC", events.c.first_reported_at), Date))
_BEGUN = case((and_(events.c.starts_on.is_(None), events.c.ends_on.is_not(None)), 0), else_=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands: the day, whether it may have been before it (0) or not (1), the first report, and which it is."""

    on: date
    begun: int
    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Act:
    """An event, where it stands, and the outlets that tell of it."""

    place: Place
    sources: Sequence[str]
    record: Record


def read_chronicle(connection: Connection, *, wanted: EventFilter, after: Place | None, limit: int) -> tuple[list[Act], bool]:
    """The events of a filter that stand, the earliest first, from behind a place; and whether there are more."""
    hold_still(connection)
    place = _ON, _BEGUN, events.c.first_reported_at, events.c.id
    statement = select(events.c.id, _ON.label("on"), _BEGUN.label("begun"), events.c.first_reported_at, events.c.sources).where(
        matches(wanted, StoredEvent()), STANDS
    )
    if after is not None:
        behind = tuple_(*(literal(each) for each in (after.on, after.begun, after.at, after.id)))
        statement = statement.where(tuple_(*place) > behind)
    rows = connection.execute(statement.order_by(*place).limit(limit + 1)).all()
    kept = rows[:limit]
    known = {row.id: row.record for row in connection.execute(select(events.c.id, events.c.record).where(events.c.id.in_([row.id for row in kept])))}
    return [Act(Place(row.on, row.begun, row.first_reported_at, row.id), row.sources, known[row.id]) for row in kept], len(rows) > limit


def name_parties(connection: Connection, parties: Sequence[str]) -> list[Named]:
    """What the parties of a filter are called: those given by their ids by their names, the others as they were given."""
    keys = [ids.parse("ent", party) for party in parties if party.startswith("ent_")]
    names = {ids.public("ent", row.id): row.name for row in connection.execute(select(entities.c.id, entities.c.name).where(entities.c.id.in_(keys)))}
    return [Named(party, names.get(party, None if party.startswith("ent_") else party)) for party in parties]
