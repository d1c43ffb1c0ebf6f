"""Whether a party that was found is one that the gold names. Pure, and meant to be lenient on form and strict on identity."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.evaluate.account import Side

TITLES = frozenset({"the", "a", "an", "of", "mr", "mrs", "ms", "dr", "president", "prime", "minister", "foreign", "chancellor", "king", "queen", "former"})
STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})  # sectors that act for their state


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the gold."""

    name: str
    type: str  # PERSON, ORG, GPE ...
    country: str | None = None
    aliases: tuple[str, ...] = ()


def agrees(wanted: str, found: Side, known: Mapping[str, Known]) -> bool:
    """By any of its names, or, where the gold names a state, by a body or place of that state."""
    entity = known.get(wanted)
    names = (wanted, *(entity.aliases if entity else ()))
    if any(_same(name, each) for name in names for each in found.names):
        return True
    if entity is None or entity.type != "GPE" or entity.country is None:
        return False
    acts_for_state = found.kind == "state" or bool(STATE & set(found.sectors))
    return found.country == entity.country and acts_for_state and found.kind != "person"


def plain_words(name: str) -> tuple[str, ...]:
    """A name's words without case, accents, possessives and titles."""
    flat = "".join(each for each in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(each))
    words = tuple(re.findall(r"[a-z0-9]+", re.sub(r"['’]s\b", "", flat).replace(".", "")))
    return tuple(word for word in words if word not in TITLES) or words


def _same(one: str, other: str) -> bool:
    """Equal, or one a shorter form of the other that ends alike: Putin, Vladimir Putin."""
    short, long = sorted((plain_words(one), plain_words(other)), key=len)
    return bool(short) and set(short) <= set(long) and (short[-1] == long[-1] or len(short) == len(long))
