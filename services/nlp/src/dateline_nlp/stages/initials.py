"""Bodies whose letters the article gives in brackets: "the Anti-Corruption Commission (ACC)". The model often takes the name for common words.

The letters must be the initials of the capitalised words before them; wherever the article uses them they are that body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline_nlp.stages.named import INNER, Spot, is_capital, text_of
from dateline_nlp.tree import Doc
from dateline_nlp.values import ParsedSentence

MOST, LEAST = 7, 2  # letters


def settle(parsed: Sequence[ParsedSentence], raw: Mapping[int, list[Spot]]) -> dict[int, list[Spot]]:
    """The spots with each body that is spelled out once, and with its letters wherever they stand."""
    found = {index: list(spots) for index, spots in raw.items()}
    letters: set[str] = set()
    for p in parsed:
        for token in p.doc[1:-2]:
            short = p.doc[token.i + 1]
            if token.text != "(" or p.doc[token.i + 2].text != ")" or not _are_letters(short.text):
                continue
            here, first = found[p.sentence.index], _spelled(p.doc, token.i - 1, short.text)
            if first is None or any(s.known and s.first <= token.i - 1 <= s.last for s in here):
                continue
            full = Spot(p.sentence.index, first, token.i - 1, "organization", text_of(p.doc, first, token.i - 1), None, "name.spelled")
            here[:] = sorted([full, *(s for s in here if s.last < first or s.first >= token.i)], key=lambda s: s.first)
            letters.add(short.text)
    return {p.sentence.index: _lettered(p, found[p.sentence.index], letters) for p in parsed} if letters else found


def _are_letters(text: str) -> bool:
    return text.isalpha() and text.isupper() and LEAST <= len(text) <= MOST


def _spelled(doc: Doc, last: int, letters: str) -> int | None:
    """Where the words begin whose initials are the letters; None if they are not."""
    left, i = list(letters), last
    while left and i >= 0:
        token = doc[i]
        if is_capital(token) or (i and doc[i - 1].text == "-" and token.lower_[:1] == left[-1].lower()):
            if token.text[:1].upper() != left.pop():
                return None
        elif token.text != "-" and token.lower_ not in INNER:
            return None
        i -= 1
    return i + 1 if not left else None


def _lettered(p: ParsedSentence, spots: list[Spot], letters: set[str]) -> list[Spot]:
    """The spots of a sentence with the letters as bodies, whatever else they were taken for."""
    own = [replace(s, kind="organization", known=None) if s.name in letters else s for s in spots]
    taken = {i for s in own for i in range(s.first, s.last + 1)}
    stray = [Spot(p.sentence.index, t.i, t.i, "organization", t.text, None, "name.letters") for t in p.doc if t.text in letters and t.i not in taken]
    return sorted([*own, *stray], key=lambda s: s.first)
