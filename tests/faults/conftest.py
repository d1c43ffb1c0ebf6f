"""The queue path as real processes that a test may kill: PostgreSQL, Valkey, two stores and an nlp worker."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
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


def soon(deaths: Sequence[float], *, now: float) -> timedelta:
    """Restart at once, however often: a test kills more than an operator would put up with."""
    return timedelta(0)


def _present(role: str, redis_url: str) -> Callable[[], bool]:
    client = broker.connect(redis_url)
    return lambda: broker.processes_present(client, role) > 0


@dataclass
class Stack:
    """The running processes, and the database they share."""

    supervisor: Supervisor
    engine: Engine
    redis_url: str
    logs: Path

    def accept(self, *articles: Article) -> list[Accepted]:
        with self.engine.begin() as connection:
            return accept(connection, [Incoming(article) for article in articles], now=datetime.now(UTC))

    def rows(self, sql: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def done(self) -> int:
        return self.rows("SELECT count(*) FROM articles WHERE state = 'done'")[0][0]

    def unfinished(self) -> int:
        return self.rows("SELECT count(*) FROM articles WHERE state IN ('waiting', 'working')")[0][0]

    def is_whole(self) -> bool:
        """Whether every process is running."""
        return {"postgres", "valkey", "store", "standby", "nlp"} <= self.supervisor.pids().keys()

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


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    home = open_home(tmp_path / "home")
    with postgres(home, durable=False) as (database, database_url), valkey(home) as (queue, redis_url), Supervisor(home, restart=soon) as supervisor:
        supervisor.start(database, queue)
        upgrade(database_url)
        environment = {
            "DATELINE_DATABASE_URL": database_url,
            "DATELINE_REDIS_URL": redis_url,
            "DATELINE_NLP_PROCESSES": str(NLP_PROCESSES),
            "DATELINE_TASK_LIMIT": f"PT{LIMIT.total_seconds():.0f}S",
        }
        supervisor.start(
            Service(name="store", command=(sys.executable, "-m", "dateline_api.store"), environment=environment),
            Service(name="standby", command=(sys.executable, "-m", "dateline_api.store"), environment=environment),
            Service(name="nlp", command=(sys.executable, str(WORKER)), environment=environment, is_ready=_present("nlp", redis_url)),
        )
        engine = make_engine(database_url)
        yield Stack(supervisor, engine, redis_url, home.logs)
        engine.dispose()
