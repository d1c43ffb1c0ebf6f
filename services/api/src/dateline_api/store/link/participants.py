"""Who did it, and to whom: the parties of an act by all accounts of it. Pure.

Parties that stand for each other are one, and the most specific is told: a leader rather than his state, a name rather than a
description. Two that one account lists side by side, on whichever side, act apart and are never one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention

from dateline_api.records import PartyRecord
from dateline_api.store.link.accounts import Accounts
from dateline_api.store.link.parts import party_record
from dateline_api.store.link.telling import Told

ORGANS = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP"})
"""PLOVER's sectors of those who act for their state."""

HEARD_OF = 4
"""One outlet in so many has to list a party: fewer of a great many are misreadings rather than news. A choice, not a measurement."""

_NEARER = {"person": 3, "body": 2, "group": 1, "state": 1, "unknown": 0}

Side = Callable[[EventMention], tuple[Party, ...]]
Name = UUID | str


@dataclass(slots=True)
class _Slot:
    """Those that stand for each other."""

    party: Party
    told: Told
    names: set[Name] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)


def parties(found: Accounts) -> tuple[tuple[PartyRecord, ...], tuple[PartyRecord, ...]]:
    """Actors and recipients. Background says who it was only where news does not."""
    apart = _apart([*found.direct, *found.other, *found.background])
    across = frozenset[Name](_name(party, found.lead) for party in found.lead.mention.recipients)
    actors = _side(found, lambda mention: mention.actors, apart, other=across)
    taken = frozenset(name for slot in actors for name in slot.names)
    recipients = _side(found, lambda mention: mention.recipients, apart, other=taken)
    return _records(actors), _records(recipients)


def _side(found: Accounts, side: Side, apart: set[frozenset[Name]], *, other: frozenset[Name]) -> list[_Slot]:
    tiers = [tier for tier in found.tiers if any(side(each.mention) for each in tier)]
    if not tiers:
        return []
    slots: list[_Slot] = []
    first = [found.lead, *(each for each in tiers[0] if each is not found.lead)] if tiers[0] is found.direct else tiers[0]
    for each in first:
        _add(slots, each, side, apart, other=other if each is not found.lead else frozenset(), joins=True)
    outlets = len({each.telling.source for each in first if side(each.mention)})
    slots = [slot for slot in slots if len(slot.outlets) * HEARD_OF >= outlets]
    if tiers[0] is found.direct:
        for each in found.other:
            _add(slots, each, side, apart, other=other, joins=False)
    return slots


def _add(slots: list[_Slot], told: Told, side: Side, apart: set[frozenset[Name]], *, other: frozenset[Name], joins: bool) -> None:
    """Put the parties of an account to those that they stand for; what stands for none is one more, if it `joins`."""
    listed = side(told.mention)
    for party in listed:
        name = _name(party, told)
        slot = next((slot for slot in slots if name in slot.names), None)
        if slot is None:
            slot = next((slot for slot in slots if _is_one(party, told, slot, apart)), None)
        if slot is None and joins and name not in other:
            slot = _Slot(party, told)
            slots.append(slot)
        if slot is not None:
            slot.names.add(name)
            slot.outlets.add(told.telling.source)
            if _says_more(party, told, slot):
                slot.party, slot.told = party, told


def _is_one(party: Party, told: Told, slot: _Slot, apart: set[frozenset[Name]]) -> bool:
    name = _name(party, told)
    if any(frozenset({name, known}) in apart for known in slot.names):
        return False
    one, two = party, slot.party
    if one.country and two.country and one.country != two.country:
        return False
    if one.entity is None or two.entity is None:
        return _describes(one, two)
    pair = {one.kind, two.kind}
    if one.country is None or one.country != two.country or one.kind == two.kind or "unknown" in pair or "group" in pair:
        return False
    return all(each.kind == "state" or not each.sectors or not ORGANS.isdisjoint(each.sectors) for each in (one, two))


def _describes(one: Party, two: Party) -> bool:
    """Whether a description may be of the other: nothing in it is against that, and something speaks for it."""
    if one.kind != two.kind and "unknown" not in (one.kind, two.kind) and {one.kind, two.kind} != {"group", "body"}:
        return False
    shares_country = one.country is not None and one.country == two.country
    shares_sector = not set(one.sectors).isdisjoint(two.sectors)
    shares_name = not {word for word in f"{one.name} {one.role or ''}".split() if word[:1].isupper()}.isdisjoint(f"{two.name} {two.role or ''}".split())
    return shares_country or shares_sector or shares_name or (one.entity is None and two.entity is None and one.kind == two.kind)


def _says_more(party: Party, told: Told, slot: _Slot) -> bool:
    ours, theirs = _specific(party), _specific(slot.party)
    if ours != theirs:
        return ours > theirs
    if party.count and party.entity is None:  # how many: the later report, but mere background
        return slot.party.count is None or (told.order > slot.told.order and not told.mention.background)
    return False


def _specific(party: Party) -> tuple[bool, int]:
    return party.entity is not None, _NEARER[party.kind] if party.entity else 0


def _apart(told: Sequence[Told]) -> set[frozenset[Name]]:
    """Every two that one account lists side by side."""
    found: set[frozenset[Name]] = set()
    for each in told:
        names = {_name(party, each) for party in (*each.mention.actors, *each.mention.recipients)}
        found |= {frozenset({one, two}) for one in names for two in names if one != two}
    return found


def _name(party: Party, told: Told) -> Name:
    return told.entities.get(party.entity or "") or party.name.casefold()


def _records(slots: Sequence[_Slot]) -> tuple[PartyRecord, ...]:
    return tuple(made for slot in slots if (made := party_record(slot.party, slot.told.entities)))
