"""All that nlp found in one revision of one article, and the other answers of a reader.

`Extraction` is complete in itself: keys name entities, mentions and event mentions inside it. Later versions fill
and add fields; they do not rename or remove any (decision 0003).
"""

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from dateline_shared.contracts.base import Code, Instant, Key, Message, Ordinal, Span, Spans, Value
from dateline_shared.contracts.entity import Chain, Confidence, Entity, EntityMention, Party
from dateline_shared.contracts.event import EventMention, Phrase


class Pipeline(Value):
    """What read the article: the reader's version, and a digest of its ontology, lexicon and models."""

    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+([-+.].*)?$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    models: tuple[str, ...] = ()  # "en_core_web_sm 3.8.0"


class Language(Value):
    """Which language the text is in (ISO 639-1), and how sure that is."""

    code: Annotated[str, Field(pattern=r"^([a-z]{2,3}|und)$")]
    confidence: Confidence
    supported: bool


class SetAside(Value):
    """A line that is kept but is not the article: it may support, never create, a mention."""

    span: Annotated[Spans, Field(min_length=1, max_length=1)]
    kind: Literal["boilerplate", "caption", "byline", "dateline", "timestamp", "related", "credit", "duplicate", "other"]
    rule: Code


class Quote(Value):
    """Words that the text puts into somebody's mouth."""

    key: Key
    speaker: Party | None = None
    verb: str | None = None
    form: Literal["direct", "indirect", "mixed"]
    text: str  # without quotation marks
    spans: Annotated[Spans, Field(min_length=1)]
    cue: Spans = ()
    rule: Code | None = None


class Dropped(Value):
    """A clause that looked like an event and was not one; only filled for `--explain`."""

    span: Annotated[Spans, Field(min_length=1, max_length=1)]
    frame: Code | None = None
    reason: str
    rule: Code


class Extraction(Message):
    """The message from nlp to store for one revision of one article."""

    kind: Literal["extraction"] = "extraction"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    pipeline: Pipeline
    outcome: Literal["read", "unsupported_language", "rejected"] = "read"
    reason: str | None = None  # for people, when the outcome is not "read"
    language: Language
    published_at: Instant | None = None  # as posted, else as harvested from the text
    dateline: Phrase | None = None
    set_aside: tuple[SetAside, ...] = ()
    entities: tuple[Entity, ...] = ()
    entity_mentions: tuple[EntityMention, ...] = ()
    chains: tuple[Chain, ...] = ()
    events: tuple[EventMention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sentences: Spans = ()  # those that the events rest on, in the order of the text: what must be kept of it to check them
    dropped: tuple[Dropped, ...] = ()

    @model_validator(mode="after")
    def _keys_resolve(self) -> Self:
        entities = _unique("entities", [e.key for e in self.entities])
        mentions = _unique("entity_mentions", [m.key for m in self.entity_mentions])
        events = _unique("events", [e.key for e in self.events])
        _unique("quotes", [q.key for q in self.quotes])
        named = {k for m in self.entity_mentions for k in m.entities} | {k for c in self.chains for k in c.entities}
        named |= {p.entity for p in self.parties() if p.entity}
        _resolve("entity", named, entities)
        _resolve("entity mention", {k for c in self.chains for k in c.mentions}, mentions)
        anchors = {w.anchor for e in self.events for w in (e.date, e.said_on) if w and w.anchor}
        _resolve("event mention", anchors | {e.part_of for e in self.events if e.part_of}, events)
        return self

    def parties(self) -> list[Party]:
        """Every party of an event mention or quote, speakers included; those inside `about` left out."""
        found = [q.speaker for q in self.quotes]
        for event in self.events:
            found += [*event.actors, *event.recipients, event.said_by, *event.via]
            found += [p for claim in event.claims for p in (claim.said_by, *claim.via)]
        return [party for party in found if party is not None]


class Started(Message):
    """A reader has begun with an article that it reads alone; from here on an expired lease counts."""

    kind: Literal["started"] = "started"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal


class ReadFailure(Message):
    """A reader could not read an article. `lost` means that the whole chunk went down and nobody is to blame yet."""

    kind: Literal["failure"] = "failure"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    reason: str
    lost: bool = False


Answer = Annotated[Extraction | Started | ReadFailure, Field(discriminator="kind")]
ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def text_of(span: Span, title: str, text: str) -> str:
    """The characters that a span points at, in the article's own title or text."""
    return (title if span.part == "title" else text)[span.start : span.end]


def _unique(what: str, keys: list[str]) -> set[str]:
    if len(set(keys)) != len(keys):
        raise ValueError(f"{what}: a key is given twice: {sorted({k for k in keys if keys.count(k) > 1})}")
    return set(keys)


def _resolve(what: str, used: set[str], known: set[str]) -> None:
    if missing := used - known:
        raise ValueError(f"no {what} has the key {sorted(missing)}")
