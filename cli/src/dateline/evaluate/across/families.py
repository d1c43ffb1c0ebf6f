"""Finds the family of an act that is known only by its type and its words: that of the lexicon's frame that they suit best. Pure."""

import re
from collections.abc import Callable, Iterable
from typing import Any

FamilyOf = Callable[[str, str | None, str], str]
"""The family of an act of this type and mode that is told in these words."""

ENDINGS = re.compile(r"(e|y)$")


def families(frames: Iterable[Any]) -> FamilyOf:
    """Of the frames of a lexicon. A type without a fitting frame has its own name, in lower case, as family."""
    by_type: dict[str, list[Any]] = {}
    for frame in frames:
        if frame.wrapper is None:
            by_type.setdefault(frame.type, []).append(frame)

    def family_of(kind: str, mode: str | None, evidence: str) -> str:
        words = re.findall(r"[a-z]+", evidence.casefold())
        fitting = [frame for frame in by_type.get(kind, ()) if _stand(frame.verbs or frame.nouns, words)]
        best = max(fitting, key=lambda frame: 2 * (frame.mode == mode) + _stand(frame.object, words), default=None)
        return best.family if best else kind.casefold()

    return family_of


def _stand(lemmas: Iterable[str], words: list[str]) -> bool:
    """Whether a form of one of these lemmas is among the words."""
    stems = [ENDINGS.sub("", lemma) for lemma in lemmas if lemma.isalpha()]
    return any(word.startswith(stem) and len(word) <= len(stem) + 4 for stem in stems for word in words)
