"""Extractions in the two plain forms in which event coders are compared: events of sentences, and whole articles."""

from typing import Any

from dateline_shared.contracts.entity import Entity, Party
from dateline_shared.contracts.extraction import Extraction

Json = dict[str, Any]

ENTITY_TYPES = {"person": "PERSON", "organization": "ORG", "group": "NORP", "other": "MISC"}
PARTY_TYPES = {"person": "PERSON", "body": "ORG", "state": "GPE", "group": "NORP"}
SETTLED = frozenset({"country", "region", "city", None})  # kinds of places that have a government
STATE = ("GOV", "MIL", "LEG", "JUD", "COP", "SPY")


def sentence_prediction(record_id: Any, extraction: Extraction) -> Json:
    """Type, actors and recipients of each mention; extension types are left out, the sentences are coded in PLOVER alone."""
    events = [
        {"type": event.type, "actors": [_who(party) for party in event.actors], "recipients": [_who(party) for party in event.recipients]}
        for event in extraction.events
        if event.type.isupper()
    ]
    return {"id": record_id, "events": events}


def article_prediction(record_id: str, extraction: Extraction) -> Json:
    """Entities and event mentions; offsets are those of the text, so evidence in a separate title is left out."""
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
    ]
    return {"id": record_id, "entities": [_entity(entity) for entity in entities.values()], "events": events}


def _who(party: Party) -> Json:
    return {"text": party.name, "country": party.country}


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
