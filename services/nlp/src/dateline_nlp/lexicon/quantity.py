"""What the numbers of an act count: the data of quantities.yaml, ready for look-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateline_shared.contracts.base import Code
from pydantic import BaseModel, ConfigDict

from dateline_nlp import amounts


class QuantityKind(BaseModel):
    """One kind of number: the words that a number of it stands with, and the types of acts that may have one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Code
    types: tuple[Code, ...]
    harm: bool = False  # also told of the act that did it
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    tolls: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantities:
    """The kinds by their words, the first kind that lists a word, and the reader of numbers."""

    kinds: dict[str, QuantityKind]
    by_object: dict[str, str]
    by_subject: dict[str, str]
    by_noun: dict[str, str]
    by_adjective: dict[str, str]
    by_toll: dict[str, str]
    by_unit: dict[str, str]
    reader: amounts.Reader


def index(listed: Iterable[QuantityKind], signs: Mapping[str, str], currencies: Mapping[str, str]) -> Quantities:
    """The kinds and currencies for look-up."""
    kinds = {kind.name: kind for kind in listed}

    def by(key: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind in kinds.values():
            for word in getattr(kind, key):
                found.setdefault(word, kind.name)
        return found

    return Quantities(kinds, by("object"), by("subject"), by("nouns"), by("adjectives"), by("tolls"), by("units"), amounts.reader(signs, currencies))
