"""Large exports, one format after the other and all at once, beside other requests; `--events 300000` for the size that docs/performance.md tells of."""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from dateline_api.api_key import new_key
from dateline_api.db.engine import make_engine
from dateline_api.exports.formats import FORMATS
from sqlalchemy import text

API = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
EXAMPLE = json.loads(re.findall(r"```json\n(.*?)```", API.partition("## Read an event")[2], re.DOTALL)[0])
GROWTH = {"ndjson": 40, "csv": 40, "parquet": 200, "plover": 40}  # MB that an export may add, pyarrow itself included: see docs/performance.md
SLOWEST = 5.0  # seconds for 19 of 20 other requests, on a machine with eight times as much to do as it has cores; 0.1 on an idle one

ENTITY = """
    INSERT INTO entities (id, kind, name, record, created_at, updated_at)
    VALUES (CAST(:id AS uuid), 'person', 'Amina Otieno', '{}', now(), now())
"""
COPY = """
    INSERT INTO events (id, type, status, record, created_at, updated_at)
    SELECT id, 'SUPPORT', 'happened', CAST(:record AS jsonb) || jsonb_build_object('id', 'evt_' || replace(id::text, '-', '')), now(), now()
    FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, :count)) AS made
"""


@dataclass
class Api:
    """The service as a process of its own."""

    url: str
    key: str
    process: psutil.Process

    def export(self, name: str) -> tuple[int, int]:
        """Bytes of an export, and the lines of one that has lines."""
        size = lines = 0
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Encoding": "identity"}
        with httpx2.stream("GET", f"{self.url}/v1/exports", params={"format": name}, headers=headers, timeout=120, trust_env=False) as answer:
            assert answer.status_code == 200
            for piece in answer.iter_raw():
                size, lines = size + len(piece), lines + piece.count(b"\n")
        return size, lines


@dataclass
class Watch:
    """What happens to the service meanwhile: a list after the other, and how much memory it takes."""

    api: Api
    seconds: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def __enter__(self) -> "Watch":
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._list), threading.Thread(target=self._measure)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    @property
    def growth(self) -> int:
        """MB."""
        return (max(self.memory) - self.memory[0]) >> 20

    def _list(self) -> None:
        with httpx2.Client(base_url=self.api.url, headers={"Authorization": f"Bearer {self.api.key}"}, timeout=60, trust_env=False) as http:
            while not self._over.wait(0.05):
                began = time.perf_counter()
                http.get("/v1/events", params={"limit": 1}).raise_for_status()
                self.seconds.append(time.perf_counter() - began)

    def _measure(self) -> None:
        while not self._over.wait(0.02):
            self.memory.append(self.api.process.memory_info().rss)


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--events")


@pytest.fixture
def api(database_url: str, count: int, tmp_path: Path) -> Iterator[Api]:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text(ENTITY), {"id": EXAMPLE["actors"][0]["id"].removeprefix("ent_")})
        for start in range(0, count, 20_000):
            connection.execute(text(COPY), {"record": json.dumps(EXAMPLE), "count": min(20_000, count - start)})
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE events"))
    engine.dispose()

    key = new_key()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    settings = {"DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:1/0", "PORT": str(port), "ADMIN_KEY": key, "RATE_LIMIT": "off"}
    environment = os.environ | {f"DATELINE_{name}": value for name, value in settings.items()}
    with (tmp_path / "api.log").open("wb") as log, subprocess.Popen((sys.executable, "-m", "dateline_api.http"), env=environment, stderr=log) as process:
        made = Api(f"http://127.0.0.1:{port}", key, psutil.Process(process.pid))
        try:
            _wait_for(made)
            yield made
        finally:
            process.terminate()


def _wait_for(api: Api) -> None:
    pause = threading.Event()
    for _ in range(300):
        try:
            if httpx2.get(f"{api.url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        pause.wait(0.1)
    raise AssertionError("the service does not come up")


def _told(name: str, watch: Watch, **figures: Any) -> None:
    slowest = statistics.quantiles(watch.seconds, n=20)[-1] if len(watch.seconds) > 1 else 0
    print(f"\n{name}: {figures}; memory {watch.memory[0] >> 20} + {watch.growth} MB; {len(watch.seconds)} lists, 19 of 20 within {1000 * slowest:.0f} ms")
    assert slowest < SLOWEST


@pytest.mark.timeout(1800)
def test_exports_of_any_size_take_bounded_memory_and_others_are_answered_meanwhile(api: Api, count: int) -> None:
    for _ in range(20):  # the process grows to its usual size
        httpx2.get(f"{api.url}/v1/events", headers={"Authorization": f"Bearer {api.key}"}, params={"limit": 200}, trust_env=False).raise_for_status()

    heads = {"ndjson": 0, "csv": 1, "plover": 0}
    for name in FORMATS:
        with Watch(api) as watch:
            began = time.monotonic()
            size, lines = api.export(name)
        _told(name, watch, seconds=round(time.monotonic() - began), megabytes=size >> 20)
        assert name not in heads or lines == count + heads[name]
        assert watch.growth < GROWTH[name]

    with Watch(api) as watch, ThreadPoolExecutor(len(FORMATS)) as pool:
        began = time.monotonic()
        sizes = [size for size, _ in pool.map(api.export, FORMATS)]
    _told("all at once", watch, seconds=round(time.monotonic() - began), megabytes=sum(sizes) >> 20)
    assert watch.growth < sum(GROWTH.values()) // 2
