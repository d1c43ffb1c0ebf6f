"""Reads a text through the stages that know who, when and where; the models are loaded once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from dateline_nlp import models as loading
from dateline_nlp.models import Models
from dateline_nlp.stages import clean, names, parse, refer, split
from dateline_nlp.values import Cleaned, Document, Mention, Names, ParsedSentence

NOON = datetime(2018, 3, 21, 12, tzinfo=UTC)  # a Wednesday


@dataclass(frozen=True)
class Read:
    document: Document
    cleaned: Cleaned
    parsed: tuple[ParsedSentence, ...]
    names: Names

    def keys(self) -> set[str]:
        return set(self.names.entities)

    def meaning(self, words: str, nth: int = 0) -> tuple[str, ...]:
        """The entities that the n-th occurrence of some words stands for; empty when it is no mention."""
        found = [m.entities for m in self.names.mentions if self.words(m) == words]
        return found[nth] if len(found) > nth else ()

    def words(self, mention: Mention) -> str:
        p = next(p for p in self.parsed if p.sentence.index == mention.sentence)
        return p.span(mention.first, mention.last).exact

    def token(self, word: str, nth: int = 0) -> tuple[ParsedSentence, int]:
        found = [(p, t.i) for p in self.parsed for t in p.doc if t.text == word]
        return found[nth]


@pytest.fixture(scope="session")
def models() -> Models:
    return loading.load()


@pytest.fixture(scope="session")
def read(models: Models) -> Callable[..., Read]:
    def reader(text: str, title: str = "", published_at: datetime | None = NOON) -> Read:
        document = Document(title, text, published_at, NOON)
        cleaned = clean.clean(document)
        parsed = parse.parse(models, document, split.split(document, cleaned))
        return Read(document, cleaned, parsed, refer.resolve(models, parsed, names.find(models, parsed)))

    return reader
