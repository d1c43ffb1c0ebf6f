"""A parsed sentence as plain Python values: reading an attribute of spaCy's tokens makes an object and looks up a string.

`Doc` and `Token` have the names and meanings of spaCy's where they have the same attributes, and are made once for each sentence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import overload

from spacy.strings import StringStore
from spacy.tokens import Doc as Parsed

COLUMNS: list[int | str] = [
    "ORTH",
    "LOWER",
    "LEMMA",
    "TAG",
    "POS",
    "DEP",
    "ENT_TYPE",
    "HEAD",
    "SPACY",
    "IS_ALPHA",
    "IS_PUNCT",
    "IS_QUOTE",
    "IS_BRACKET",
    "LIKE_NUM",
    "LIKE_URL",
    "SENT_START",
    "ENT_IOB",
]
WHOLE = (1 << 64) - 1  # spaCy's arrays hold a distance to the left as an unsigned number


_PLACE = attrgetter("i")


class Token:
    """A word or mark of a sentence. Compared by identity; nothing changes it once its sentence is made."""

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_alpha",
        "is_bracket",
        "is_punct",
        "is_quote",
        "is_sent_start",
        "left_edge",
        "lemma_",
        "like_num",
        "like_url",
        "lower_",
        "pos_",
        "right_edge",
        "tag_",
        "text",
        "whitespace_",
    )

    doc: "Doc"
    i: int
    idx: int  # code points into the sentence
    text: str
    lower_: str
    lemma_: str
    tag_: str
    pos_: str
    dep_: str
    ent_type_: str
    whitespace_: str
    is_alpha: bool
    is_punct: bool
    is_quote: bool
    is_bracket: bool
    is_sent_start: bool
    like_num: bool
    like_url: bool
    head: "Token"  # itself, for a root
    children: "tuple[Token, ...]"  # in the order of the text
    left_edge: "Token"  # the first of all that hangs on it, itself included
    right_edge: "Token"  # the last

    def __repr__(self) -> str:
        return self.text

    @property
    def text_with_ws(self) -> str:
        return self.text + self.whitespace_

    @property
    def lefts(self) -> "list[Token]":
        """The children before it."""
        return [c for c in self.children if c.i < self.i]

    @property
    def rights(self) -> "list[Token]":
        """The children after it."""
        return [c for c in self.children if c.i > self.i]

    @property
    def subtree(self) -> "list[Token]":
        """The token and all that hangs on it, in the order of the text."""
        found: list[Token] = [self]
        for token in found:
            found += token.children
        return sorted(found, key=_PLACE) if len(found) > 1 else found

    @property
    def ancestors(self) -> "Iterator[Token]":
        """Its head, the head of that, and so on up to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, other: "Token") -> bool:
        """Whether the other hangs on it, near or far."""
        return any(token is self for token in other.ancestors)

    def nbor(self, distance: int = 1) -> "Token":
        """The token that many places after it."""
        return self.doc[self.i + distance]


def hang(token: Token, head: Token, label: str) -> None:
    """Hangs a token on another head, on itself as a root: only while a sentence is being made."""
    if token.head is not token:
        token.head.children = tuple(c for c in token.head.children if c is not token)
    token.head, token.dep_ = head, label
    if head is not token:
        head.children = tuple(sorted((*head.children, token), key=_PLACE))


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that the model found: tokens from `start` up to but without `end`."""

    start: int
    end: int
    label_: str


class Stretch(tuple[Token, ...]):
    """Tokens that follow each other."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The characters from the first token to the last, with no more than one blank between words."""
        text = self[0].doc.text[self[0].idx : self[-1].idx + len(self[-1].text)] if self else ""
        return " ".join(text.split()) if "  " in text else text


class Doc:
    """The tokens of a sentence in order."""

    __slots__ = ("ents", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.ents: tuple[Entity, ...] = ()
        self.tokens: tuple[Token, ...] = ()

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Stretch: ...
    def __getitem__(self, at: int | slice) -> Token | Stretch:
        return Stretch(self.tokens[at]) if isinstance(at, slice) else self.tokens[at]

    def covering(self, start: int, end: int) -> Stretch:
        """The tokens that hold any character from `start` up to `end`."""
        return Stretch(t for t in self.tokens if t.idx < end and t.idx + len(t.text) > start)


class _Words(dict[int, str]):
    """Strings by their hash, each asked for once."""

    def __init__(self, strings: StringStore) -> None:
        super().__init__({0: ""})
        self._strings = strings

    def __missing__(self, key: int) -> str:
        self[key] = self._strings[key]
        return self[key]


def plant(docs: Iterable[Parsed]) -> Iterator[Doc]:
    """The same sentences as plain values, one by one."""
    words: _Words | None = None
    for doc in docs:
        words = words or _Words(doc.vocab.strings)
        yield _planted(doc, words)


def _planted(parsed: Parsed, words: _Words) -> Doc:
    doc = Doc(parsed.text)
    tokens, heads, places, at = [], [], [], 0
    for i, (*strings, head, blank, alpha, punct, quote, bracket, number, url, first, place) in enumerate(parsed.to_array(COLUMNS).tolist()):
        token = Token()
        token.doc, token.i, token.idx = doc, i, at
        token.text, token.lower_, token.lemma_, token.tag_, token.pos_, token.dep_, token.ent_type_ = [words[key] for key in strings]
        token.whitespace_ = " " if blank else ""
        token.is_alpha, token.is_punct, token.is_quote, token.is_bracket = bool(alpha), bool(punct), bool(quote), bool(bracket)
        token.like_num, token.like_url, token.is_sent_start = bool(number), bool(url), first == 1 or i == 0
        heads.append((i + head) & WHOLE)
        places.append(place)
        tokens.append(token)
        at += len(token.text) + blank
    children: list[list[Token]] = [[] for _ in tokens]
    for token, head in zip(tokens, heads, strict=True):
        token.head = tokens[head]
        if head != token.i:
            children[head].append(token)
    for token, own in zip(tokens, children, strict=True):
        token.children = tuple(own)
    doc.tokens = tuple(tokens)
    doc.ents = tuple(_entities(doc.tokens, places))
    measure(doc)
    return doc


def _entities(tokens: tuple[Token, ...], places: list[int]) -> Iterator[Entity]:
    """The names that the model found; of its marks 3 begins one and 1 goes on with it."""
    for start in (i for i, place in enumerate(places) if place == 3 and tokens[i].ent_type_):
        end = start + 1
        while end < len(places) and places[end] == 1:
            end += 1
        yield Entity(start, end, tokens[start].ent_type_)


def measure(doc: Doc) -> None:
    """Finds how far to the left and right each token reaches by what hangs on it."""
    for token in doc:
        token.left_edge = token.right_edge = token
    for token in doc:
        for above in token.ancestors:
            if token.i < above.left_edge.i:
                above.left_edge = token
            elif token.i > above.right_edge.i:
                above.right_edge = token
            else:
                break
