"""A large import, cut off and sent again, beside posts of the day; `--articles 100000` for the size that docs/performance.md tells of."""

import json
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from dateline.engines.postgres import postgres
from dateline.home import open_home
from dateline.service import Service
from dateline.supervisor import Supervisor
from dateline_api.api_key import new_key
from dateline_api.db.engine import make_engine
from dateline_api.db.migrate import upgrade
from sqlalchemy import Engine, text

SENDER = Path(__file__).with_name("import_sender.py")
TEXT = 2000  # characters of an article
GROWTH = 60 << 20  # bytes that an import may add to the service
SLOWEST = 2.0  # seconds for 19 of 20 live posts, on a machine with much else to do; 0.1 on an idle one


@dataclass
class Api:
    """The service as a process of its own, and its database."""

    url: str
    key: str
    engine: Engine
    process: psutil.Process

    def counted(self, which: str) -> tuple[int, int, int]:
        """How many articles there are, and how many different identities and texts."""
        with self.engine.connect() as connection:
            return tuple(connection.execute(text(f"SELECT count(*), count(DISTINCT external_id), count(DISTINCT text) FROM articles WHERE {which}")).one())

    def imported(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM articles WHERE source = 'import.example'")).scalar_one()

    def post(self, http: httpx2.Client, words: str) -> httpx2.Response:
        return http.post(f"{self.url}/v1/articles", json={"text": words, "source": "live.example"}, headers={"Authorization": f"Bearer {self.key}"})


@dataclass
class Watch:
    """What happens to the service meanwhile: a live post after the other, and how much memory it takes."""

    api: Api
    seconds: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    memory: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._post), threading.Thread(target=self._measure)]

    def __enter__(self) -> "Watch":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _post(self) -> None:
        with httpx2.Client(timeout=60, trust_env=False) as http:
            while not self._over.wait(0.05):
                began = time.perf_counter()
                answer = self.api.post(http, f"Live report {len(self.seconds)}.")
                self.seconds.append(time.perf_counter() - began)
                self.statuses.add(answer.status_code)

    def _measure(self) -> None:
        while not self._over.wait(0.05):
            self.memory.append(self.api.process.memory_info().rss)


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--articles")


@pytest.fixture
def api(tmp_path: Path, count: int) -> Iterator[Api]:
    home, key = open_home(tmp_path / "home"), new_key()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    url = f"http://127.0.0.1:{port}"

    def is_ready() -> bool:
        try:
            return httpx2.get(f"{url}/readyz", trust_env=False).status_code == 200
        except httpx2.TransportError:
            return False

    with postgres(home, durable=False) as (database, database_url), Supervisor(home) as supervisor:
        supervisor.start(database)
        upgrade(database_url)
        environment = {
            "DATELINE_DATABASE_URL": database_url,
            "DATELINE_REDIS_URL": "redis://127.0.0.1:1/0",
            "DATELINE_PORT": str(port),
            "DATELINE_ADMIN_KEY": key,
            "DATELINE_MAX_WAITING": str(2 * count),  # nobody reads here
        }
        supervisor.start(Service(name="api", command=(sys.executable, "-m", "dateline_api.http"), environment=environment, is_ready=is_ready))
        engine = make_engine(database_url)
        yield Api(url, key, engine, psutil.Process(supervisor.pids()["api"]))
        engine.dispose()


@pytest.fixture
def articles(tmp_path: Path, count: int) -> Path:
    """A file of so many different articles of 2 kB, a line each."""
    path = tmp_path / "articles.ndjson"
    words = [f"{first}{second}" for first in ("har", "mar", "tal", "ser", "vin", "lo") for second in ("bour", "ket", "lage", "vice", "ger", "cal")]
    chance = random.Random(4)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            told = f"Report {n}. " + " ".join(chance.choices(words, k=TEXT // 7))
            file.write(json.dumps({"external_id": f"r-{n}", "source": "import.example", "title": f"Report {n}", "text": told}) + "\n")
    return path


@dataclass(frozen=True)
class Sender:
    """A program that brings in a file; started again, it begins anew or goes on where it was."""

    command: tuple[str, ...]
    environment: dict[str, str]

    def start(self, path: Path) -> subprocess.Popen[str]:
        return subprocess.Popen([*self.command, str(path)], env=os.environ | self.environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture(params=["one request", "dateline import"])
def sender(request: pytest.FixtureRequest, api: Api, tmp_path: Path) -> Sender:
    command = {"one request": (str(SENDER),), "dateline import": ("-m", "dateline", "import", "--json")}[request.param]
    environment = {"DATELINE_URL": api.url, "DATELINE_KEY": api.key, "DATELINE_HOME": str(tmp_path / "sender")}
    return Sender((sys.executable, *command), environment)


def until(holds: Callable[[], bool], *, within: timedelta) -> None:
    ends_at = time.monotonic() + within.total_seconds()
    while not holds():
        assert time.monotonic() < ends_at, f"not within {within}"
        time.sleep(0.05)


def told_by(program: subprocess.Popen[str], *, within: timedelta) -> dict[str, Any]:
    """What a program said of an import that went well."""
    told, _ = program.communicate(timeout=within.total_seconds())
    assert program.returncode == 0
    return json.loads(told)


def test_import_that_is_killed_and_sent_again_loses_and_doubles_nothing_while_live_posts_are_answered(
    api: Api, sender: Sender, articles: Path, count: int, tmp_path: Path
) -> None:
    patience = timedelta(minutes=2, milliseconds=10 * count)
    few = tmp_path / "few.ndjson"
    few.write_text("".join(json.dumps({"text": f"{secrets.token_hex(8)} " * 100}) + "\n" for _ in range(300)), encoding="utf-8")
    assert told_by(sender.start(few), within=patience)["outcomes"] == {"created": 300}  # the process has grown to its usual size

    with Watch(api) as watch:
        began = time.monotonic()
        killed = sender.start(articles)
        until(lambda: api.imported() >= count * 2 // 5, within=patience)
        killed.kill()
        killed.communicate()
        before = api.imported()
        told = told_by(sender.start(articles), within=patience)
        took = time.monotonic() - began

    usual, growth = watch.memory[0], max(watch.memory) - watch.memory[0]
    slowest = statistics.quantiles(watch.seconds, n=20)[-1]
    print(f"\n{count} articles in {took:.0f} s, cut off after {before}; memory {usual >> 20} + {growth >> 20} MB")
    print(f"{len(watch.seconds)} live posts, median {1000 * statistics.median(watch.seconds):.0f} ms, 19 of 20 within {1000 * slowest:.0f} ms")

    assert api.counted("source = 'import.example'") == (count, count, count)
    assert api.counted("source = 'live.example' AND priority = 0")[0] == len(watch.seconds)
    assert count * 2 // 5 <= before < count
    assert (told["refused"], sum(told["outcomes"].values())) == (0, count)
    assert set(told["outcomes"]) <= {"created", "unchanged"}
    assert watch.statuses == {202}
    assert growth < GROWTH
    assert slowest < SLOWEST
