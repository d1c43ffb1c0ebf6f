"""Which mention is which: the identities of an extraction's event mentions, kept from the last reading of its article. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction

from dateline_api import ids
from dateline_api.alike import MOST, Account, accounts, match


@dataclass(frozen=True, slots=True)
class Known:
    """A mention that was read in the article before; without words if they were deleted."""

    key: UUID
    mention: EventMention | None
    revision: int
    entities: Mapping[str, UUID]
    retracted: bool = False  # not read there any more


def identify(article: UUID, extraction: Extraction, named: Mapping[str, UUID], known: Sequence[Known] = ()) -> list[tuple[UUID, EventMention]]:
    """Each event mention with its identity: that of the account it was before, else one of its own.

    First those of the last reading are sought, then those that were not found in it any more. A new one's id follows from its type, its
    parties and its order among those alike; where another bears that already, from the next order that is free.
    """
    keys: dict[int, UUID] = {}
    found = accounts(extraction.events, [named] * len(extraction.events), [extraction.revision] * len(extraction.events)) if known else []
    for retracted in (False, True):
        keys |= _matched(found, [each for each in known if each.retracted == retracted], open_=[n for n in range(len(found)) if n not in keys])
    compared = len(known) * len(extraction.events) <= MOST
    taken = {*keys.values(), *(each.key for each in known if each.mention and compared)}
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for n, mention in enumerate(extraction.events):
        participants = tuple(sorted(party.entity or f"words:{party.name.casefold()}" for party in (*mention.actors, *mention.recipients)))
        alike = (mention.type, participants)
        while n not in keys:
            key = ids.mention_id(article, type=mention.type, participants=participants, ordinal=seen[alike])
            seen[alike] += 1
            if key not in taken:
                keys[n] = key
                taken.add(key)
    return [(keys[n], mention) for n, mention in enumerate(extraction.events)]


def _matched(found: Sequence[Account], known: Sequence[Known], *, open_: Sequence[int]) -> dict[int, UUID]:
    if len(known) * len(open_) > MOST:
        return {}
    told = sorted(((each, each.mention) for each in known if each.mention), key=lambda pair: (len(pair[1].key), pair[1].key, pair[0].key))
    if not told or not open_:
        return {}
    old = accounts([mention for _, mention in told], [each.entities for each, _ in told], [each.revision for each, _ in told])
    pairs = match(old, [found[n] for n in open_])
    return {open_[n]: told[m][0].key for n, m in pairs.items()}
