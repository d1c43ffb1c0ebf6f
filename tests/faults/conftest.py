"""The queue path as real processes that a test may kill: PostgreSQL and Valkey; two stores and an nlp worker, or api, store and an ingest worker."""

import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from dateline.engines.port import free_port
from dateline.engines.postgres import postgres
from dateline.engines.valkey import valkey
from dateline.home import open_home
from dateline.service import Service
from dateline.supervisor import Supervisor
from dateline_api.db.accept import Accepted, Incoming, accept
from dateline_api.db.engine import make_engine
from dateline_api.db.migrate import upgrade
from dateline_shared import broker
from dateline_shared.contracts.article import Article
from sqlalchemy import Engine, text

WORKER = Path(__file__).with_name("fault_worker.py")
LIMIT = timedelta(seconds=4)  # of a task: as long as a hanging reader holds a process
NLP_PROCESSES = 2
FEED_LIMIT = timedelta(seconds=8)  # of a poll: a third of it or half to fetch, so that silent feeds take 3 to 4 s each
HOST_GAP = timedelta(seconds=0.5)


def soon(deaths: Sequence[float], *, now: float) -> timedelta:
    """Restart at once, however often: a test kills more than an operator would put up with."""
    return timedelta(0)


def _present(role: str, redis_url: str) -> Callable[[], bool]:
    client = broker.connect(redis_url)
    return lambda: broker.processes_present(client, role) > 0


def _answers(client: httpx2.Client) -> Callable[[], bool]:
    def is_ready() -> bool:
        try:
            return client.get("/readyz").status_code == 200
        except httpx2.HTTPError:
            return False

    return is_ready


@dataclass
class Stack:
    """The running processes, and the database they share."""

    supervisor: Supervisor
    engine: Engine
    redis_url: str
    logs: Path
    expected: frozenset[str] = frozenset({"postgres", "valkey", "store", "standby", "nlp"})

    def accept(self, *articles: Article, **options: Any) -> list[Accepted]:
        with self.engine.begin() as connection:
            return accept(connection, [Incoming(article, **options) for article in articles], now=datetime.now(UTC))

    def rows(self, sql: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def done(self) -> int:
        return self.rows("SELECT count(*) FROM articles WHERE state = 'done'")[0][0]

    def unfinished(self) -> int:
        return self.rows("SELECT count(*) FROM articles WHERE state IN ('waiting', 'working')")[0][0]

    def is_whole(self) -> bool:
        """Whether every process is running."""
        return self.expected <= self.supervisor.pids().keys()

    def kill(self, name: str) -> None:
        os.kill(self.supervisor.pids()[name], signal.SIGKILL)

    def kill_child_of(self, name: str) -> None:
        children = psutil.Process(self.supervisor.pids()[name]).children()
        if children:
            children[0].kill()

    def leaders(self) -> list[str]:
        """Which of the two stores leads, by their logs."""
        return [name for name in ("store", "standby") if "store.leads" in (self.logs / f"{name}.log").read_text(encoding="utf-8")]

    def run_until(self, finished: Callable[[], bool], *, within: timedelta) -> None:
        """Keep the processes running until then; `finished` is asked about once a second."""
        ends_at = time.monotonic() + within.total_seconds()
        self.supervisor.watch(until=lambda: finished() or time.monotonic() > ends_at)
        assert finished(), f"not finished within {within}: {self.rows('SELECT state, count(*) FROM articles GROUP BY state')}"

    def lose_amid(self, losses: Sequence[Callable[[], object]], bring: Callable[[int], object], *, within: timedelta) -> int:
        """Bring articles in and lose one thing after another, each while some are done since the last and others are not; returns how many were brought.

        However quick the machine is, there is work under way at every loss: as long as one is to come, more is brought.
        """
        to_come = list(losses)
        brought = done_before = 0
        amount = 20

        def finished() -> bool:
            nonlocal brought, done_before, amount
            done = self.done()
            if to_come and done_before < done < brought and self.is_whole():
                to_come.pop(0)()
                done_before = done
            elif to_come and done == brought:
                bring(amount)
                brought, amount = brought + amount, amount * 2
            return not to_come and done == brought

        self.run_until(finished, within=within)
        return brought


@dataclass(frozen=True)
class Engines:
    """A running PostgreSQL, migrated, and a Valkey; services that the supervisor starts find them by `environment`."""

    supervisor: Supervisor
    environment: dict[str, str]
    logs: Path

    def service(self, name: str, *command: str, **more: Any) -> Service:
        environment = self.environment | more.pop("environment", {})
        return Service(name=name, command=(sys.executable, *command), environment=environment, **more)

    @contextmanager
    def stack(self) -> Generator[Stack]:
        engine = make_engine(self.environment["DATELINE_DATABASE_URL"])
        yield Stack(self.supervisor, engine, self.environment["DATELINE_REDIS_URL"], self.logs)
        engine.dispose()


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    home = open_home(tmp_path / "home")
    with postgres(home, durable=False) as (database, database_url), valkey(home) as (queue, redis_url), Supervisor(home, restart=soon) as supervisor:
        supervisor.start(database, queue)
        upgrade(database_url)
        yield Engines(supervisor, {"DATELINE_DATABASE_URL": database_url, "DATELINE_REDIS_URL": redis_url}, home.logs)


@pytest.fixture
def stack(engines: Engines) -> Iterator[Stack]:
    settings = {"environment": {"DATELINE_NLP_PROCESSES": str(NLP_PROCESSES), "DATELINE_TASK_LIMIT": f"PT{LIMIT.total_seconds():.0f}S"}}
    is_ready = _present("nlp", engines.environment["DATELINE_REDIS_URL"])
    engines.supervisor.start(
        engines.service("store", "-m", "dateline_api.store", **settings),
        engines.service("standby", "-m", "dateline_api.store", **settings),
        engines.service("nlp", str(WORKER), is_ready=is_ready, **settings),
    )
    with engines.stack() as stack:
        yield stack


@pytest.fixture
def door(engines: Engines) -> Iterator[tuple[Stack, httpx2.Client]]:
    """What takes feeds in: api, store and four ingest processes, of which only 127.1.0.0/16 may be fetched from; and a client."""
    port = free_port("127.0.0.1")
    base_url = f"http://127.0.0.1:{port}"
    limit = {"DATELINE_TASK_LIMIT": f"PT{FEED_LIMIT.total_seconds():.0f}S"}
    api = {"DATELINE_AUTH": "off", "DATELINE_PORT": str(port)}
    store = {"DATELINE_HOST_GAP": f"PT{HOST_GAP.total_seconds()}S"}
    ingest = {"DATELINE_INGEST_PROCESSES": "4", "DATELINE_FETCH_ALLOW": "127.1.0.0/16", "DATELINE_CONTACT": "farm@example.org"}
    with httpx2.Client(base_url=base_url, timeout=30, trust_env=False) as client, engines.stack() as stack:
        engines.supervisor.start(
            engines.service("api", "-m", "dateline_api.http", environment=api, is_ready=_answers(client)),
            engines.service("store", "-m", "dateline_api.store", environment=limit | store),
            engines.service(
                "ingest", "-m", "dateline_ingest.worker", environment=limit | ingest, is_ready=_present("ingest", engines.environment["DATELINE_REDIS_URL"])
            ),
        )
        yield stack, client
