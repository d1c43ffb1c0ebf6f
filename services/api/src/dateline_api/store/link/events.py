"""What an article's account of an act becomes in the database. Pure.

Until accounts of several articles are linked, one mention is one event; its identity is that of the mention.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared import edtf
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import About, EventMention, When, Where
from dateline_shared.contracts.extraction import Extraction

from dateline_api import ids
from dateline_api.records import (
    AboutRecord,
    ClaimRecord,
    DateRecord,
    EventRecord,
    MentionRecord,
    PartyRecord,
    PhraseRecord,
    PlaceRecord,
    QuantityRecord,
    StatusEntry,
)


@dataclass(frozen=True, slots=True)
class Telling:
    """The article that tells of an act, as its mentions quote it."""

    id: UUID
    source: str
    url: str | None
    title: str
    published_at: datetime | None
    reported_at: datetime


def identify(article: UUID, extraction: Extraction) -> list[tuple[UUID, EventMention]]:
    """Each event mention with its identity; those alike are told apart by their order in the text."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    found = []
    for mention in extraction.events:
        participants = tuple(sorted(party.entity or f"words:{party.name.casefold()}" for party in (*mention.actors, *mention.recipients)))
        alike = (mention.type, participants)
        found.append((ids.mention_id(article, type=mention.type, participants=participants, ordinal=seen[alike]), mention))
        seen[alike] += 1
    return found


def days(when: When | None) -> edtf.Days:
    """The range of days of a date; open on both sides when there is none or it cannot be read."""
    try:
        return edtf.days(when.edtf) if when else edtf.Days(None, None)
    except ValueError:
        return edtf.Days(None, None)


def record(
    mention: EventMention,
    *,
    key: UUID,
    mention_key: UUID,
    telling: Telling,
    entities: Mapping[str, UUID],
    before: dict[str, Any] | None,
    now: datetime,
) -> dict[str, Any]:
    """The event record that one mention makes. `entities` maps the extraction's keys to those of the database."""
    said_by = _party(mention.said_by, entities)
    told = MentionRecord(
        id=ids.public("mnt", mention_key),
        article_id=ids.public("art", telling.id),
        source=telling.source,
        url=telling.url,
        title=telling.title,
        published_at=telling.published_at,
        reported_at=telling.reported_at,
        headline=mention.headline,
        background=mention.background,
        status=mention.status,
        evidence=mention.evidence,
        rules=mention.rules,
        confidence=mention.confidence,
    )
    step = StatusEntry(status=mention.status, said_by=said_by, reported_at=telling.reported_at, article_id=told.article_id, mention_id=told.id)
    made = EventRecord(
        id=ids.public("evt", key),
        version=before["version"] + 1 if before else 1,
        type=mention.type,
        mode=mention.mode,
        family=mention.family,
        contexts=tuple(context.name for context in mention.contexts),
        actors=_parties(mention.actors, entities),
        recipients=_parties(mention.recipients, entities),
        object=PhraseRecord(text=mention.object.text) if mention.object else None,
        topics=tuple(PhraseRecord(text=topic.text) for topic in mention.topics),
        about=tuple(_about(about, entities) for about in mention.about),
        place=_place(mention.place, entities),
        date=_date(mention.date),
        status=mention.status,
        said_by=said_by,
        via=_parties(mention.via, entities),
        verb=mention.verb,
        claims=tuple(
            ClaimRecord(
                said_by=_party(claim.said_by, entities),
                via=_parties(claim.via, entities),
                status=claim.status,
                verb=claim.verb,
                form=claim.form,
                article_id=told.article_id,
                evidence=claim.spans,
            )
            for claim in mention.claims
        ),
        disputed=mention.disputed,
        contested=mention.contested,
        background=mention.background,
        iterative=mention.iterative,
        quantities=tuple(
            QuantityRecord(kind=q.kind, amount=q.amount, unit=q.unit, text=q.text, said_by=_party(q.said_by, entities)) for q in mention.quantities
        ),
        confidence=mention.confidence,
        mentions=(told,),
        history=(step,),
        article_count=1,
        source_count=1,
        first_reported_at=telling.reported_at,
        last_reported_at=telling.reported_at,
        created_at=before["created_at"] if before else now,
        updated_at=now,
    )
    return made.model_dump(mode="json")


def retracted(before: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """The record of an event that no article tells of any more."""
    changed = {"retracted": True, "version": before["version"] + 1, "mentions": [], "article_count": 0, "source_count": 0}
    return EventRecord.model_validate(before | changed).model_copy(update={"updated_at": now}).model_dump(mode="json")


def withdrawn(before: dict[str, Any], article: str, *, now: datetime) -> dict[str, Any]:
    """The record of an event without what one article, by its public id, tells of it; retracted when no other does."""
    left = [mention for mention in before["mentions"] if mention["article_id"] != article]
    if not left:
        return retracted(before, now=now)
    reported = [datetime.fromisoformat(mention["reported_at"]) for mention in left]
    changed = {
        "version": before["version"] + 1,
        "mentions": left,
        "claims": [claim for claim in before["claims"] if claim["article_id"] != article],
        "history": [step for step in before["history"] if step["article_id"] != article],
        "article_count": len({mention["article_id"] for mention in left}),
        "source_count": len({mention["source"] for mention in left}),
        "first_reported_at": min(reported),
        "last_reported_at": max(reported),
    }
    return EventRecord.model_validate(before | changed).model_copy(update={"updated_at": now}).model_dump(mode="json")


def _parties(parties: tuple[Party, ...], entities: Mapping[str, UUID]) -> tuple[PartyRecord, ...]:
    return tuple(made for party in parties if (made := _party(party, entities)))


def _party(party: Party | None, entities: Mapping[str, UUID]) -> PartyRecord | None:
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


def _date(when: When | None) -> DateRecord | None:
    if when is None:
        return None
    allowed = days(when)
    start, end = (day.isoformat() if day else None for day in (allowed.start, allowed.end))
    return DateRecord(edtf=when.edtf, start=start, end=end, granularity=when.granularity, basis=when.basis, text=when.text)


def _place(where: Where | None, entities: Mapping[str, UUID]) -> PlaceRecord | None:
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


def _about(about: About, entities: Mapping[str, UUID]) -> AboutRecord:
    return AboutRecord(
        type=about.type,
        mode=about.mode,
        family=about.family,
        actors=_parties(about.actors, entities),
        recipients=_parties(about.recipients, entities),
        status=about.status,
        date=_date(about.date),
        place=_place(about.place, entities),
        about=tuple(_about(inner, entities) for inner in about.about),
    )
