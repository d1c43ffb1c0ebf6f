"""What events are counted by: each facet as pairs of an event and a value that it has.

An event with two countries is two pairs, with the same country on both sides one. An event without a value is a pair with null.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, Select, String, Text, and_, case, func, select, true
from sqlalchemy.dialects.postgresql import array

from dateline_api import ids
from dateline_api.db.event_filter import ACTOR, RECIPIENT, SPEAKER
from dateline_api.db.tables import entities, event_parties, events

Facet = Literal[
    "type", "mode", "status", "context", "actor", "recipient", "participant", "dyad", "country", "country_dyad", "sector", "said_by", "place", "source", "story"
]
Key = tuple[Any, ...]

STANDS = and_(~events.c.retracted, events.c.redirect_to.is_(None))  # as the index that counts has it


@dataclass(frozen=True, slots=True)
class Named:
    """One side of a value: what the filter of this name takes, and for a party or a place, what it is called."""

    value: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The most frequent values of a facet, and what is left."""

    values: tuple[tuple[Key, int], ...]
    other: int  # pairs with further values
    missing: int  # events without any
    distinct: int  # values


def pairs(facet: Facet, which: ColumnElement[bool], *more: ColumnElement[Any]) -> tuple[Select[*tuple[Any, ...]], list[str]]:
    """The pairs of the events for which the clause holds, with `more` of each event; and the names of the columns that make up the value."""
    origin, keys, repeats = _origin(facet)
    named = [key.label(f"key{n}") for n, key in enumerate(keys)]
    statement = select(events.c.id, *more, *named).select_from(origin).where(which)
    return (statement.distinct() if repeats else statement), [key.name for key in named]


def count_values(connection: Connection, facet: Facet, which: ColumnElement[bool], *, limit: int) -> Counted:
    """Count the events for which the clause holds by the values of a facet, the most frequent first, then in the order of the values."""
    found, names = pairs(facet, which)
    each = found.subquery()
    keys = [each.c[name] for name in names]
    counted = select(*keys, func.count().label("number")).group_by(*keys).cte("counted")
    keys = [counted.c[name] for name in names]
    has_value = func.num_nonnulls(*keys) > 0
    in_order = counted.c.number.desc(), *(key.asc().nulls_last() for key in keys)
    top = select(*keys, counted.c.number).where(has_value).order_by(*in_order).limit(limit)
    whole = select(
        func.coalesce(func.sum(counted.c.number).filter(has_value), 0).label("pairs"),
        func.coalesce(func.sum(counted.c.number).filter(~has_value), 0).label("missing"),
        func.count().filter(has_value).label("distinct"),
    ).cte("whole")
    listed = top.subquery()
    statement = select(whole, *listed.c).select_from(whole.outerjoin(listed, true()))
    rows = connection.execute(statement.order_by(listed.c.number.desc(), *(listed.c[name].asc().nulls_last() for name in names))).all()
    values = tuple((tuple(row[3:-1]), row.number) for row in rows if row.number is not None)
    head = rows[0]
    return Counted(values, int(head.pairs) - sum(number for _, number in values), int(head.missing), head.distinct)


def name_values(connection: Connection, facet: Facet, keys: Sequence[Key]) -> list[tuple[Named, ...]]:
    """The sides of each value: two of a dyad, else one."""
    if facet in ("actor", "recipient", "participant", "said_by", "dyad"):
        sides = [list(zip(key[::2], key[1::2], strict=True)) for key in keys]
        entity_names = _entity_names(connection, [key for each in sides for key, _ in each if key])
        spelt = _spellings(connection, [name for each in sides for key, name in each if not key])
        return [tuple(Named(ids.public("ent", key), entity_names[key]) if key else Named(spelt[name], spelt[name]) for key, name in each) for each in sides]
    if facet == "place":
        known = _entity_names(connection, [ids.parse("ent", value) for (value,) in keys if _is_entity(value)])
        return [(Named(value, known.get(ids.parse("ent", value), value) if _is_entity(value) else value),) for (value,) in keys]
    return [tuple(map(Named, key)) for key in keys]


def _origin(facet: Facet) -> tuple[FromClause, list[ColumnElement[Any]], bool]:
    """Where the pairs come from, the columns of their values, and whether the same pair may come more than once."""
    if facet in ("type", "mode", "status", "place"):
        return events, [events.c[facet]], False
    if facet == "story":
        return events, [events.c.story_id], False
    if facet in ("context", "source"):
        listed = func.unnest(events.c[f"{facet}s"]).table_valued("value").render_derived(name="listed").lateral("listed")
        return events.outerjoin(listed, true()), [listed.c.value], facet == "context"
    if facet in ("dyad", "country_dyad"):
        return _dyads(facet)
    roles = {"actor": (ACTOR,), "recipient": (RECIPIENT,), "said_by": (SPEAKER,)}.get(facet, (ACTOR, RECIPIENT))
    party = event_parties.alias("party")
    takes_part = and_(party.c.event_id == events.c.id, party.c.role.in_(roles))
    if facet == "country":
        return events.outerjoin(party, and_(takes_part, party.c.country.is_not(None))), [party.c.country], True
    if facet == "sector":
        each = select(party.c.event_id, party.c.role, func.unnest(party.c.sectors).label("sector")).where(party.c.role.in_(roles)).subquery()
        return events.outerjoin(each, each.c.event_id == events.c.id), [each.c.sector], True
    return events.outerjoin(party, takes_part), _identity(party), True


def _dyads(facet: Facet) -> tuple[FromClause, list[ColumnElement[Any]], bool]:
    actor, recipient = event_parties.alias("actor"), event_parties.alias("recipient")
    met = [recipient.c.event_id == actor.c.event_id, actor.c.role == ACTOR, recipient.c.role == RECIPIENT]
    if facet == "country_dyad":
        met += [actor.c.country.is_not(None), recipient.c.country.is_not(None)]
        keys = [actor.c.country, recipient.c.country]
    else:
        keys = [*_identity(actor), *_identity(recipient)]
    both = select(actor.c.event_id, *(key.label(f"side{n}") for n, key in enumerate(keys))).select_from(actor.join(recipient, and_(*met))).subquery()
    return events.outerjoin(both, both.c.event_id == events.c.id), [both.c[f"side{n}"] for n in range(len(keys))], True


def _identity(party: FromClause) -> list[ColumnElement[Any]]:
    """An entity; or who has none by its name however it is spelt, as filters find it."""
    return [party.c.entity_id, case((party.c.entity_id.is_(None), func.spelling(party.c.name, type_=Text)))]


def _entity_names(connection: Connection, keys: Sequence[UUID]) -> Mapping[UUID, str]:
    return {row.id: row.name for row in connection.execute(select(entities.c.id, entities.c.name).where(entities.c.id.in_(keys)))} if keys else {}


def _spellings(connection: Connection, names: Sequence[str]) -> Mapping[str, str]:
    """Of names as `spelling` has them, how the oldest event spells them."""
    if not names:
        return {}
    asked = func.unnest(array(names, type_=String)).table_valued("name").render_derived(name="asked")
    same = func.spelling(event_parties.c.name) == asked.c.name, event_parties.c.entity_id.is_(None)
    in_order = event_parties.c.role, event_parties.c.event_id, event_parties.c.position
    first = select(event_parties.c.name).where(*same).order_by(*in_order).limit(1).scalar_subquery()
    return {row.name: row.spelt for row in connection.execute(select(asked.c.name, first.label("spelt")))}


def _is_entity(value: str) -> bool:
    return value.startswith("ent_")
