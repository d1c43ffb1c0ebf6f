"""What two readings of the same words found otherwise: mentions that came, that went, and fields that changed. Pure."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction

from dateline_api.alike import MOST, Account, accounts, match

Fields = dict[str, Any]


class Difference(NamedTuple):
    """One mention that differs: `before` is missing if it came, `after` if it went, and of a changed one both hold just what differs."""

    op: Literal["added", "gone", "changed"]
    mention: Fields  # as it is now, or was, if it went
    before: Fields | None
    after: Fields | None


def differences(earlier: Extraction, current: Extraction) -> list[Difference]:
    """How the current reading of a revision differs from an earlier one of it, in the order of the text; what is gone comes last."""
    compared = len(earlier.events) * len(current.events) <= MOST
    pairs = match(_accounts(earlier), _accounts(current)) if compared else {}
    found = []
    for n, mention in enumerate(current.events):
        told = described(mention)
        if n not in pairs:
            found.append(Difference("added", told, None, told))
        elif changed := [name for name, value in described(earlier.events[pairs[n]]).items() if value != told[name]]:
            was = described(earlier.events[pairs[n]])
            found.append(Difference("changed", told, {name: was[name] for name in changed}, {name: told[name] for name in changed}))
    gone = [described(mention) for n, mention in enumerate(earlier.events) if n not in set(pairs.values())]
    return found + [Difference("gone", told, told, None) for told in gone]


def described(mention: EventMention) -> Fields:
    """What of a mention is compared."""
    return {
        "type": mention.type,
        "mode": mention.mode,
        "family": mention.family,
        "contexts": sorted(context.name for context in mention.contexts),
        "actors": _names(mention.actors),
        "recipients": _names(mention.recipients),
        "object": mention.object.text if mention.object else None,
        "about": [about.type for about in mention.about],
        "place": mention.place.name if mention.place else None,
        "date": mention.date.edtf if mention.date else None,
        "status": mention.status,
        "said_by": mention.said_by.name if mention.said_by else None,
        "claims": [f"{claim.said_by.name if claim.said_by else ''}: {claim.status}" for claim in mention.claims],
        "disputed": mention.disputed,
        "background": mention.background,
        "quantities": [f"{each.kind} {each.text}" for each in mention.quantities],
        "evidence": mention.evidence[-1].exact,
    }


def _accounts(reading: Extraction) -> list[Account]:
    size = len(reading.events)
    return accounts(reading.events, [{}] * size, [reading.revision] * size)


def _names(parties: Sequence[Party]) -> list[str]:
    return [party.name for party in parties]
