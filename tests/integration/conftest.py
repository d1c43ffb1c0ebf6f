"""A store that a test turns by hand: real PostgreSQL and Valkey, a clock with hands, an outbox for what it publishes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import redis
from dateline_api.db.accept import Accepted, Incoming, accept
from dateline_api.db.engine import make_engine
from dateline_api.db.tables import articles
from dateline_api.settings import MAX_WAITING
from dateline_api.store.dispatch import Dispatcher
from dateline_api.store.obey import apply_next
from dateline_api.store.record import Recorder
from dateline_shared import broker, routes, streams
from dateline_shared.clock import ManualClock
from dateline_shared.contracts.arrival import Poll
from dateline_shared.contracts.article import Article, Chunk, Precedence, Reading
from dateline_shared.contracts.base import Message
from dateline_shared.contracts.event import When
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.contracts.page import ReadPage
from dateline_shared.testing import Outbox, event, extraction, person, span
from sqlalchemy import Engine, Row, select, text

START = datetime(2024, 3, 5, 12, tzinfo=UTC)
NOTHING = timedelta(milliseconds=1)
PEOPLE = (person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"))


@dataclass
class Bench:
    """What a test of the store works with."""

    engine: Engine
    client: redis.Redis
    clock: ManualClock
    outbox: Outbox
    processes: int = 1
    max_attempts: int = 3
    batch_size: int = 64
    max_waiting: int = MAX_WAITING
    readings: dict[str, Reading] = field(default_factory=dict)
    sent: list[tuple[str, Message]] = field(default_factory=list)

    def accept(self, *given: Article, **options: Any) -> list[Accepted]:
        with self.engine.begin() as connection:
            return accept(connection, [Incoming(article, **options) for article in given], now=self.clock.now())

    def step(self, **options: Any) -> None:
        """One step of the dispatcher."""
        for role in ("nlp", "ingest"):
            broker.announce(self.client, role=role, worker="bench:1", processes=self.processes, ttl=timedelta(minutes=5))
        options = {"max_waiting": self.max_waiting} | options
        Dispatcher(self.engine, self.client, self.outbox, self.clock, self.max_attempts, **options).step()
        self.sent = self.outbox.take()

    def dispatch(self) -> list[Chunk]:
        """One step; returns the chunks that it sent."""
        self.step()
        return [message for _, message in self.sent if isinstance(message, Chunk)]

    def polls(self) -> list[Poll]:
        """The polls that the last step sent."""
        return [message for _, message in self.sent if isinstance(message, Poll)]

    def pages(self, **options: Any) -> list[ReadPage]:
        """One step; returns the pages that it sent."""
        self.step(**options)
        return [message for _, message in self.sent if isinstance(message, ReadPage)]

    def address(self, url: str = "https://a.example/1", **options: Any) -> Accepted:
        """An address alone, a second later than the last."""
        self.clock.move(timedelta(seconds=1))
        return self.accept(Article(text="", url=url), wants_page=True, **options)[0]

    def entry(self, text: str, *, title: str = "Report", url: str = "https://a.example/1") -> Accepted:
        """An entry of a feed whose page is to be read."""
        return self.accept(Article(text=text, title=title, url=url), precedence=Precedence.FEED_SUMMARY, wants_page=True)[0]

    def arrive(self, *messages: Message) -> None:
        """Answer as ingest does, and record it."""
        self.answer(*messages, stream=routes.ARRIVALS)
        self.record()

    def obey(self) -> None:
        """Apply the commands that wait."""
        while apply_next(self.engine, self.clock):
            pass

    def answer(self, *messages: Message, stream: str = routes.EXTRACTIONS) -> None:
        for message in messages:
            streams.push(self.client, stream, message)

    def recorder(self, consumer: str = "bench") -> Recorder:
        streams.prepare(self.client)
        return Recorder(self.engine, self.client, self.clock, consumer, max_attempts=self.max_attempts, batch_size=self.batch_size)

    def record(self) -> int:
        return self.recorder().step(block=NOTHING)

    def read_all(self) -> None:
        """Dispatch, answer each article with one congratulation, and record, until nothing is left."""
        while chunks := self.dispatch():
            for chunk in chunks:
                self.answer(*(congratulation(reading) for reading in chunk.readings))
            self.record()

    def read(self, reading: Reading, **more: Any) -> Extraction:
        """What a reader would answer: one congratulation if the text tells of one."""
        return congratulation(reading, **more)

    def article(self, key: UUID) -> Row:
        with self.engine.connect() as connection:
            return connection.execute(select(articles).where(articles.c.id == key)).one()

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, count(*)::int FROM articles GROUP BY state"))

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), values)]

    def log(self) -> list[tuple[int, str, str, int]]:
        return self.rows("SELECT seq, kind, op, version FROM changes ORDER BY seq")


def congratulation(reading: Reading, **more: Any) -> Extraction:
    """The answer that finds one act in any text that holds the word "congratulated"; reports of different numbers tell of different days."""
    adeyemi, bako = PEOPLE
    events = []
    if number := re.search(r"Report (\d+)", reading.article.text):
        day = date(2000, 1, 1) + 2 * timedelta(days=int(number[1]))
        more = {"date": When(edtf=day.isoformat(), granularity="day", basis="stated")} | more
    if "congratulated" in reading.article.text:
        events.append(event("x1", evidence=span(reading, "congratulated"), actors=[adeyemi], recipients=[bako], **more))
    return extraction(reading, entities=PEOPLE, events=events)


@pytest.fixture
def bench(database_url: str, broker_url: str) -> Iterator[Bench]:
    engine = make_engine(database_url)
    client = broker.connect(broker_url)
    streams.prepare(client)
    yield Bench(engine, client, ManualClock(START), Outbox())
    client.close()
    engine.dispose()


@pytest.fixture
def words() -> Iterator[Article]:
    """Any number of different articles that tell of one congratulation each."""

    def make() -> Iterator[Article]:
        n = 0
        while True:
            n += 1
            yield Article(text=f"Adeyemi congratulated Bako. Report {n}.", title=f"Report {n}", external_id=f"r-{n}", source="wire.example")

    return make()
