"""Builders and in-memory stand-ins for tests of this project and of what is built on it; held to the same contracts."""

from collections.abc import Sequence
from typing import Any

from dateline_shared.contracts.article import Article, Chunk, Reading
from dateline_shared.contracts.base import Message, Span
from dateline_shared.contracts.entity import Entity, Party
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction, Language, Pipeline
from dateline_shared.contracts.page import FetchedPage, FetchFailure, PageStarted, ReadPage, Robots
from dateline_shared.errors import BrokerUnavailableError

ENGLISH = Language(code="en", confidence=1.0, supported=True)


class Outbox:
    """A `Publish` that keeps what it is given; `broken` makes it fail as a broker that is away."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.broken = False

    def __call__(self, task: str, message: Message) -> None:
        if self.broken:
            raise BrokerUnavailableError("the broker did not answer")
        self.sent.append((task, message))

    def take(self) -> list[tuple[str, Message]]:
        """What was sent since the last time."""
        taken, self.sent = self.sent, []
        return taken

    def chunks(self) -> list[Chunk]:
        """The chunks that were sent since the last time."""
        return [message for _, message in self.take() if isinstance(message, Chunk)]


def person(name: str, **more: Any) -> Entity:
    """A person of this name."""
    fields: dict[str, Any] = {"key": f"person:{name.casefold()}", "kind": "person", "name": name} | more
    return Entity(**fields)


def party(entity: Entity) -> Party:
    """An entity as one side of an act."""
    return Party(name=entity.name, kind="person", entity=entity.key, country=entity.country, sectors=entity.sectors)


def event(key: str, *, evidence: Span, actors: Sequence[Entity] = (), recipients: Sequence[Entity] = (), **more: Any) -> EventMention:
    """An act that happened: SUPPORT/congratulate unless said otherwise."""
    fields: dict[str, Any] = {"type": "SUPPORT", "family": "congratulate", "status": "happened", "confidence": 0.9} | more
    return EventMention(key=key, actors=tuple(map(party, actors)), recipients=tuple(map(party, recipients)), evidence=(evidence,), **fields)


def span(reading: Reading, exact: str) -> Span:
    """The first place in the text where these words stand."""
    start = reading.article.text.index(exact)
    return Span(start=start, end=start + len(exact), exact=exact)


def extraction(reading: Reading, *, entities: Sequence[Entity] = (), events: Sequence[EventMention] = (), version: str = "0.1.0", **more: Any) -> Extraction:
    """The answer to a reading."""
    return Extraction(
        article_id=reading.article_id,
        revision=reading.revision,
        attempt=reading.attempt,
        pipeline=Pipeline(version=version, digest="0" * 12),
        language=ENGLISH,
        entities=tuple(entities),
        events=tuple(events),
        **more,
    )


def fetched_page(task: ReadPage, text: str, *, canonical_url: str | None = None, robots: Robots | None = None, **article: Any) -> FetchedPage:
    """The answer to a page that was read."""
    fields: dict[str, Any] = {"text": text, "url": task.url} | article
    return FetchedPage(**_page(task), article=Article(**fields), canonical_url=canonical_url, robots=robots)


def fetch_failure(task: ReadPage, outcome: Any, **more: Any) -> FetchFailure:
    """The answer to a page that could not be had."""
    return FetchFailure(**_page(task), outcome=outcome, reason="it went wrong", **more)


def page_started(task: ReadPage) -> PageStarted:
    """What is said before a page is read on suspicion."""
    return PageStarted(**_page(task))


def _page(task: ReadPage) -> dict[str, Any]:
    return {"article_id": task.article_id, "revision": task.revision, "attempt": task.attempt}
