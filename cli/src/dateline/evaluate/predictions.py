"""Extractions in the two plain forms in which event coders are compared: events of sentences, and whole articles."""

from collections.abc import Mapping
from typing import Any

from dateline_shared.contracts.entity import Entity, Party
from dateline_shared.contracts.extraction import Extraction

Json = dict[str, Any]

ENTITY_TYPES = {"person": "PERSON", "organization": "ORG", "group": "NORP", "other": "MISC"}
PARTY_TYPES = {"person": "PERSON", "body": "ORG", "state": "GPE", "group": "NORP"}
SETTLED = frozenset({"country", "region", "city", None})  # kinds of places that have a government
STATE = ("GOV", "MIL", "LEG", "JUD", "COP", "SPY")
NO_STATES = frozenset(("UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"))  # codes of bodies over states: gold of event coders has these as sectors


def sentence_prediction(record_id: Any, extraction: Extraction, confidence: float) -> Json:
    """Type, actors and recipients of each mention that is at least so sure; extension types are left out, the sentences are coded in PLOVER alone."""
    titles = {(span.part, span.end): span.exact for entity in extraction.entities for role in entity.roles for span in role.spans}
    events = [
        {"type": event.type, "actors": [_who(party, titles) for party in event.actors], "recipients": [_who(party, titles) for party in event.recipients]}
        for event in extraction.events
        if event.type.isupper() and event.confidence >= confidence
    ]
    return {"id": record_id, "events": events}


def article_prediction(record_id: str, extraction: Extraction, confidence: float) -> Json:
    """Entities, and event mentions that are at least so sure; offsets are those of the text, so evidence in a separate title is left out."""
    entities = {entity.key: entity for entity in extraction.entities}
    events = [
        {
            "type": event.type,
            "mode": event.mode,
            "actors": [_party(party, entities) for party in event.actors],
            "recipients": [_party(party, entities) for party in event.recipients],
            "status": event.status,
            "said_by": _party(event.said_by, entities) if event.said_by else None,
            "date": event.date.edtf if event.date else None,
            "location": event.place.name if event.place else None,
            "evidence": [[span.start, span.end] for span in event.evidence if span.part == "text"],
            "confidence": event.confidence,
        }
        for event in extraction.events
        if event.confidence >= confidence
    ]
    return {"id": record_id, "entities": [_entity(entity) for entity in entities.values()], "events": events}


def _who(party: Party, titles: Mapping[tuple[Any, int], str]) -> Json:
    """The words that name a party here, with the title before them, as gold of sentences has them; its name where only reference tells who it is."""
    words = party.name
    if party.spans and not (party.rule or "").startswith("refer."):
        span, *more = sorted(party.spans, key=lambda each: each.start)  # of "the rebel group, FDD," what stands in the clause
        if more and more[0].start == span.end + 1:  # "opposition leader Jane Doe"
            span = more[0].model_copy(update={"start": span.start, "exact": f"{span.exact} {more[0].exact}"})
        words = " ".join((*filter(None, [titles.get((span.part, span.start - 1))]), span.exact))
    return {"text": words, "country": party.country if party.country not in NO_STATES else None}


def _entity(entity: Entity) -> Json:
    return {"name": entity.name, "type": _entity_type(entity), "country": entity.country, "aliases": list(entity.aliases)}


def _entity_type(entity: Entity) -> str:
    if entity.kind == "place":
        return "GPE" if entity.place_kind in SETTLED else "LOC"
    return ENTITY_TYPES[entity.kind]


def _party(party: Party, entities: dict[str, Entity]) -> Json:
    entity = entities.get(party.entity or "")
    kind = PARTY_TYPES.get(party.kind) or (_entity_type(entity) if entity else None)
    sector = next((each for each in party.sectors if each in STATE), next(iter(party.sectors), None))
    return {"name": party.name, "type": kind, "country": party.country, "sector": sector, "aliases": list(entity.aliases) if entity else []}
