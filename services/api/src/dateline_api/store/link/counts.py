"""Which articles speak for themselves, how many there are, and which are listed in a record. Pure.

A near-duplicate is listed and counts once with the article that it copies, as that one's outlet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from dateline_api.store.link.telling import Told

Item = TypeVar("Item")

LISTED = 200
"""Mentions, claims, numbers or steps in one record: at some 1.5 kB a mention, more would not fit the 1 MB that webhooks and streams are read with."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is told of an event, whatever is listed in its record."""

    mentions: int
    articles: int
    sources: int
    first_at: datetime
    last_at: datetime


def heard(told: Sequence[Told]) -> list[Told]:
    """What is told by articles that speak for themselves: all but the copies that other outlets have. Takes and gives the order of publication.

    An outlet's copy of its own report is an update of it: heard, and not counted.
    """
    first = _originals(told)
    return [each for each in told if each.telling.source == first[_original(each)].telling.source]


def count(told: Sequence[Told]) -> Counts:
    """Count what is told; `told` is in the order of publication and not empty."""
    originals = _originals(told).values()
    return Counts(
        mentions=len(told),
        articles=len(originals),
        sources=len({each.telling.source for each in originals}),
        first_at=told[0].telling.reported_at,
        last_at=told[-1].telling.reported_at,
    )


def listed(items: Sequence[Item], before: Callable[[Item], bool]) -> list[Item]:
    """At most LISTED of them, in their order: those that come before others, then the latest."""
    if len(items) <= LISTED:
        return list(items)
    places = range(len(items))
    chosen = dict.fromkeys([*(place for place in places if before(items[place])), *reversed(places)])
    return [items[place] for place in sorted(list(chosen)[:LISTED])]


def first_of_outlets(told: Sequence[Told]) -> set[UUID]:
    """The first mention that each outlet gives."""
    return {each.key for each in {each.telling.source: each for each in reversed(told)}.values()}


def _originals(told: Sequence[Told]) -> dict[UUID, Told]:
    """Of near-duplicates the one published first, whichever arrived first; of two of one moment the one that is marked as no copy."""
    found: dict[UUID, Told] = {}
    for each in told:
        first = found.setdefault(_original(each), each)
        if first.telling.copy_of and not each.telling.copy_of and first.telling.reported_at == each.telling.reported_at:
            found[_original(each)] = each
    return found


def _original(told: Told) -> UUID:
    return told.telling.copy_of or told.telling.id
