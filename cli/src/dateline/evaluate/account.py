"""What was found, in the few terms in which it is measured: from an extraction, or from the API's event records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.extraction import Extraction

Part = str


@dataclass(frozen=True, slots=True)
class Side:
    """A party of an act: its names, country and sectors."""

    names: tuple[str, ...]  # the canonical one first
    kind: str
    country: str | None
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One event as somebody tells it; `evidence` holds (part, start, end) in code points."""

    type: str
    mode: str | None
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    status: str
    evidence: tuple[tuple[Part, int, int], ...]  # the trigger first
    said_by: Side | None = None
    date: str | None = None  # EDTF
    place: str | None = None
    background: bool = False
    quantities: tuple[tuple[str, float | None, float | None], ...] = ()  # kind, low, high
    contexts: tuple[str, ...] = ()
    confidence: float = 1.0


def from_extraction(extraction: Extraction, confidence: float = 0.0) -> tuple[Account, ...]:
    """The event mentions of an article that are at least so sure."""
    aliases = {entity.key: entity.aliases for entity in extraction.entities}

    def side(party: Party) -> Side:
        return Side((party.name, *aliases.get(party.entity or "", ())), party.kind, party.country, party.sectors)

    return tuple(
        Account(
            type=event.type,
            mode=event.mode,
            actors=tuple(map(side, event.actors)),
            recipients=tuple(map(side, event.recipients)),
            status=event.status,
            evidence=tuple((span.part, span.start, span.end) for span in event.evidence),
            said_by=side(event.said_by) if event.said_by else None,
            date=event.date.edtf if event.date else None,
            place=event.place.name if event.place else None,
            background=event.background,
            quantities=tuple((each.kind, each.amount.low, each.amount.high) for each in event.quantities),
            contexts=tuple(each.name for each in event.contexts),
            confidence=event.confidence,
        )
        for event in extraction.events
        if event.confidence >= confidence
    )


def speakers(extraction: Extraction) -> tuple[Side | None, ...]:
    """Who says each quote of an article."""
    aliases = {entity.key: entity.aliases for entity in extraction.entities}

    def side(party: Party | None) -> Side | None:
        return None if party is None else Side((party.name, *aliases.get(party.entity or "", ())), party.kind, party.country, party.sectors)

    return tuple(side(quote.speaker) for quote in extraction.quotes)


def from_records(records: Iterable[Mapping[str, Any]], *, article_id: str) -> tuple[Account, ...]:
    """Event records of the API, with the evidence that one article gives for them."""

    def side(party: Mapping[str, Any]) -> Side:
        return Side((party["name"],), party.get("kind") or "unknown", party.get("country"), tuple(party.get("sectors") or ()))

    found = []
    for record in records:
        spans = [Span.model_validate(span) for mention in record["mentions"] if mention["article_id"] == article_id for span in mention["evidence"]]
        found.append(
            Account(
                type=record["type"],
                mode=record.get("mode"),
                actors=tuple(map(side, record["actors"])),
                recipients=tuple(map(side, record["recipients"])),
                status=record["status"],
                evidence=tuple((span.part, span.start, span.end) for span in spans),
            )
        )
    return tuple(found)
