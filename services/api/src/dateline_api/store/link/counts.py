"""Which articles speak for themselves, how many there are, and of which mentions a long event is made. Pure.

A near-duplicate is listed and counts once with the article that it copies, as that one's outlet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from dateline_api.store.link.telling import Telling, Told

Item = TypeVar("Item")

LISTED = 200
"""Mentions of which a record is made, and claims and numbers in it: at 1.5 kB each more would make a megabyte, and 0.2 s for every new mention."""

NEWEST = LISTED // 2  # of these are the latest whatever they say, so that what is new is always heard


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
    first = _originals([each.telling for each in told])
    return [each for each in told if each.telling.source == first[each.telling.copy_of or each.telling.id].source]


def count(tellings: Sequence[Telling]) -> Counts:
    """Count an event's mentions by the articles that they stand in, which come in the order of publication; at least one."""
    originals = _originals(tellings).values()
    return Counts(
        mentions=len(tellings),
        articles=len(originals),
        sources=len({each.source for each in originals}),
        first_at=tellings[0].reported_at,
        last_at=tellings[-1].reported_at,
    )


def chosen(mentions: Sequence[tuple[UUID, Telling]]) -> set[UUID]:
    """Of which mentions a record is made: of all or, where they are too many, of the newest, the first of each outlet, and the newest after that."""
    if len(mentions) <= LISTED:
        return {key for key, _ in mentions}
    latest = [key for key, _ in reversed(mentions)]
    firsts = {telling.source: key for key, telling in reversed(mentions)}
    in_turn = dict.fromkeys([*latest[:NEWEST], *reversed(firsts.values()), *latest])
    return set(list(in_turn)[:LISTED])


def listed(items: Sequence[Item], before: Callable[[Item], bool]) -> list[Item]:
    """At most LISTED of them, in their order: those that come before others, then the latest."""
    if len(items) <= LISTED:
        return list(items)
    places = range(len(items))
    in_turn = dict.fromkeys([*(place for place in places if before(items[place])), *reversed(places)])
    return [items[place] for place in sorted(list(in_turn)[:LISTED])]


def _originals(tellings: Sequence[Telling]) -> dict[UUID, Telling]:
    """Of near-duplicates the one published first, whichever arrived first; of two of one moment the one that is marked as no copy."""
    found: dict[UUID, Telling] = {}
    for each in tellings:
        first = found.setdefault(each.copy_of or each.id, each)
        if first.copy_of and not each.copy_of and first.reported_at == each.reported_at:
            found[each.id] = each
    return found
