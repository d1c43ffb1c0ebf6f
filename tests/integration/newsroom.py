"""An editor's desk over a store that a test turns by hand: articles that tell of different acts, and corrections of what was read."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from dateline_api import ids
from dateline_api.db.commands import add_command
from dateline_api.db.tables import events
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.testing import event, extraction, person, span
from integration.conftest import START
from sqlalchemy import select

Record = dict[str, Any]

MINUTE = timedelta(minutes=1)
AMAKA, YUSUF, CHIDI = person("Amaka Eze", country="NGA"), person("Yusuf Lawal", country="NGA"), person("Chidi Obi", country="NGA")
CAST = (AMAKA, YUSUF, CHIDI)
ACTS = {
    "struck": {"type": "ASSAULT", "family": "attack", "recipients": [YUSUF]},
    "fed": {"type": "AID", "family": "aid", "recipients": [CHIDI]},
    "sacked": {"type": "RETREAT", "family": "resign", "recipients": []},
}
MARKS = ("version", "updated_at", "corrections")


class Newsroom:
    """Takes articles in, has them read, and makes and withdraws corrections."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.articles: dict[str, UUID] = {}

    def tell(self, act: str, *, words: str = "", **changed: Any) -> UUID:
        """An article of its own outlet that tells of one act; told again with other words it is a revision. Returns the article's id."""
        self.bench.clock.move(MINUTE)
        (taken,) = self.bench.accept(self.article(act, words))
        for chunk in self.bench.dispatch():
            self.bench.answer(*(self.read(reading, act, **changed) for reading in chunk.readings))
        self.bench.record()
        return taken.id

    def article(self, act: str, words: str = "") -> Article:
        url = f"https://{act}.example/1"
        return Article(text=f"Amaka Eze {act} somebody in Kano. {words}", title=f"She {act}", url=url, published_at=START + [*ACTS].index(act) * MINUTE)

    def read(self, reading: Reading, act: str, **changed: Any) -> Extraction:
        return extraction(reading, entities=CAST, events=[self.mention(reading, act, **changed)])

    def mention(self, reading: Reading, act: str, **changed: Any) -> EventMention:
        fields: dict[str, Any] = ACTS[act] | changed
        return event("x1", evidence=span(reading, act), actors=[AMAKA], **fields)

    def order(self, kind: str, payload: Record) -> tuple[str, Record]:
        """Have store carry out a command; returns what became of it."""
        self.bench.clock.move(MINUTE)
        with self.bench.engine.begin() as connection:
            row = add_command(connection, kind, payload, now=self.bench.clock.now())
        self.bench.obey()
        ((state, result),) = self.bench.rows("SELECT state, result FROM commands WHERE id = :id", id=row["id"])
        return state, result

    def correct(self, kind: str, **body: Any) -> Record:
        """A correction that is made; returns the outcome."""
        state, result = self.try_to(kind, **body)
        assert state == "applied", result
        return result

    def try_to(self, kind: str, **body: Any) -> tuple[str, Record]:
        asked = {"kind": kind, "author": "desk", "reason": "seen on the spot"} | body
        return self.order("correct", {"correction_id": ids.public("cor", ids.new_id()), "correction": asked})

    def withdraw(self, correction: str) -> tuple[str, Record]:
        return self.order("withdraw", {"correction_id": correction})

    def records(self) -> dict[str, Record]:
        """The records of all events that were not merged into another, by id, without the marks of changes."""
        with self.bench.engine.connect() as connection:
            rows = connection.execute(select(events.c.id, events.c.record).where(events.c.redirect_to.is_(None))).all()
        return {ids.public("evt", row.id): {name: value for name, value in row.record.items() if name not in MARKS} for row in rows}

    def entities(self) -> dict[str, Record]:
        """The same of entities."""
        rows = self.bench.rows("SELECT id, record FROM entities WHERE redirect_to IS NULL")
        return {ids.public("ent", key): {name: value for name, value in record.items() if name not in MARKS} for key, record in rows}

    def entity(self, name: str) -> str:
        """The id of the entity that bears this name."""
        (found,) = [key for key, record in self.entities().items() if record["name"] == name]
        return found

    def event(self, act: str) -> Record:
        """The event that an article of this act tells, or told, of."""
        ((record,),) = self.bench.rows(
            "SELECT e.record FROM events AS e JOIN mentions AS m ON m.event_id = e.id JOIN articles AS a ON a.id = m.article_id WHERE a.source = :source",
            source=f"{act}.example",
        )
        return record

    def mention_id(self, act: str) -> str:
        ((key,),) = self.bench.rows(
            "SELECT m.id FROM mentions AS m JOIN articles AS a ON a.id = m.article_id WHERE a.source = :source", source=f"{act}.example"
        )
        return ids.public("mnt", key)

    def changes(self, *, after: int = 0) -> list[tuple[str, str]]:
        return self.bench.rows("SELECT kind, op FROM changes WHERE seq > :after ORDER BY seq", after=after)

    def last_seq(self) -> int:
        return self.bench.rows("SELECT last_seq FROM log_state")[0][0]

    def log_agrees(self) -> None:
        """The newest change of each event is its record."""
        newest = dict(self.bench.rows("SELECT DISTINCT ON (object_id) object_id, record FROM changes WHERE kind = 'event' ORDER BY object_id, seq DESC"))
        assert newest == dict(self.bench.rows("SELECT id, record FROM events"))
