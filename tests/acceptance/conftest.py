"""The whole system as a person runs it: `dateline up` in a process of its own, HTTP from outside."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from dateline.engines.port import free_port

START_WITHIN = timedelta(minutes=3)
READ_WITHIN = timedelta(minutes=2)


@dataclass
class Running:
    """A running `dateline up` and a client with its key."""

    process: subprocess.Popen[str]
    http: httpx2.Client
    said: str

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def post(self, article: dict[str, Any]) -> dict[str, Any]:
        answer = self.http.post("/v1/articles", json=article)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        ends_at = time.monotonic() + READ_WITHIN.total_seconds()
        while not holds():
            assert time.monotonic() < ends_at, "it did not come to pass in time"
            time.sleep(0.2)

    def wait_done(self, ids: list[str]) -> None:
        self.wait_until(lambda: all(self.http.get(f"/v1/articles/{each}").json()["state"] not in ("waiting", "working") for each in ids))

    def changes(self) -> list[dict[str, Any]]:
        found, cursor = [], None
        while True:
            page = self.http.get("/v1/changes", params={"limit": 200} | ({"cursor": cursor} if cursor else {})).json()
            found += page["data"]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                return found


@contextmanager
def _up(home: Path, **settings: str) -> Generator[Running]:
    """Start it, wait for the line that says it is ready, and end it hard whatever happens."""
    port = free_port("127.0.0.1")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")} | {
        "DATELINE_HOME": str(home),
        "DATELINE_NLP_PROCESSES": "1",
        **settings,
    }
    log = home.with_name(f"up-{port}.log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dateline", "up", "--port", str(port)], stdout=output, stderr=subprocess.STDOUT, env=environment, text=True
        )
    try:
        ends_at = time.monotonic() + START_WITHIN.total_seconds()
        while "Dateline is ready" not in log.read_text() or "Ctrl-C" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < ends_at, log.read_text()
            time.sleep(0.1)
        key = (home / "admin-key").read_text().split()[0]
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False) as http:
            yield Running(process, http, log.read_text())
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture(scope="session")
def up() -> Callable[..., AbstractContextManager[Running]]:
    """Starts the system in a folder, with further settings if any, and ends it hard when left."""
    return _up
