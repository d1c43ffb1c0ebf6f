"""The words, acts and sectors that speak for a context, and the index by which a sentence's words find them.

Weights: a sure word is enough alone, a word is enough in the act's own clause, a hint only supports (`stages.contexts` has the sums).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dateline_shared.contracts.base import Code
from pydantic import BaseModel, ConfigDict

WEIGHTS = {"sure": 3, "words": 2, "hints": 1, "exclude": 0}
PARTS = {"n": ("NOUN", "PROPN"), "v": ("VERB", "AUX"), "a": ("ADJ", "ADV"), "p": ("PROPN",)}
"""What `/n` and the like behind a word ask for: spaCy's coarse parts of speech."""

JOINTS = frozenset(("-", "–", "'s", "’s", "'", "’"))
"""Tokens that phrases do without: "asylum-seeker", "women's rights"."""


class ContextWords(BaseModel):
    """What speaks for one context."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Code
    sure: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()  # phrases that look like the context's words and are none
    acts: tuple[str, ...] = ()  # type, type/mode or family of an act that is of this context
    sectors: tuple[Code, ...] = ()  # of a party to it
    unless: tuple[Code, ...] = ()  # contexts beside which this one needs a sure word of its own


@dataclass(frozen=True, slots=True)
class Phrase:
    """One word, or several in a row, with the contexts that it speaks for."""

    words: tuple[str, ...]
    parts: tuple[str, ...]  # parts of speech that its last word may have; none: any
    weights: tuple[tuple[str, int], ...]  # context and weight; weight 0 forbids


@dataclass(frozen=True, slots=True)
class Contexts:
    """All contexts' words, ready for look-up."""

    by_name: dict[str, ContextWords]
    phrases: dict[str, tuple[Phrase, ...]]  # by first word
    by_act: dict[str, tuple[str, ...]]
    by_sector: dict[str, tuple[str, ...]]


def index(listed: Iterable[ContextWords]) -> Contexts:
    """The contexts by their words; those given twice are joined, a user's after the shipped ones."""
    by_name: dict[str, ContextWords] = {}
    for entry in listed:
        known = by_name.get(entry.name)
        by_name[entry.name] = entry if known is None else _joined(known, entry)
    weights: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, int]] = {}
    for entry in by_name.values():
        for key, weight in WEIGHTS.items():
            for text in getattr(entry, key):
                weights.setdefault(_split(text), {}).setdefault(entry.name, weight)
    phrases: dict[str, list[Phrase]] = {}
    for (words, parts), known_weights in weights.items():
        phrases.setdefault(words[0], []).append(Phrase(words, parts, tuple(known_weights.items())))
    return Contexts(
        by_name=by_name,
        phrases={word: tuple(found) for word, found in phrases.items()},
        by_act=_names(by_name, "acts"),
        by_sector=_names(by_name, "sectors"),
    )


def _joined(known: ContextWords, more: ContextWords) -> ContextWords:
    lists = ("sure", "words", "hints", "exclude", "acts", "sectors", "unless")
    return known.model_copy(update={key: getattr(known, key) + getattr(more, key) for key in lists})


def _split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words, _, part = text.partition("/")
    plain = words.lower().replace("-", " ").replace("'s", "").replace("’s", "")
    return tuple(plain.split()), PARTS[part] if part else ()


def _names(by_name: dict[str, ContextWords], key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in by_name.values():
        for value in getattr(entry, key):
            found.setdefault(value, []).append(entry.name)
    return {value: tuple(names) for value, names in found.items()}
