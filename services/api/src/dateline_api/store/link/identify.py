"""Which mention is which: the identities of an extraction's event mentions. Pure."""

from collections import Counter
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction

from dateline_api import ids


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
