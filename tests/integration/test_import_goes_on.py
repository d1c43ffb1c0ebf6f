"""`dateline import` is ended in every way, and started again: each article is in once, and counted once."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dateline.engines.port import free_port
from dateline_api.api_key import new_key

COUNT = 4_000  # eight requests
PATIENCE = 30.0  # seconds
Json = dict[str, Any]


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; asked a hundred times a second."""
    pause, ends_at = threading.Event(), time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends_at, "it never came true"
        pause.wait(0.01)


@dataclass
class Service:
    """The api as a process that can be killed, with room for many articles that nobody reads."""

    database_url: str
    port: int
    key: str
    bench: Any

    @contextmanager
    def running(self) -> Generator[subprocess.Popen[bytes]]:
        import httpx2

        settings = {"DATABASE_URL": self.database_url, "REDIS_URL": "redis://127.0.0.1:1/0", "PORT": str(self.port)}
        settings |= {"ADMIN_KEY": self.key, "MAX_WAITING": "100000", "LOG_LEVEL": "warning"}
        process = subprocess.Popen([sys.executable, "-m", "dateline_api.http"], env=clean({f"DATELINE_{name}": value for name, value in settings.items()}))
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False) as http:

                def answers() -> bool:
                    try:
                        return http.get("/healthz").is_success
                    except httpx2.TransportError:
                        return False

                until(answers)
            yield process
        finally:
            process.kill()
            process.wait()

    def stored(self) -> list[str]:
        return [each for (each,) in self.bench.rows("SELECT external_id FROM articles ORDER BY external_id")]


@dataclass
class Command:
    """`dateline import` of this home."""

    service: Service
    home: Path

    def start(self, *arguments: str, **pipes: Any) -> subprocess.Popen[str]:
        settings = {"DATELINE_HOME": str(self.home), "DATELINE_URL": f"http://127.0.0.1:{self.service.port}", "DATELINE_KEY": self.service.key}
        line = [sys.executable, "-m", "dateline", "import", "--json", *arguments]
        return subprocess.Popen(line, env=clean(settings | {"COLUMNS": "200"}), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **pipes)

    def start_and_wait(self, *arguments: str, **pipes: Any) -> subprocess.Popen[str]:
        """Until the first request was answered."""
        process = self.start(*arguments, **pipes)
        until(lambda: self.place() > 0 or process.poll() is not None)
        return process

    def run(self, *arguments: str, expect: int = 0) -> tuple[Json, str]:
        """What is told at the end as data and in words."""
        process = self.start(*arguments)
        said, talk = process.communicate()
        assert process.returncode == expect, talk
        return json.loads(said.splitlines()[-1]), talk

    def place(self) -> int:
        """How far the import has come, in bytes; 0 when no place is kept."""
        files = [path for path in self.home.glob("imports/*.json") if path.name.count(".rejects.") == 0]
        return json.loads(files[0].read_text())["place"]["at"] if files else 0


def clean(settings: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")} | settings


def numbered(count: int = COUNT) -> Iterator[str]:
    return (json.dumps({"text": f"Adeyemi congratulated Bako. Report {n}.", "external_id": f"r-{n:05}", "source": "wire.example"}) + "\n" for n in range(count))


@pytest.fixture
def service(bench: Any, database_url: str) -> Service:
    return Service(database_url, free_port(), new_key(), bench)


@pytest.fixture
def command(service: Service, tmp_path: Path) -> Command:
    return Command(service, tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "articles.ndjson"
    path.write_text("".join(numbered()))
    return path


def test_import_that_is_killed_again_and_again_brings_in_each_article_once(service: Service, command: Command, file: Path) -> None:
    file.write_text(file.read_text().replace('"r-00042"', '"r-00042", "titel": 1'))
    places = [0]
    with service.running():
        for _ in range(3):
            process = command.start(str(file))
            until(lambda: command.place() > places[-1])
            process.kill()
            process.communicate()
            assert process.returncode == -signal.SIGKILL
            places.append(command.place())
        account, talk = command.run(str(file), "--resume", expect=1)

    assert "going on after the first" in talk
    assert (account["read"], account["refused"], sum(account["outcomes"].values())) == (COUNT, 1, COUNT - 1)
    assert service.stored() == [f"r-{n:05}" for n in range(COUNT) if n != 42]
    assert len(Path(account["rejects"]).read_text().splitlines()) == 1
    assert command.place() == 0


def test_ctrl_c_tells_how_to_go_on(service: Service, command: Command, file: Path) -> None:
    with service.running():
        process = command.start_and_wait(str(file))
        process.send_signal(signal.SIGINT)
        said, talk = process.communicate()
        account, _ = command.run(str(file))

    assert process.returncode == 1
    assert json.loads(said)["complete"] is False
    assert "The same command goes on from there." in talk
    assert account["read"] == COUNT
    assert len(service.stored()) == COUNT


def test_service_that_is_killed_and_comes_back_is_waited_for(service: Service, command: Command, file: Path) -> None:
    with service.running() as api:
        process = command.start_and_wait(str(file))
        api.kill()
        api.wait()
    with service.running():
        said, talk = process.communicate()

    assert process.returncode == 0, talk
    assert json.loads(said)["read"] == COUNT
    assert len(service.stored()) == COUNT


def test_file_that_changed_since_begins_anew(service: Service, command: Command, file: Path) -> None:
    with service.running():
        process = command.start_and_wait(str(file))
        process.kill()
        process.communicate()
        file.write_text(file.read_text().replace("congratulated", "thanked", 1))
        account, talk = command.run(str(file))

    assert "has changed since it was interrupted" in talk
    assert account["read"] == COUNT
    assert account["outcomes"]["revised"] == 1


def test_stream_goes_on_when_it_is_piped_again_and_another_is_refused(service: Service, command: Command, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ndjson"
    other.write_text(file.read_text().replace("congratulated", "thanked", 1))
    with service.running():
        with file.open() as stream:
            process = command.start_and_wait("-", stdin=stream)
            process.kill()
            process.communicate()
        with other.open() as stream:
            refused = command.start("-", stdin=stream)
            _, refusal = refused.communicate()
        with file.open() as stream:
            resumed = command.start("-", "--resume", stdin=stream)
            said, _ = resumed.communicate()

    assert (refused.returncode, resumed.returncode) == (1, 0)
    assert "--restart" in refusal
    assert json.loads(said)["read"] == COUNT
    assert len(service.stored()) == COUNT


def test_same_import_runs_once_at_a_time(service: Service, command: Command, file: Path) -> None:
    with service.running():
        first = command.start_and_wait(str(file))
        first.send_signal(signal.SIGSTOP)
        second = command.start(str(file))
        _, refusal = second.communicate()
        first.send_signal(signal.SIGCONT)
        said, _ = first.communicate()

    assert second.returncode == 1
    assert "is being imported by another process" in refusal
    assert json.loads(said)["read"] == COUNT
