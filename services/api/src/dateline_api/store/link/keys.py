"""Under which hashes an event is looked up: blocks of compatible classes, with the parties, the place, or what the article is about. Pure."""

from hashlib import blake2b
from itertools import combinations

from dateline_api.store.link.classes import classes
from dateline_api.store.link.signature import Signature

PARTIES = 5  # named parties that are keys
PAIRED = 4  # of those and the place, how many are also keys two by two: what is named often is found by whom it is named with
SCENE = 4  # entities of the article that are keys as well, for acts that name nobody


def keys(signature: Signature) -> list[int]:
    """The keys of an act, signed 64 bits each, in a fixed order: two that tell of one act share at least one."""
    known = classes()
    kinds = [signature.kind, *(signature.inner if signature.type in ("AGREE", "REJECT", "THREATEN") else ())]
    blocks = dict.fromkeys(block for kind in kinds for block in known.blocks_of(kind))
    names = tokens(signature)
    pairs = ["&".join(sorted(pair)) for pair in combinations(names[:PAIRED], 2)]
    scene = [f"e:{each}" for each in signature.scene[:SCENE]]
    return [_hash(f"{block}|{token}") for block in blocks for token in dict.fromkeys([*pairs, *names, *scene])]


def tokens(signature: Signature) -> list[str]:
    """Who and where, as a key names it; a description by its last word."""
    sides = [*signature.actors, *signature.recipients]
    found = [f"e:{side.id}" if side.id else f"w:{side.name.split()[-1]}" for side in sides if side.name][:PARTIES]
    countries = [f"c:{side.country}" for side in sides if side.country and (side.kind == "state" or {"GOV", "MIL"} & set(side.sectors))]
    place = signature.place
    spot = [f"g:{place.geonames_id or place.name}"] if place else []
    day = [f"d:{signature.start}"] if signature.daily and classes().is_kind("physical", signature.kind) else []
    return list(dict.fromkeys([*found, *spot, *countries, *day]))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)
