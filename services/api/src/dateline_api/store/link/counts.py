"""Which articles speak for themselves, how many there are, and which are listed in a record. Pure.

A near-duplicate is listed, and says nothing of its own: it counts once with the article that it copies, as that one's outlet.
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
    """What is told by articles that speak for themselves: of near-duplicates by the one published first, whichever arrived first.

    Of two of one moment the other copies the original. Takes and gives the order of publication.
    """
    speaks: dict[UUID, Told] = {}
    for each in told:
        first = speaks.setdefault(_original(each), each)
        if first.telling.copy_of and not each.telling.copy_of and first.telling.reported_at == each.telling.reported_at:
            speaks[_original(each)] = each
    return [each for each in told if speaks[_original(each)].telling.id == each.telling.id]


def count(told: Sequence[Told]) -> Counts:
    """Count what is told; `told` is in the order of publication and not empty."""
    speaking = heard(told)
    return Counts(
        mentions=len(told),
        articles=len({each.telling.id for each in speaking}),
        sources=len({each.telling.source for each in speaking}),
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


def _original(told: Told) -> UUID:
    return told.telling.copy_of or told.telling.id
