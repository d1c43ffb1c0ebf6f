"""Counts with whom an entity acts, on whom, and who acts on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Row, and_, case, func, literal, select

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import ACTOR, RECIPIENT, EventFilter, StoredEvent, matches
from dateline_api.db.facets import STANDS
from dateline_api.db.patience import hold_still
from dateline_api.db.tables import entities, event_parties, events

TYPES = 10  # of one co-actor: the most frequent

BESIDE, TOWARDS, FROM = "with", "to", "from"


@dataclass(frozen=True, slots=True)
class CoActors:
    """Who takes part in the events that an entity takes part in, the most frequent first."""

    state: LogState
    found: Sequence[Row]  # entity_id, name, kind, country, events; `with`, `to`, `from_`: in so many of them
    types: dict[UUID, list[tuple[str, int]]]
    total: int  # events of the filter in which the entity takes part
    distinct: int  # co-actors


def count_co_actors(connection: Connection, key: UUID, *, wanted: EventFilter, limit: int) -> CoActors:
    """Count the events of a filter that stand. In one event somebody can be on both sides, and then counts on both."""
    hold_still(connection)
    state = log_position(connection)
    own, other = event_parties.alias("own"), event_parties.alias("other")
    sides = (ACTOR, RECIPIENT)
    mine = select(own.c.event_id, own.c.role, events.c.type).join(events, events.c.id == own.c.event_id)
    found = mine.where(own.c.entity_id == key, own.c.role.in_(sides), STANDS, matches(wanted, StoredEvent())).cte("mine").prefix_with("MATERIALIZED")
    relation = case((found.c.role == other.c.role, BESIDE), (found.c.role == ACTOR, TOWARDS), else_=FROM)
    met = select(other.c.entity_id, found.c.event_id, found.c.type, relation.label("relation")).join(
        found, and_(other.c.event_id == found.c.event_id, other.c.role.in_(sides))
    )
    pairs = met.where(other.c.entity_id.is_not(None), other.c.entity_id != key).distinct().cte("pairs").prefix_with("MATERIALIZED")
    number = func.count(pairs.c.event_id.distinct())
    of = {name: number.filter(pairs.c.relation == literal(name)).label(f"{name}_") for name in (BESIDE, TOWARDS, FROM)}
    counted = select(pairs.c.entity_id, number.label("events"), *of.values()).group_by(pairs.c.entity_id).subquery()
    listed = select(counted, *entities.c["name", "kind", "country"]).join(entities, entities.c.id == counted.c.entity_id)
    rows = connection.execute(listed.order_by(counted.c.events.desc(), entities.c.name, counted.c.entity_id).limit(limit)).all()
    by_type = select(pairs.c.entity_id, pairs.c.type, number.label("events")).where(pairs.c.entity_id.in_([row.entity_id for row in rows]))
    types: dict[UUID, list[tuple[str, int]]] = {}
    for row in connection.execute(by_type.group_by(pairs.c.entity_id, pairs.c.type).order_by(number.desc(), pairs.c.type)):
        types.setdefault(row.entity_id, []).append((row.type, row.events))
    whole = select(
        select(func.count(found.c.event_id.distinct())).scalar_subquery().label("total"),
        select(func.count(pairs.c.entity_id.distinct())).scalar_subquery().label("others"),
    )
    total, distinct = connection.execute(whole).one()
    return CoActors(state, rows, {entity: found[:TYPES] for entity, found in types.items()}, total, distinct)
