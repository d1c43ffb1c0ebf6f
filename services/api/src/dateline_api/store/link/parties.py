"""How far two sides of acts may be the same ones: who is named, who speaks for whom, who is only described. Pure."""

from collections.abc import Sequence

from dateline_api.store.link.signature import Side
from dateline_api.store.link.wording import stem

# How far one party may be another; -1 is certainly not. Source: development half of the gold.
SAME, ALIKE, SPEAKS_FOR, SHORTER, DESCRIBED, UNCLEAR, OTHER = 1.0, 0.7, 0.6, 0.5, 0.3, -0.2, -1.0

_OFFICIAL = {"GOV", "MIL", "LEG", "ELI", "JUD", "COP"}


def likeness(ours: Sequence[Side], theirs: Sequence[Side]) -> float | None:
    """How far these are the same parties, -1 to 1; None where one side is silent. Lists of which one holds the other agree."""
    if not ours or not theirs:
        return None
    few, many = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
    return sum(max(one(side, other) for other in many) for side in few) / len(few)


def one(ours: Side, theirs: Side) -> float:
    """How far one party is another: a leader, his government and his state may stand for each other."""
    if ours.id and ours.id == theirs.id:
        return SAME
    if ours.id and theirs.id:
        return _named(ours, theirs)
    if ours.name == theirs.name:
        return SAME if not (ours.id or theirs.id) else ALIKE
    if ours.plural != theirs.plural and "person" in (ours.kind, theirs.kind) and (ours.id or theirs.id):
        return OTHER  # one of many, and the many
    if _speaks_for(ours, theirs) or _speaks_for(theirs, ours):
        return SPEAKS_FOR
    mine, yours = _words(ours), _words(theirs)
    if mine and yours and mine[-1] == yours[-1]:
        return ALIKE
    if set(mine) & set(yours):
        return SHORTER
    if ours.kind == theirs.kind and ours.country and ours.country == theirs.country:
        return DESCRIBED
    return UNCLEAR


def _named(ours: Side, theirs: Side) -> float:
    if _speaks_for(ours, theirs) or _speaks_for(theirs, ours):
        return SPEAKS_FOR
    mine, yours = ours.name.split(), theirs.name.split()
    few, many = (mine, yours) if len(mine) <= len(yours) else (yours, mine)
    if ours.kind == theirs.kind and len(few) < len(many) and few[-1] == many[-1] and set(few) < set(many):
        return SHORTER
    return OTHER


def _speaks_for(ours: Side, theirs: Side) -> bool:
    """Whether the first is a state and the second acts for it."""
    if ours.kind != "state" or ours.country is None or ours.country != theirs.country:
        return False
    return not theirs.sectors or bool(_OFFICIAL & set(theirs.sectors))


def _words(side: Side) -> list[str]:
    return [stem(word) for word in side.name.replace("'s ", " ").split()]
