"""What it costs to link an article when there are many events: `pytest -s tests/faults/test_link_cost.py --linked 1000000`."""

import gc
import os
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
import pytest
from dateline_api.db.before import Before, before
from dateline_api.db.engine import make_engine
from dateline_api.db.tables import articles
from dateline_api.store.link.acquaint import People, recognise
from dateline_api.store.link.article import link
from dateline_api.store.link.entities import profile_of
from dateline_api.store.link.identify import identify
from dateline_api.store.link.join import likely, weighed
from dateline_api.store.link.originals import compare
from dateline_api.store.link.place import place
from dateline_api.store.link.telling import Telling
from dateline_shared.contracts.extraction import Extraction
from faults.fill_events import fill
from faults.many_events import World
from sqlalchemy import Connection, Engine, text

pytestmark = pytest.mark.timeout(7200)

FRESH = 200  # articles that are linked, when many events are asked for; else a fifth
REPEATS = 5  # of the decisions on each, of which the best counts: others use the machine, too
CEILING = 60.0  # ms of processor time of both ends, in the median: far above what docs/performance.md gives
# What must be looked up by an index, however the planner sees it: everything that grows with the events.
BIG = {"articles", "article_bands", "article_prints", "entities", "entity_keys", "entity_tellings", "event_keys", "events", "mentions", "stories", "story_keys"}
BIG |= {"story_articles", "term_counts"}
NOBODY: dict[str, Any] = {"country": None, "sectors": [], "roles": []}  # the record of somebody who is new


class Meter:
    """Time since the start, and processor time of this process and of its connection's backend, in ms; statements that write are kept apart."""

    def __init__(self, connection: Connection) -> None:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.rollback()
        self.backend = os.open(f"/proc/{backend}/schedstat", os.O_RDONLY)
        self.written = (0.0, 0.0, 0.0)
        self.statements: Counter[str] = Counter()
        _listen(connection, self._execute)

    def now(self) -> tuple[float, float, float]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return 1000 * time.perf_counter(), 1000 * (used.ru_utime + used.ru_stime), int(os.pread(self.backend, 99, 0).split()[0]) / 1e6

    def measure(self, do: Callable[[], object]) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """What it takes without its writes, and these."""
        self.written = (0.0, 0.0, 0.0)
        began = self.now()
        do()
        took = [after - before for after, before in zip(self.now(), began, strict=True)]
        return tuple(all_ - write for all_, write in zip(took, self.written, strict=True)), self.written

    def _execute(self, statement: str, given: Any, execute: Callable[[], Any]) -> Any:
        self.statements["read" if _reads(statement) else "write"] += 1
        if _reads(statement):
            return execute()
        since = self.now()
        found = execute()
        self.written = tuple(sum(each) for each in zip(self.written, self.now(), [-was for was in since], strict=True))  # type: ignore[assignment]
        return found


def _listen(connection: Connection, hear: Callable[[str, Any, Callable[[], Any]], Any]) -> None:
    """Have every statement of a connection told before it is executed, whoever asks the driver for it."""

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            return hear(query, params, partial(super().execute, query, params, **options))

    _driver(connection).cursor_factory = Cursor


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _reads(statement: str) -> bool:
    return statement.lstrip().startswith(("SELECT", "WITH")) and "INSERT INTO" not in statement


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    return World(request.config.getoption("--linked"))


@pytest.fixture
def engine(database_url: str, world: World) -> Iterator[Engine]:
    began = time.monotonic()
    with psycopg.connect(database_url, autocommit=True) as connection:
        fill(connection, world)
    print(f"\n{10 * world.articles} events of {world.articles} articles, {world.entities} entities: made in {time.monotonic() - began:.0f} s")
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def _steps(connection: Connection, telling: Telling, extraction: Extraction) -> dict[str, Callable[[], object]]:
    """The lookups and decisions of `link`, one after the other; writes between them are those that they need."""
    told = {entity.key: profile_of(entity) for entity in extraction.entities}
    was: list[Before] = []
    known: dict[str, UUID] = {}
    records: dict[UUID, dict[str, Any]] = {}

    def entities() -> None:
        resolved, looked_at = recognise(connection, telling, told, was={})
        known.update({key: found or UUID(int=n + 1) for n, (key, found) in enumerate(resolved.entities.items())})
        records.update(looked_at | dict.fromkeys({*known.values()} - looked_at.keys(), NOBODY))

    def events() -> None:
        place(connection, telling, identify(telling.id, extraction, known), People(known, records), was={}, now=telling.reported_at)

    return {
        "what stood": lambda: was.append(before(connection, telling.id)),
        "copies": lambda: compare(connection, telling, was[0]),
        "entities": entities,
        "events": events,
        "stories": lambda: likely(connection, telling, weighed(connection, extraction, known, was[0], was=None)),
    }


@contextmanager
def _undone(connection: Connection) -> Generator[None]:
    """Take back what is written, past the driver: after a rollback that it knows of, it would prepare every statement anew, as store never has to."""
    raw = _driver(connection)
    raw.pgconn.exec_(b"SAVEPOINT undone")
    yield
    raw.pgconn.exec_(b"ROLLBACK TO SAVEPOINT undone")


def _take_in(connection: Connection, telling: Telling, words: str) -> None:
    row = {"id": telling.id, "source": telling.source, "title": telling.title, "text": words, "content_hash": b"", "state": "working"}
    times = dict.fromkeys(("received_at", "revised_at", "published_at"), telling.reported_at)
    connection.execute(articles.insert().values(row | times))


def test_linking_an_article_costs_little_however_many_events_there_are(engine: Engine, world: World) -> None:
    decided: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    whole: list[tuple[float, ...]] = []
    fresh = [world.fresh(number) for number in range(FRESH if world.articles >= 1000 else FRESH // 5)]
    gc.freeze()
    with engine.connect() as connection:
        meter = Meter(connection)
        for number, (telling, extraction, words) in enumerate(fresh):
            with connection.begin():
                _take_in(connection, telling, words)
                tries = []
                for _ in range(REPEATS):
                    with _undone(connection):
                        tries.append({name: meter.measure(step)[0] for name, step in _steps(connection, telling, extraction).items()})
            best = min(tries, key=lambda costs: sum(cpu + server for _, cpu, server in costs.values()))
            for name, cost in best.items():
                decided[name].append(cost)
            decided["all of these"].append(tuple(map(sum, zip(*best.values(), strict=True))))
            with connection.begin():
                read, written = meter.measure(partial(link, connection, telling, extraction, now=telling.reported_at))
            whole.append(tuple(map(sum, zip(read, written, strict=True))))
            if number == 0:
                meter.statements.clear()
        found = "SELECT count(DISTINCT e.id) FROM mentions AS m JOIN events AS e ON e.id = m.event_id WHERE m.article_id = ANY (:new) AND e.created_at < :then"
        reused = connection.execute(text(found), {"new": [each.id for each, *_ in fresh], "then": fresh[0][0].reported_at}).scalar_one()
    print(f"load {os.getloadavg()[0]:.1f}; median of {len(fresh)} articles, ms: of the clock, processor time of store and of PostgreSQL, both")
    rest = [tuple(a - b for a, b in zip(all_, part, strict=True)) for all_, part in zip(whole, decided["all of these"], strict=True)]
    for name, costs in {**decided, "writes, folding and telling": rest, "link as a whole": whole}.items():
        wall, cpu, server = (median(each) for each in zip(*costs, strict=True))
        print(f"{name:28} {wall:7.2f} {cpu:7.2f} {server:7.2f} {median(c + s for _, c, s in costs):7.2f}")
    print(f"{reused} known events were told of again")
    assert reused > len(fresh) // 2
    assert median(cpu + server for _, cpu, server in decided["all of these"]) < CEILING


def test_no_lookup_of_linking_reads_a_table_that_grows(engine: Engine, world: World) -> None:
    telling, extraction, words = world.fresh(0)
    plans: dict[str, str] = {}
    asked: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        _take_in(connection, telling, words)
        _listen(connection, lambda statement, given, execute: (asked.append((statement, given)) if _reads(statement) else None, execute())[1])
        for step in _steps(connection, telling, extraction).values():
            step()
        lookups, asked = asked, []
        connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, given in lookups:
            plans[statement] = "\n".join(connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", given).scalars())
        connection.rollback()
    for statement, plan in plans.items():
        print(f"\n{statement.strip()}\n\n{plan}")
    read = [table for plan in plans.values() for table in BIG if f"Seq Scan on {table} " in plan]
    assert len(plans) >= 6
    assert not read
