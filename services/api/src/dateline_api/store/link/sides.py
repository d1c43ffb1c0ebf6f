"""How far two sides of acts may be the same ones: who is named, who speaks for whom, who is only described. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from dateline_api.store.link.signature import Side
from dateline_api.store.link.wording import stem

# How far one party may be another; -1 is certainly not. Source: development half of the gold.
SAME, ALIKE, SPEAKS_FOR, SHORTER, OFFICE, DESCRIBED, UNCLEAR, MIXED, OTHER = 1.0, 0.8, 0.7, 0.5, 0.4, 0.2, -0.1, -0.4, -1.0

_OFFICIAL = {"GOV", "MIL", "LEG", "JUD", "COP", "SPY"}
_OFFICE = re.compile(r"['’]s\s|\b(president|minister|chancellor|governor|mayor|leader|chief|envoy|ambassador|king|queen|secretary|chairman)$")
REMEMBERED = 8192  # names: one article compares the same ones many times
_PREFIX = 5  # letters that a name and what is called after it share: Belarus, Belarusians


def likeness(ours: Sequence[Side], theirs: Sequence[Side], *, apart: bool = False, suffered: bool = False) -> float | None:
    """How far these are the same parties, -1 to 1; None where one side is silent.

    Of what is done together (meet, sign) one telling may name some of those whom another names; what each does for himself (`apart`) is another act.
    """
    if not ours or not theirs:
        return None
    if len(ours) == len(theirs) == 1:
        return one(ours[0], theirs[0], suffered=suffered)
    few, many = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
    if apart and len(few) < len(many) and all(side.named for side in (*few, *many)):
        return OTHER
    met = [[one(side, other, suffered=suffered) for other in many] for side in few]
    found = sum(map(max, met)) / len(few)
    return found if len(few) < len(many) else min(found, sum(map(max, zip(*met, strict=True))) / len(many))


def one(ours: Side, theirs: Side, *, suffered: bool = False) -> float:
    """How far one party is another, in either order: a leader, his government and his state may be one; what many of a state `suffered`, the state did."""
    if ours.id and ours.id == theirs.id:
        return SAME
    if ours.name == theirs.name:
        if ours.id or theirs.id:
            return OTHER if ours.id and theirs.id and ours.kind == theirs.kind else ALIKE
        return UNCLEAR if ours.country and theirs.country and ours.country != theirs.country else SHORTER
    if "state" in (ours.kind, theirs.kind) and (found := _speaks_for(ours, theirs) or _speaks_for(theirs, ours)):
        return found
    if ours.id and theirs.id:
        return _named(ours, theirs)
    if found := _holds(ours, theirs) or _holds(theirs, ours):
        return found
    mine, yours = _words(ours), _words(theirs)
    if mine and yours and mine[-1] == yours[-1]:
        return ALIKE
    if any(_related(word, other) for word in mine for other in yours):
        return SHORTER
    if ours.plural != theirs.plural and (ours.id or theirs.id):
        return UNCLEAR if suffered and "state" in (ours.kind, theirs.kind) else OTHER  # one of many, and the many
    if "group" in (ours.kind, theirs.kind) and (ours.id or theirs.id):
        return MIXED
    return DESCRIBED if ours.kind == theirs.kind and ours.country and ours.country == theirs.country else UNCLEAR


def _named(ours: Side, theirs: Side) -> float:
    if ours.kind == theirs.kind == "person" and (_is_office(ours.name) or _is_office(theirs.name)):
        return OFFICE if ours.country and ours.country == theirs.country else UNCLEAR  # "Ghana's president"
    if ours.kind == theirs.kind:
        mine, yours = _parts(ours.name), _parts(theirs.name)
        return SHORTER if mine < yours or yours < mine else OTHER
    return UNCLEAR if ours.country and ours.country == theirs.country else MIXED


def _speaks_for(ours: Side, theirs: Side) -> float | None:
    """How far, if the first is a state, the second acts for it."""
    if ours.kind != "state" or ours.country is None or ours.country != theirs.country:
        return None
    if _OFFICIAL & set(theirs.sectors):
        return SPEAKS_FOR
    return OFFICE if not theirs.sectors and theirs.kind in ("body", "group", "unknown") else None


def _holds(named: Side, called: Side) -> float | None:
    """How far somebody is who is only called by an office ("the Slovak premier") that is known of the first."""
    if called.named or not any(_is_called(called.name, title) for title in named.titles):
        return None
    if named.country and called.country:
        return ALIKE if named.country == called.country else OTHER
    return SHORTER


@lru_cache(REMEMBERED)
def _is_called(name: str, title: str) -> bool:
    office = name.partition(" of ")[0].replace("premier", "prime minister")
    return office == title or office.endswith(f" {title}")


@lru_cache(REMEMBERED)
def _is_office(name: str) -> bool:
    return _OFFICE.search(name) is not None


@lru_cache(REMEMBERED)
def _parts(name: str) -> frozenset[str]:
    return frozenset(name.split())


def _related(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) >= _PREFIX and word[:_PREFIX] == other[:_PREFIX])


def _words(side: Side) -> list[str]:
    return [stem(word) for word in side.name.replace("'s ", " ").split()]
