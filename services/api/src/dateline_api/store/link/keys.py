"""Under which hashes an event is looked up: blocks of compatible classes, with the parties, the place, or what the article is about. Pure."""

from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

from dateline_api.store.link.classes import classes
from dateline_api.store.link.signature import Signature

PARTIES = 5  # parties that are keys
PAIRED = 4  # of these and the place, how many are also keys two by two: what is named often is found by whom it is named with
SCENE = 4  # entities of the article that are keys as well, for acts that name nobody
REMEMBERED = 16_384  # keys: those of an article are asked for, and then those of its events
_STATE = frozenset({"GOV", "MIL"})


def keys(signature: Signature) -> list[int]:
    """The keys of an act, signed 64 bits each, in a fixed order: two that tell of one act share at least one."""
    known = classes()
    kinds = [signature.kind, *(signature.inner if signature.type in ("AGREE", "REJECT", "THREATEN") else ())]
    blocks = dict.fromkeys(block for kind in kinds for block in known.blocks_of(kind))
    who = _who_and_where(signature)
    pairs = ["&".join(sorted(pair)) for pair in combinations(who[:PAIRED], 2)]
    scene = [f"e:{each}" for each in signature.scene[:SCENE]]
    tokens = dict.fromkeys([*pairs, *who, *_states_and_day(signature), *scene])
    return [_hash(f"{block}|{token}") for block in blocks for token in tokens]


def _who_and_where(signature: Signature) -> list[str]:
    """As a key names them; a description by its last word."""
    sides = [*signature.actors, *signature.recipients]
    found = [f"e:{side.id}" if side.id else f"w:{side.name.split()[-1]}" for side in sides if side.name][:PARTIES]
    place = signature.place
    spot = [f"g:{place.geonames_id or place.name}"] if place else []
    return list(dict.fromkeys([*found, *spot]))


def _states_and_day(signature: Signature) -> list[str]:
    """Whose states and officials they are, and when it was, if that says something."""
    sides = [*signature.actors, *signature.recipients]
    countries = [f"c:{side.country}" for side in sides if side.country and (side.kind == "state" or not _STATE.isdisjoint(side.sectors))]
    day = [f"d:{signature.start}"] if signature.daily and classes().is_kind("physical", signature.kind) else []
    return [*countries, *day]


@lru_cache(REMEMBERED)
def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)
