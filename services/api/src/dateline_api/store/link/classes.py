"""Which acts may be one: the classes of compatible.toml, by which two mentions of other types can still tell of the same act. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import permutations

from dateline_shared.contracts.event import About, EventMention

SAME_TYPE = 0.3  # how far two classes of one type may be one act
LONG = 6  # words of a trigger that is more of a clause


@dataclass(frozen=True, slots=True)
class Classes:
    """The data file, as it is looked up."""

    patterns: Mapping[str, str]
    triggers: Mapping[str, Mapping[str, tuple[str, ...]]]
    blocks: Mapping[str, tuple[str, ...]]  # of each class
    pairs: Mapping[tuple[str, str], float]
    apart: frozenset[tuple[str, str]]  # classes of one type that are never one act
    process_words: frozenset[str]
    process_classes: frozenset[str]
    repeat_nouns: frozenset[str]
    wholes: frozenset[str]  # classes that may have parts
    parts: frozenset[tuple[str, str]]  # a process's class, and that of an act inside of it
    kinds: Mapping[str, frozenset[str]]

    def of(self, mention: EventMention | About) -> str:
        """The class of an act: by its family, else its mode, else its type; of a type that is not listed each family is a class."""
        names = (f"{mention.type}:{mention.family}", f"{mention.type}/{mention.mode}", mention.type)
        return next((found for name in names if (found := self.patterns.get(name))), f"{mention.type}:{mention.family}")

    def told_as(self, name: str, trigger: str, *, endless: bool) -> str:
        """The class that the words of the trigger make of it; a long trigger speaks of a war only if it has no end."""
        words = trigger.casefold().split()
        for other, starts in self.triggers.get(name, {}).items():
            if other in self.process_classes and len(words) > LONG and not endless:
                continue
            if any(" " in start and start in trigger.casefold() for start in starts) or any(word.startswith(start) for word in words for start in starts):
                return other
        return name

    def blocks_of(self, name: str) -> tuple[str, ...]:
        """In which blocks acts of a class are looked for."""
        return self.blocks.get(name) or (name.partition(":")[0],)

    def fit(self, one: str, other: str, *, same_type: bool = False) -> float:
        """How far two classes may be one act, 0 to 1; those of one type may be unless they are listed as apart."""
        if one == other:
            return 1.0
        near = same_type and (one, other) not in self.apart and ":" not in one + other
        return self.pairs.get((one, other), SAME_TYPE if near else 0.0)

    def is_kind(self, kind: str, name: str) -> bool:
        """Whether a class is of a kind: speech, mutual, physical, once."""
        return name in self.kinds[kind]

    def are(self, kind: str, one: str, other: str) -> bool:
        """Whether two classes are both of a kind."""
        members = self.kinds[kind]
        return one in members and other in members


@cache
def classes() -> Classes:
    """The data file that comes with the package."""
    data = tomllib.loads(resources.files("dateline_api.store.link").joinpath("compatible.toml").read_text(encoding="utf-8"))
    blocks: dict[str, list[str]] = {}
    for block, members in data["blocks"].items():
        for name in members:
            blocks.setdefault(name, []).append(block)
    pairs = {(one, other): fit for one, others in data["pairs"].items() for other, fit in others.items()}
    return Classes(
        patterns={pattern: name for name, patterns in data["classes"].items() for pattern in patterns},
        triggers={name: {other: tuple(starts) for other, starts in others.items()} for name, others in data["triggers"].items()},
        blocks={name: tuple(members) for name, members in blocks.items()},
        pairs=pairs | {(other, one): fit for (one, other), fit in pairs.items()},
        apart=frozenset(pair for names in data["apart"].values() for pair in permutations(names, 2)),
        process_words=frozenset(data["process"]["words"]),
        process_classes=frozenset(data["process"]["classes"]),
        repeat_nouns=frozenset(data["repeat"]["nouns"]),
        wholes=frozenset(data["parts"]),
        parts=frozenset((whole, part) for whole, parts in data["parts"].items() for part in parts),
        kinds={kind: frozenset(names) for kind, names in data["kinds"].items()},
    )


def kind_of(mention: EventMention) -> str:
    """The class of a mention, by its type, mode and family, and where those say less, by the words of its trigger."""
    known = classes()
    return known.told_as(known.of(mention), mention.evidence[0].exact, endless=_is_endless(mention))


def goes_on(mention: EventMention) -> bool:
    """Whether a mention tells of something that goes on, such as a war or an inquiry, rather than of an act on a day."""
    known = classes()
    named = bool(known.process_words & set(mention.evidence[0].exact.casefold().split()))
    return (named or _is_endless(mention)) and kind_of(mention) in known.process_classes


def _is_endless(mention: EventMention) -> bool:
    """Whether the date has a beginning and no end."""
    edtf = mention.date.edtf if mention.date else ""
    return not edtf.startswith("..") and edtf.endswith("/..")
