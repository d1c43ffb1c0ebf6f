"""What stands between quotation marks: double ones, guillemets and single ones, over sentences and paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline_nlp.stages import marks
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence, Part

OPENING, CLOSING = '“"«„', '”"»'


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between quotation marks, as offsets into one part, marks left out."""

    part: Part
    start: int
    end: int
    first: int  # positions of sentences, both included
    last: int
    closed: bool  # False where the paragraph ends and the next one goes on


def find(parsed: Sequence[ParsedSentence]) -> list[Quoted]:
    """Everything between quotation marks, paragraph by paragraph; single marks count in the body alone, and only outside of double ones."""
    found: list[Quoted] = []
    open_at: tuple[int, int] | None = None  # offset after the mark, sentence
    until: int | None = None  # where a stretch between single marks ends
    paragraph = None
    single: dict[int, int] = {}
    for i, p in enumerate(parsed):
        s = p.sentence
        if s.paragraph != paragraph or (i and s.part != parsed[i - 1].sentence.part):
            if open_at is not None:
                end = parsed[i - 1].sentence
                found.append(Quoted(end.part, open_at[0], end.end, open_at[1], i - 1, closed=False))
                open_at = until = None
            single = _singles(parsed, i)
        paragraph = s.paragraph
        text = p.document.part(s.part)
        for at in range(s.start, s.end):
            mark = text[at]
            if open_at is None and at in single:
                open_at, until = (at + 1, i), single[at]
            elif open_at is None and mark in OPENING and not (mark == '"' and at and text[at - 1].isdigit()):
                open_at = (at + 1, i)
            elif open_at is not None and (mark in CLOSING if until is None else at == until):
                found.append(Quoted(s.part, open_at[0], at, open_at[1], i, closed=True))
                open_at = until = None
    if open_at is not None:
        end = parsed[-1].sentence
        found.append(Quoted(end.part, open_at[0], end.end, open_at[1], len(parsed) - 1, closed=False))
    return [q for q in found if q.end > q.start]


def _singles(parsed: Sequence[ParsedSentence], first: int) -> dict[int, int]:
    """The stretches between single marks of the paragraph that begins with a sentence."""
    opening = parsed[first].sentence
    if opening.kind != "body":
        return {}
    last = first
    while last + 1 < len(parsed) and (parsed[last + 1].sentence.paragraph, parsed[last + 1].sentence.part) == (opening.paragraph, opening.part):
        last += 1
    return marks.singles(parsed[first].document.part(opening.part), opening.start, parsed[last].sentence.end)


def by_sentence(quoted: Sequence[Quoted]) -> Mapping[int, list[Quoted]]:
    """The stretches that touch each sentence, by its position."""
    found: dict[int, list[Quoted]] = {}
    for q in quoted:
        for position in range(q.first, q.last + 1):
            found.setdefault(position, []).append(q)
    return found


def holds(quoted: Quoted, p: ParsedSentence, token: Token) -> bool:
    """Whether a stretch runs over a token."""
    return quoted.part == p.sentence.part and quoted.start <= p.sentence.start + token.idx < quoted.end


def inside(quoted: Sequence[Quoted], p: ParsedSentence, token: Token) -> Quoted | None:
    """The stretch that a token stands in."""
    return next((q for q in quoted if holds(q, p, token)), None)
