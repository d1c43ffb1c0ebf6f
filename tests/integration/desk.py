"""An article that is quoted wherever words can stand, its readings and takedowns, and what is left of it in the database."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from dateline_api import ids
from dateline_api.db.commands import add_command
from dateline_api.store.redact import QUOTATION
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.entity import Count, Party, Role
from dateline_shared.contracts.event import About, Claim, Context, Cue, Phrase, Quantity, When, Where
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.testing import event, extraction, person, span
from sqlalchemy import text

SECOND = timedelta(seconds=1)
TITLE = "Harbour pilots congratulated on the longest winter crossing in living memory"
TEXT = """\
Folake Adeyemi, the deputy commissioner for coastal ferries and lights, congratulated Idris Bako on Friday beside the rusted lamp of the old eastern mole.

"Nobody who stood there at four in the morning will forget how the ice gave way," she told a dozen shivering reporters,
before about forty of his deckhands carried the brass bell up the slippery steps and rang it until the harbour master begged them to stop.
"""
FIRST_TEXT = TEXT.replace("a dozen shivering reporters", "the two reporters who had bothered to come")


def told(reading: Reading) -> Extraction:
    """An answer that quotes the text wherever an answer can hold words."""
    spans = (span(reading, "congratulated Idris Bako on Friday beside the rusted lamp of the old eastern mole"),)
    quote = (span(reading, "Nobody who stood there at four in the morning will forget how the ice gave way"),)
    adeyemi = person("Folake Adeyemi", roles=(Role(title="deputy commissioner for coastal ferries and lights"), Role(title="deputy commissioner")))
    bako = person("Idris Bako")
    hands = Party(name="about forty of his deckhands", kind="group", role="his deckhands carried the brass bell")
    when = When(edtf="2024-03-01", granularity="day", basis="relative", text="on Friday beside the rusted lamp of the old", spans=spans)
    where = Where(name="beside the rusted lamp of the old eastern mole", spans=spans)
    mention = event(
        "x1",
        evidence=spans[0],
        actors=[adeyemi],
        recipients=[bako],
        object=Phrase(text="the brass bell up the slippery steps", spans=spans),
        topics=(Phrase(text="how the ice gave way", spans=quote),),
        contexts=(Context(name="executive", cues=(Cue(rule="cue", spans=quote),)),),
        about=(About(type="DEMAND", actors=(hands,), recipients=(hands,), date=when, place=where, spans=quote),),
        place=where,
        date=when,
        said_by=hands,
        via=(hands,),
        verb="told a dozen shivering reporters before",
        claims=(Claim(said_by=hands, via=(hands,), status="happened", verb="told a dozen shivering reporters before", spans=quote),),
        quantities=(
            Quantity(kind="participants", amount=Count(low=40), unit="forty of his deckhands carried the", text="about forty of his deckhands carried"),
        ),
    )
    other = event("x2", evidence=spans[0], status="planned", headline=True, type="CONSULT", family="meet").model_copy(update={"recipients": (hands,)})
    return extraction(reading, entities=[adeyemi, bako], events=[mention, other])


class Desk:
    """Takes articles in, has them read, and orders takedowns."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench

    def post(self, words: str = TEXT, *, title: str = TITLE, url: str = "https://wire.example/1", **more: Any) -> Any:
        self.bench.clock.move(SECOND)
        options = {name: more.pop(name) for name in ("precedence", "is_cancelled", "wants_page") if name in more}
        return self.bench.accept(Article(text=words, title=title, url=url, **more), **options)[0]

    def read(self) -> None:
        for chunk in self.bench.dispatch():
            self.bench.answer(*map(told, chunk.readings))
        self.bench.record()

    def tell(self, *args: Any, **more: Any) -> UUID:
        """An article that was read."""
        taken = self.post(*args, **more)
        self.read()
        return taken.id

    def order(self, kind: str, key: UUID, **more: Any) -> Any:
        """Have store carry out a command; returns what became of it."""
        self.bench.clock.move(SECOND)
        with self.bench.engine.begin() as connection:
            row = add_command(connection, kind, {"article_id": ids.public("art", key)} | more, now=self.bench.clock.now())
        self.bench.obey()
        ((state, result),) = self.bench.rows("SELECT state, result FROM commands WHERE id = :id", id=row["id"])
        assert state == "applied", result
        return result

    def ops(self, *, after: int = 0) -> list[tuple[str, str]]:
        return [tuple(row) for row in self.bench.rows("SELECT kind, op FROM changes WHERE seq > :after ORDER BY seq", after=after)]

    def last_seq(self) -> int:
        return self.bench.rows("SELECT last_seq FROM log_state")[0][0]

    def events(self) -> list[tuple[UUID, bool]]:
        return [tuple(row) for row in self.bench.rows("SELECT id, retracted FROM events ORDER BY id")]


def strings(value: Any) -> Iterator[str]:
    """Every string in a value of the database, also in JSON that is kept as bytes."""
    if isinstance(value, (bytes, memoryview)):
        raw = bytes(value)
        try:
            yield from strings(orjson.loads(raw))
        except orjson.JSONDecodeError:
            yield raw.decode("utf-8", errors="replace")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)
    elif value is not None:
        yield str(value)


def held(bench: Any, *words: str) -> set[str]:
    """Every five words in a row of these texts that stand anywhere: in which column of which table."""
    quotations = {" ".join(run) for each in words for run in runs(each)}
    tables = [name for (name,) in bench.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    found = set()
    for table in tables:
        with bench.engine.connect() as connection:
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    if any(" ".join(run) in quotations for each in strings(value) for run in runs(each)):
                        found.add(f"{table}.{column}")
    return found


def runs(words: str) -> Iterator[list[str]]:
    found = re.findall(r"\w+", words.casefold())
    return (found[n : n + QUOTATION] for n in range(len(found) - QUOTATION + 1))


def in_order(bench: Any) -> None:
    """The log has no gap, and each object's versions rise by one."""
    log = bench.rows("SELECT seq, object_id, version FROM changes ORDER BY seq")
    assert [seq for seq, _, _ in log] == list(range(1, len(log) + 1))
    for key in {key for _, key, _ in log}:
        versions = [version for _, each, version in log if each == key]
        assert versions == list(range(1, len(versions) + 1))
