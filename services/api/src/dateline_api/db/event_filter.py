"""Which events a reader asks for: one filter for lists, the change log, streams, webhooks, counts and exports.

The same clause is put on stored events and on the records inside changes, where it has to match the state before or
after: a reader who follows a filter must hear of what leaves it. Values of one field are alternatives; fields add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, Self, get_args
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Double,
    FromClause,
    SmallInteger,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import DATERANGE, REGCONFIG, TSTZRANGE, TSVECTOR, Range, array

from dateline_api import ids
from dateline_api.db.link_tables import stories
from dateline_api.db.redirects import merged_with
from dateline_api.db.tables import changes, entities, event_parties, events, mentions

Bond = Literal["part_of", "member_of", "cancelled_by"]

ACTOR, RECIPIENT, SPEAKER = "actor", "recipient", "speaker"
BONDS: tuple[Bond, ...] = get_args(Bond)
LANGUAGE = cast("pg_catalog.english", REGCONFIG)  # whose endings full text search knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on the ground, WGS 84 degrees (RFC 7946 §5); west > east when it spans the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What to look for; an empty field asks for nothing. Parties are `ent_` ids or names, or ISO 3166-1 alpha-3 codes.

    Codes are as written or all in lower or upper case, names in any case and with or without the marks of letters.
    """

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()  # on either side
    pair: tuple[str, ...] = ()  # none or two, both of whom take part, on whichever sides
    countries: tuple[str, ...] = ()  # of a party on either side
    sectors: tuple[str, ...] = ()  # of a party on either side
    said_by: tuple[str, ...] = ()  # whose claim it is
    sources: tuple[str, ...] = ()  # outlets that tell of it
    from_on: date | None = None  # the act may have taken place on or after this day
    to_on: date | None = None
    reported_from: datetime | None = None  # some article told of it at or after this time
    reported_to: datetime | None = None
    timespan: timedelta | None = None  # the same, as a time before now: see `at`
    articles: tuple[str, ...] = ()  # public ids
    stories: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()  # public ids of events
    member_of: tuple[str, ...] = ()
    cancelled_by: tuple[str, ...] = ()
    process: bool | None = None
    disputed: bool | None = None
    overdue: bool | None = None
    min_confidence: float | None = None
    box: Box | None = None
    text: str | None = None  # as in a web search: words, "phrases", or, -without

    def asked(self) -> dict[str, Any]:
        """The fields that ask for something, in an order that does not depend on how they were given."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: sorted(map(str, value)) if isinstance(value, tuple) else str(value) for name, value in found.items() if value or value is False}

    def at(self, now: datetime) -> Self:
        """The same filter with its timespan counted back from `now`. What a cursor is bound to is the filter before that."""
        if self.timespan is None:
            return self
        since = now - self.timespan
        return replace(self, timespan=None, reported_from=max(since, self.reported_from) if self.reported_from else since)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFilter:
    """A party in one of these roles that is one of these entities, or bears one of these names, countries or sectors."""

    roles: tuple[str, ...] = (ACTOR, RECIPIENT)
    entities: tuple[UUID, ...] = ()
    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    def clause(self, party: Any) -> ColumnElement[bool]:
        """The clause on columns of parties; only what is asked for, so that each alternative can use its index."""
        asked = [kept.in_(values) for kept, values in ((party.entity_id, self.entities), (party.country, self.countries)) if values]
        if self.entities:
            asked.append(party.entity_id == func.any(merged_with(entities, self.entities)))
        if self.sectors:
            asked.append(party.sectors.bool_op("&&")(_texts(self.sectors)))
        return and_(party.role.in_(self.roles), or_(false(), *asked, *(func.spelling(party.name) == func.spelling(each) for each in self.names)))


class Subject(Protocol):
    """Something that has the fields of an event."""

    type: Any
    mode: Any
    status: Any
    contexts: Any
    sources: Any
    story_id: Any
    days: Any
    reports: Any
    latitude: Any
    longitude: Any
    confidence: Any
    words: Any
    process: Any
    disputed: Any
    overdue: Any

    def has_party(self, wanted: PartyFilter) -> ColumnElement[bool]:
        """Whether such a party takes part."""
        ...

    def has_both(self, one: PartyFilter, other: PartyFilter) -> ColumnElement[bool]:
        """Whether two parties take part, of which one is such and the other such."""
        ...

    def is_bound(self, name: Bond, keys: tuple[str, ...]) -> ColumnElement[bool]:
        """Whether it is bound to one of these events in this way."""
        ...

    def is_told_in(self, articles: tuple[str, ...]) -> ColumnElement[bool]:
        """Whether one of these articles tells of it, or told of it before it was retracted."""
        ...


class StoredEvent:
    """A row of `events`, with its parties."""

    type, mode, status, latitude, longitude = events.c["type", "mode", "status", "latitude", "longitude"]
    contexts, sources, story_id, confidence, words = events.c["contexts", "sources", "story_id", "confidence", "words"]
    process, disputed, overdue = events.c["process", "disputed", "overdue"]
    days = func.days_of(*events.c["starts_on", "ends_on"], type_=DATERANGE)
    reports = func.times_of(*events.c["first_reported_at", "last_reported_at"], type_=TSTZRANGE)

    def has_party(self, wanted: PartyFilter) -> ColumnElement[bool]:
        return exists().where(event_parties.c.event_id == events.c.id, wanted.clause(event_parties.c))

    def has_both(self, one: PartyFilter, other: PartyFilter) -> ColumnElement[bool]:
        return _are_two(event_parties.alias("one"), event_parties.alias("other"), one, other, event=events.c.id)

    def is_bound(self, name: Bond, keys: tuple[str, ...]) -> ColumnElement[bool]:
        return events.c[name].in_([ids.parse("evt", key) for key in keys])

    def is_told_in(self, articles: tuple[str, ...]) -> ColumnElement[bool]:
        # The record decides. Its mentions, those that were taken back included, are where to find it: of an array of ids, each of
        # which is in one record or two, PostgreSQL has no statistics.
        told = select(mentions.c.event_id).where(mentions.c.article_id.in_([ids.parse("art", article) for article in articles]))
        return and_(events.c.id.in_(told), events.c.articles.bool_op("&&")(_texts(articles)))


class RecordedEvent:
    """An event's record inside a change, read by the very functions that fill the columns of `events` (migration 0004)."""

    def __init__(self, record: ColumnElement[Any]) -> None:
        self._record = record
        self.type, self.mode, self.status = record["type"].astext, record["mode"].astext, record["status"].astext
        self.contexts = func.texts(record["contexts"], type_=ARRAY(Text))
        self.sources = func.sources_of(record, type_=ARRAY(Text))
        self.story_id = record["story_id"].astext
        self.days = func.days_of(*(cast(record["date"][name].astext, Date) for name in ("start", "end")), type_=DATERANGE)
        self.reports = func.times_of(*(func.instant(record[name].astext) for name in ("first_reported_at", "last_reported_at")), type_=TSTZRANGE)
        self.latitude = cast(record["place"]["coordinates"]["latitude"].astext, Double)
        self.longitude = cast(record["place"]["coordinates"]["longitude"].astext, Double)
        self.confidence = cast(record["confidence"].astext, Double)
        self.words = func.event_words(record, type_=TSVECTOR)
        self.process, self.disputed, self.overdue = (self._flag(name) for name in ("process", "disputed", "overdue"))

    def _flag(self, name: str) -> ColumnElement[bool]:
        """False in records from before there was such a flag; null, so that neither answer matches, where there is no record."""
        return case((self.type.is_not(None), func.coalesce(cast(self._record[name].astext, Boolean), false())))

    def has_party(self, wanted: PartyFilter) -> ColumnElement[bool]:
        party = self._parties("party")
        return exists().select_from(party).where(wanted.clause(party.c))

    def has_both(self, one: PartyFilter, other: PartyFilter) -> ColumnElement[bool]:
        return _are_two(self._parties("one"), self._parties("other"), one, other)

    def is_bound(self, name: Bond, keys: tuple[str, ...]) -> ColumnElement[bool]:
        return self._record[name].astext.in_(keys)

    def _parties(self, name: str) -> FromClause:
        columns = column("role", Text), column("position", SmallInteger), column("entity_id", Uuid), column("name", Text), column("country", Text)
        return func.parties_of(self._record).table_valued(*columns, column("sectors", ARRAY(Text))).render_derived(name=name)

    def is_told_in(self, articles: tuple[str, ...]) -> ColumnElement[bool]:
        return func.articles_of(self._record, type_=ARRAY(Text)).bool_op("&&")(_texts(articles))


def matches(wanted: EventFilter, subject: Subject) -> ColumnElement[bool]:
    """The clause that holds for what the filter asks for; its timespan must have been counted back (`at`).

    An event without a date is in no span of days, and one without a known place in no box.
    """
    assert wanted.timespan is None, "count the timespan back from a time first"
    clauses: list[Any] = []
    codes, modes, contexts = (_any_case(values) for values in (wanted.types, wanted.modes, wanted.contexts))
    for one, values in ((subject.type, codes), (subject.mode, modes), (subject.status, wanted.statuses)):
        if values:
            clauses.append(one.in_(values))
    if wanted.stories:
        others = merged_with(stories, [ids.parse("sty", story) for story in wanted.stories], public="sty")
        clauses.append(or_(subject.story_id.in_(wanted.stories), subject.story_id == func.any(others)))
    for many, values in ((subject.contexts, contexts), (subject.sources, wanted.sources)):
        if values:
            clauses.append(many.bool_op("&&")(_texts(values)))
    clauses += [subject.has_party(party) for party in _parties(wanted)]
    if wanted.pair:
        one, other = (_named((ACTOR, RECIPIENT), (party,)) for party in wanted.pair)
        clauses.append(subject.has_both(one, other))
    clauses += [subject.is_bound(name, keys) for name in BONDS if (keys := getattr(wanted, name))]
    for flag, value in ((subject.process, wanted.process), (subject.disputed, wanted.disputed), (subject.overdue, wanted.overdue)):
        if value is not None:
            clauses.append(flag if value else ~flag)
    for span, lower, upper in ((subject.days, wanted.from_on, wanted.to_on), (subject.reports, wanted.reported_from, wanted.reported_to)):
        if lower and upper and lower > upper:  # as of a timespan that begins after `reported_to`
            clauses.append(false())
        elif lower or upper:
            clauses.append(span.bool_op("&&")(Range(lower, upper, bounds="[]")))
    if wanted.min_confidence:
        clauses.append(subject.confidence >= wanted.min_confidence)
    if wanted.articles:
        clauses.append(subject.is_told_in(wanted.articles))
    if wanted.box:
        clauses.append(_is_in(wanted.box, subject))
    if wanted.text:
        clauses.append(subject.words.bool_op("@@")(text_query(wanted.text)))
    return and_(true(), *clauses)


def changes_that_match(wanted: EventFilter) -> ColumnElement[bool]:
    """The clause for changes of events that matched before or match now."""
    return and_(changes.c.kind == "event", or_(matches(wanted, RecordedEvent(changes.c.record)), matches(wanted, RecordedEvent(changes.c.before))))


def text_query(words: str) -> ColumnElement[Any]:
    """What to search for, of words as they are typed into a web search: no input is an error."""
    return func.websearch_to_tsquery(LANGUAGE, func.plain(words))


def _parties(wanted: EventFilter) -> list[PartyFilter]:
    found = [PartyFilter(countries=wanted.countries)] if wanted.countries else []
    found += [PartyFilter(sectors=_any_case(wanted.sectors))] if wanted.sectors else []
    sides = (((ACTOR,), wanted.actors), ((RECIPIENT,), wanted.recipients), ((ACTOR, RECIPIENT), wanted.participants), ((SPEAKER,), wanted.said_by))
    return found + [_named(roles, parties) for roles, parties in sides if parties]


def _named(roles: tuple[str, ...], parties: Sequence[str]) -> PartyFilter:
    """Parties by id, by country, which is three capitals, or by name."""
    keys = tuple(ids.parse("ent", party) for party in parties if party.startswith("ent_"))
    countries = tuple(party for party in parties if len(party) == 3 and party.isascii() and party.isupper() and party.isalpha())
    names = tuple(party for party in parties if not party.startswith("ent_"))  # also those that look like a country: USA, IRA
    return PartyFilter(roles=roles, entities=keys, names=names, countries=countries)


def _are_two(one: Any, other: Any, first: PartyFilter, second: PartyFilter, *, event: Any = None) -> ColumnElement[bool]:
    """Whether of these parties one is the first and another the second; an act of Russia's president alone is none of his and Russia."""
    apart = tuple_(one.c.role, one.c.position) != tuple_(other.c.role, other.c.position)
    same = [] if event is None else [one.c.event_id == event, other.c.event_id == event]
    return exists().select_from(one, other).where(*same, apart, first.clause(one.c), second.clause(other.c))


def _is_in(box: Box, subject: Subject) -> ColumnElement[bool]:
    from_west, to_east = subject.longitude >= box.west, subject.longitude <= box.east
    spans = or_(from_west, to_east) if box.west > box.east else and_(from_west, to_east)
    return and_(subject.latitude.between(box.south, box.north), spans)


def _any_case(codes: Sequence[str]) -> tuple[str, ...]:
    """Codes as written, and in the two forms that an ontology gives them; so that indexes serve."""
    return tuple(dict.fromkeys(form for code in codes for form in (code, code.upper(), code.lower())))


def _texts(values: Sequence[str]) -> ColumnElement[Any]:
    return cast(array(values), ARRAY(Text))
