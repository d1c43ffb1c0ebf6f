"""A crowd that follows the change log of one api process; `--crowd 2000` for the size that docs/performance.md tells of."""

import itertools
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from dateline.engines.port import free_port
from dateline_api.api_key import new_key
from dateline_api.db.keys import add_key
from sqlalchemy import Engine, text

HERE = Path(__file__).parent
TYPES = ("CONSULT", "SUPPORT", "AID", "PROTEST", "ACCUSE", "THREATEN", "ASSAULT", "COERCE")
COUNTRIES = ("KEN", "GHA", "NGA", "SEN", "PER", "CHL")
FILTERS: dict[str, dict[str, Any]] = {
    "everything": {},
    "articles": {"kind": "article"},
    "entities": {"kind": "entity"},
    **{kind: {"type": kind} for kind in TYPES},
    "planned": {"status": "planned"},
    "negated": {"status": "negated"},
    **{country: {"country": country} for country in COUNTRIES[1:]},
    "planned aid": {"type": "AID", "status": "planned"},
    "aid and articles": {"type": "AID", "kind": "event,article"},
}
SYLLABLES = [f"{first}{second}" for first in "bdfgklmnprstvz" for second in ("a", "emo", "i", "oru", "u")]
KEYS = 50
PACE = 0.5  # seconds between two posts of BATCH articles: 10 a second is 860,000 a day
BATCH = 5
GROWTH = 60 << 20  # bytes that what is told may add to the service


@dataclass
class Site:
    """A running service and its database."""

    host: str
    port: int
    keys: list[str]
    engine: Engine
    api: psutil.Process
    http: httpx2.Client

    def rows(self, sql: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def connections(self) -> int:
        """Database connections of the api process."""
        return self.rows("SELECT count(*) FROM pg_stat_activity WHERE application_name IN ('dateline api', 'dateline listen')")[0][0]

    def unread(self) -> int:
        return self.rows("SELECT count(*) FROM articles WHERE state <> 'done'")[0][0]

    def follow(self, query: dict[str, Any], cursor: str) -> list[int]:
        """The numbers of all changes of a filter after a cursor, page by page."""
        seen: list[int] = []
        while True:
            page = self.http.get("/v1/changes", params={**query, "cursor": cursor, "limit": 200}).raise_for_status().json()
            seen += [change["seq"] for change in page["data"]]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                return seen


@pytest.fixture
def site(engines) -> Iterator[Site]:
    port = free_port("127.0.0.1")
    with engines.stack() as stack, httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:

        def is_ready() -> bool:
            try:
                return http.get("/readyz").status_code == 200
            except httpx2.HTTPError:
                return False

        engines.supervisor.start(
            engines.service("api", "-m", "dateline_api.http", environment={"DATELINE_PORT": str(port)}, is_ready=is_ready),
            engines.service("store", "-m", "dateline_api.store"),
            engines.service("nlp", str(HERE / "crowd_reader.py"), environment={"DATELINE_NLP_PROCESSES": "1"}),
        )
        keys = [new_key() for _ in range(KEYS)]
        with stack.engine.begin() as connection:
            for n, key in enumerate(keys):
                add_key(connection, key, name=f"reader {n}", scopes=("read", "ingest"), now=datetime.now(UTC))
        http.headers["Authorization"] = f"Bearer {keys[0]}"
        yield Site("127.0.0.1", port, keys, stack.engine, psutil.Process(engines.supervisor.pids()["api"]), http)


@dataclass
class Crowd:
    """The program that follows, with its many connections."""

    program: subprocess.Popen[str]

    def say(self, told: Any) -> None:
        assert self.program.stdin
        self.program.stdin.write(json.dumps(told) + "\n")
        self.program.stdin.flush()

    def hear(self) -> str:
        assert self.program.stdout
        return self.program.stdout.readline().strip()


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    with subprocess.Popen([sys.executable, str(HERE / "crowd.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        yield Crowd(program)
        program.kill()


def article(n: int, *, lines: list[str]) -> dict[str, str]:
    """A version of an article on an act of two people of whom no other tells."""
    chance = random.Random(n)
    visitor, host = ("".join(chance.sample(SYLLABLES, 3)).title() + " " + "".join(chance.sample(SYLLABLES, 4)).title() for _ in range(2))
    return {"external_id": f"a-{n}", "source": f"wire-{n % 7}.example", "text": "\n".join([f"Report {n}: {visitor} and {host}", *lines])}


def versions(count: int) -> Iterator[dict[str, str]]:
    """Articles, each third of which is revised later: what was planned is denied, or is no longer told."""
    chance = random.Random(5)
    acts = [f"{chance.choice(TYPES)} {{}} {chance.choice(COUNTRIES)}" for _ in range(count)]
    for n in range(count * 5 // 4):
        if n < count:
            yield article(n, lines=[acts[n].format(chance.choice(("planned", "happened")))])
        if (old := n - count // 4) >= 0 and old % 3 == 0:
            yield article(old, lines=[acts[old].format("negated")] if old % 2 else [])


@pytest.mark.timeout(900)
def test_crowd_hears_of_every_change_once_and_in_order(site: Site, crowd: Crowd, request: pytest.FixtureRequest) -> None:
    polls = request.config.getoption("--crowd")
    streams, articles = polls // 4, polls // 4
    cursors = {name: site.http.get("/v1/changes", params=query).raise_for_status().json()["next_cursor"] for name, query in FILTERS.items()}
    filters = {name: {"query": query, "cursor": cursors[name]} for name, query in FILTERS.items()}
    assert len(filters) == 20
    crowd.say({"host": site.host, "port": site.port, "keys": site.keys, "filters": filters, "polls": polls, "streams": streams})
    began = time.monotonic()
    assert crowd.hear() == "ready"
    connected = time.monotonic() - began
    quiet_memory, before = site.api.memory_info().rss, site.api.cpu_times()

    began = time.monotonic()
    todo, connections, posted = versions(articles), [], 0
    while batch := list(itertools.islice(todo, BATCH)):
        posted += len(batch)
        answer = site.http.post("/v1/articles", json=batch)
        assert answer.status_code == 200, answer.text
        connections.append(site.connections())
        time.sleep(max(0.0, began + posted / BATCH * PACE - time.monotonic()))
    ends_at = time.monotonic() + 300
    while site.unread():
        assert time.monotonic() < ends_at
        time.sleep(0.1)
    took = time.monotonic() - began

    left = "SELECT count(*) FROM changes WHERE kind = 'event' AND before ->> 'status' = 'planned' AND (op = 'retracted' OR record ->> 'status' <> 'planned')"
    assert site.rows(left)[0][0] > 0
    expected = {name: site.follow(query, cursors[name]) for name, query in FILTERS.items()}
    crowd.say(expected)
    told = json.loads(crowd.hear())
    after = site.api.cpu_times()
    cpu = after.user + after.system - before.user - before.system

    print(f"\n{polls} long polls and {streams} streams, connected in {connected:.1f} s; {posted} posts, {len(expected['everything'])} changes in {took:.0f} s")
    for name in ("polls", "streams"):
        delays = told[name]["delays"]
        half, most, nearly_all = (1000 * statistics.quantiles(delays, n=100)[n] for n in (49, 94, 98))
        print(f"{name}: {len(delays)} changes in {told[name]['answers']} answers; p50 {half:.0f} ms, p95 {most:.0f} ms, p99 {nearly_all:.0f} ms")
    memory = site.api.memory_info().rss
    print(
        f"api: {cpu:.1f} s of processor, {quiet_memory >> 20} MB, then {memory >> 20} MB, {max(connections)} database connections; crowd: {told['cpu']:.1f} s"
    )

    assert told["wrong"] == 0, told["examples"]
    assert max(connections) <= 20
    assert memory - quiet_memory < GROWTH
