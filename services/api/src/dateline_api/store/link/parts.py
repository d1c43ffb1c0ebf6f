"""The parts of an event's record that one mention alone gives: parties, days, places, acts inside of acts. Pure."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR
from uuid import UUID

from dateline_shared import edtf
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import About, EventMention, When, Where

from dateline_api import ids
from dateline_api.records import AboutRecord, DateRecord, PartyRecord, PlaceRecord

NEVER = edtf.Days(None, None)


def days(when: When | None) -> edtf.Days:
    """The range of days of a date; open on both sides when there is none, or it cannot be read, or no days around it can be reckoned."""
    try:
        found = edtf.days(when.edtf) if when else NEVER
    except ValueError:
        return NEVER
    return found if all(MINYEAR < day.year < MAXYEAR for day in (found.start, found.end) if day) else NEVER


def party_records(parties: tuple[Party, ...], entities: Mapping[str, UUID]) -> tuple[PartyRecord, ...]:
    """Every party that is there."""
    return tuple(made for party in parties if (made := party_record(party, entities)))


def party_record(party: Party | None, entities: Mapping[str, UUID]) -> PartyRecord | None:
    """A party; its id is that of the entity, if it is one."""
    if party is None:
        return None
    key = entities.get(party.entity) if party.entity else None
    return PartyRecord(
        id=ids.public("ent", key) if key else None,
        name=party.name,
        kind=party.kind,
        country=party.country,
        sectors=party.sectors,
        role=party.role,
        count=party.count,
    )


def date_record(when: When | None) -> DateRecord | None:
    """A date with the days that it allows."""
    if when is None:
        return None
    allowed = days(when)
    start, end = (day.isoformat() if day else None for day in (allowed.start, allowed.end))
    return DateRecord(edtf=when.edtf, start=start, end=end, granularity=when.granularity, basis=when.basis, text=when.text)


def place_record(where: Where | None, entities: Mapping[str, UUID]) -> PlaceRecord | None:
    """A place."""
    if where is None:
        return None
    key = entities.get(where.entity) if where.entity else None
    return PlaceRecord(
        id=ids.public("ent", key) if key else None,
        name=where.name,
        kind=where.kind,
        country=where.country,
        coordinates=where.coordinates,
        geonames_id=where.geonames_id,
    )


def about_record(about: About, entities: Mapping[str, UUID]) -> AboutRecord:
    """An act inside an act."""
    return AboutRecord(
        type=about.type,
        mode=about.mode,
        family=about.family,
        actors=party_records(about.actors, entities),
        recipients=party_records(about.recipients, entities),
        status=about.status,
        date=date_record(about.date),
        place=place_record(about.place, entities),
        about=tuple(about_record(inner, entities) for inner in about.about),
    )


def names(mention: EventMention) -> set[str]:
    """The keys of all entities that a mention names."""
    parties = [*mention.actors, *mention.recipients, *mention.via, mention.said_by, *(each.said_by for each in mention.quantities)]
    parties += [party for claim in mention.claims for party in (claim.said_by, *claim.via)]
    places = [mention.place]
    inner = list(mention.about)
    while inner:
        about = inner.pop()
        parties += [*about.actors, *about.recipients]
        places.append(about.place)
        inner += about.about
    return {each.entity for each in (*parties, *places) if each and each.entity}
