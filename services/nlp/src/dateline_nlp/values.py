"""The values that travel between the stages of `dateline_nlp.pipeline`. Frozen; each stage returns new ones.

Each sentence is parsed on its own; `ParsedSentence.span` turns token positions into offsets of the article.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Entity
from dateline_shared.contracts.extraction import SetAside

from dateline_nlp.tree import Doc

Part = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Document:
    """The article as the stages see it; `part` is one of its two texts, offsets are code points into it and into what was posted."""

    title: str
    text: str
    published_at: datetime | None
    received_at: datetime
    posted: str | None = None  # the text with its mark-up, where `text` has blanks in place of it

    def part(self, part: Part) -> str:
        return self.title if part == "title" else self.text

    def span(self, part: Part, start: int, end: int) -> Span:
        return Span(part=part, start=start, end=end, exact=(self.posted if self.posted is not None and part == "text" else self.part(part))[start:end])


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to be read. Captions are read for names and roles only."""

    part: Part
    start: int  # code points into the part
    end: int
    kind: Literal["headline", "body", "caption"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What `clean` found: the lines to read in order, those set aside, and metadata harvested from the latter."""

    lines: tuple[Line, ...]
    set_aside: tuple[SetAside, ...]
    published_at: datetime | None  # as posted, else as harvested from a date line
    dateline: Span | None  # the words of "WASHINGTON --"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch that is parsed at once. `index` counts all sentences of the article; the headline's is 0 if there is one."""

    index: int
    part: Part
    start: int
    end: int
    kind: Literal["headline", "body", "caption"]
    lead: bool  # the first body sentence
    paragraph: int


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence and its spaCy parse."""

    sentence: Sentence
    doc: Doc
    document: Document

    def span(self, first: int, last: int) -> Span:
        """The span from token `first` to token `last`, both included."""
        tail = self.doc[last]
        start, end = self.doc[first].idx, tail.idx + len(tail.text)
        return self.document.span(self.sentence.part, self.sentence.start + start, self.sentence.start + end)

    def whole(self) -> Span:
        return self.document.span(self.sentence.part, self.sentence.start, self.sentence.end)


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens of one sentence that speak of one entity, or of several ("the two leaders")."""

    entities: tuple[str, ...]  # keys
    sentence: int  # index of the sentence
    first: int  # tokens, both included
    last: int
    head: int
    form: Literal["name", "nominal", "pronoun", "metonym"]
    rule: str
    role: str | None = None  # the description used here: "Russian President", "the Russian leader"


def _sentence_of(mention: Mention) -> int:
    return mention.sentence


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the article speaks of. Each stage that adds mentions returns a new one."""

    entities: dict[str, Entity] = field(default_factory=dict)  # by key, in the order of first mention
    mentions: tuple[Mention, ...] = ()  # in the order of the text
    described: Mapping[tuple[int, int], tuple[ParsedSentence, int]] = field(default_factory=dict)  # pronoun -> noun of somebody without a name

    def at(self, sentence: int, token: int) -> Mention | None:
        """The mention that covers a token, the longest if several do."""
        start = bisect_left(self.mentions, sentence, key=_sentence_of)
        end = bisect_right(self.mentions, sentence, lo=start, key=_sentence_of)
        found = [m for m in self.mentions[start:end] if m.first <= token <= m.last]
        return max(found, key=lambda m: m.last - m.first, default=None)
