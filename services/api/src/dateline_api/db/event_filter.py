"""Which events a reader asks for: one filter for lists, for the change log and for whatever follows it.

The same clause is put on stored events and on the records inside changes, where it has to match the state before or
after: a reader who follows a filter must hear of what leaves it. Values of one field are alternatives; fields add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Double, and_, cast, exists, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from dateline_api import ids
from dateline_api.db.tables import changes, event_parties, events, mentions

ACTOR, RECIPIENT = "actor", "recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What to look for; an empty field asks for nothing. Parties are `ent_` ids or names in any case."""

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()  # on either side
    countries: tuple[str, ...] = ()  # of a party on either side
    from_on: date | None = None  # the act may have taken place on or after this day
    to_on: date | None = None
    articles: tuple[UUID, ...] = ()
    min_confidence: float | None = None

    def asked(self) -> dict[str, Any]:
        """The fields that ask for something, in an order that does not depend on how they were given."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: sorted(map(str, value)) if isinstance(value, tuple) else str(value) for name, value in found.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFilter:
    """A party in one of these roles that is one of these entities, or bears one of these names or countries."""

    roles: tuple[str, ...] = (ACTOR, RECIPIENT)
    entities: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def clause(self, *, entity: Any, name: Any, country: Any, entities: Sequence[Any]) -> ColumnElement[bool]:
        """The clause on columns; only what is asked for, so that each alternative can use its index."""
        asked = [column.in_(values) for column, values in ((entity, entities), (country, self.countries)) if values]
        return or_(false(), *asked, *(func.lower(name) == func.lower(each) for each in self.names))


class Subject(Protocol):
    """Something that has the fields of an event."""

    type: Any
    mode: Any
    status: Any
    starts_on: Any
    ends_on: Any
    confidence: Any

    def has_party(self, wanted: PartyFilter) -> ColumnElement[bool]:
        """Whether such a party takes part."""
        ...

    def is_told_in(self, articles: tuple[UUID, ...]) -> ColumnElement[bool]:
        """Whether one of these articles tells of it."""
        ...


class StoredEvent:
    """A row of `events`, with its parties and mentions."""

    type, mode, status, starts_on, ends_on = events.c["type", "mode", "status", "starts_on", "ends_on"]
    confidence = cast(events.c.record["confidence"].astext, Double)

    def has_party(self, wanted: PartyFilter) -> ColumnElement[bool]:
        party = event_parties.c
        keys = [ids.parse("ent", entity) for entity in wanted.entities]
        clause = wanted.clause(entity=party.entity_id, name=party.name, country=party.country, entities=keys)
        return exists().where(party.event_id == events.c.id, party.role.in_(wanted.roles), clause)

    def is_told_in(self, articles: tuple[UUID, ...]) -> ColumnElement[bool]:
        # A mention that was taken back counts only while its event, told by nobody, keeps it.
        return exists().where(mentions.c.event_id == events.c.id, mentions.c.article_id.in_(articles), mentions.c.retracted <= events.c.retracted)


class RecordedEvent:
    """An event's record inside a change."""

    def __init__(self, record: ColumnElement[Any]) -> None:
        self._record = record
        self.type, self.mode, self.status = record["type"].astext, record["mode"].astext, record["status"].astext
        self.starts_on = cast(record["date"]["start"].astext, Date)
        self.ends_on = cast(record["date"]["end"].astext, Date)
        self.confidence = cast(record["confidence"].astext, Double)

    def has_party(self, wanted: PartyFilter) -> ColumnElement[bool]:
        return or_(false(), *(self._has_party(f"{role}s", wanted) for role in wanted.roles))

    def _has_party(self, side: str, wanted: PartyFilter) -> ColumnElement[bool]:
        party = func.jsonb_array_elements(self._record[side], type_=JSONB).column_valued(f"one_of_the_{side}")
        entity, name, country = (party[field].astext for field in ("id", "name", "country"))
        return exists(select(literal(1)).where(wanted.clause(entity=entity, name=name, country=country, entities=wanted.entities)))

    def is_told_in(self, articles: tuple[UUID, ...]) -> ColumnElement[bool]:
        return or_(false(), *(self._record.contains({"mentions": [{"article_id": ids.public("art", article)}]}) for article in articles))


def matches(wanted: EventFilter, subject: Subject) -> ColumnElement[bool]:
    """The clause that holds for what the filter asks for. An event without a date is in no span of days."""
    clauses: list[Any] = []
    for column, values in ((subject.type, wanted.types), (subject.mode, wanted.modes), (subject.status, wanted.statuses)):
        if values:
            clauses.append(column.in_(values))
    for roles, parties in (((ACTOR,), wanted.actors), ((RECIPIENT,), wanted.recipients), ((ACTOR, RECIPIENT), wanted.participants)):
        if parties:
            entities = tuple(party for party in parties if party.startswith("ent_"))
            names = tuple(party for party in parties if party not in entities)
            clauses.append(subject.has_party(PartyFilter(roles=roles, entities=entities, names=names)))
    if wanted.countries:
        clauses.append(subject.has_party(PartyFilter(countries=wanted.countries)))
    if wanted.from_on or wanted.to_on:
        clauses.append(or_(subject.starts_on.is_not(None), subject.ends_on.is_not(None)))
    if wanted.from_on:
        clauses.append(or_(subject.ends_on >= wanted.from_on, subject.ends_on.is_(None)))
    if wanted.to_on:
        clauses.append(or_(subject.starts_on <= wanted.to_on, subject.starts_on.is_(None)))
    if wanted.min_confidence:
        clauses.append(subject.confidence >= wanted.min_confidence)
    if wanted.articles:
        clauses.append(subject.is_told_in(wanted.articles))
    return and_(true(), *clauses)


def changes_that_match(wanted: EventFilter) -> ColumnElement[bool]:
    """The clause for changes of events that matched before or match now."""
    return and_(changes.c.kind == "event", or_(matches(wanted, RecordedEvent(changes.c.record)), matches(wanted, RecordedEvent(changes.c.before))))
