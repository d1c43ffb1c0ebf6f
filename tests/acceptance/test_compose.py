"""The whole of docker-compose.yml, built and run: one article in, its event out, three readers, nothing left behind.

Runs where a container engine answers, under a project name, port and passwords of its own, so that an installation
on the same machine is not touched. The first build takes minutes; later ones find its layers in the builder's cache.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dateline.engines.port import free_port
from dateline.steward import Steward

ROOT = Path(__file__).parents[2]
PROCESSES = {"postgres", "redis", "api", "store", "courier", "nlp", "ingest"}
READ_WITHIN = timedelta(seconds=90)  # three articles take 2 s on two idle cores; a busy machine needs more
LOG_LINES = 40

pytestmark = pytest.mark.timeout(900)  # the first build is most of it: 45 s on two idle cores with a quick package index

CALL = {
    "title": "Lehtovaara congratulates Menezes",
    "text": "Finnish President Aino Lehtovaara congratulated Portuguese Prime Minister Duarte Menezes on his election victory in a telephone call on Monday. "
    "They did not discuss the dispute over fishing rights, her office said.",
    "source": "wire.example",
    "external_id": "compose-1",
    "published_at": "2024-03-12T09:30:00Z",
    "language": "en",
}


@dataclass(frozen=True)
class Stack:
    """The containers of one test run."""

    project: str
    env_file: Path
    port: int
    key: str

    def compose(self, *words: str, within: int) -> str:
        """Run `docker compose`; what it printed. Fails the test with the containers' last lines when it fails."""
        done = self._run(words, within=within)
        if done.returncode != 0:
            logs = self._run(("logs", "--no-color", "--tail", str(LOG_LINES)), within=60).stdout
            pytest.fail(f"docker compose {' '.join(words)} ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}\n{logs}", pytrace=False)
        return done.stdout

    def fails(self, *words: str) -> str:
        """Run what must fail; what it complained of."""
        done = self._run(words, within=60)
        assert done.returncode != 0, f"docker compose {' '.join(words)} went well: {done.stdout}"
        return done.stderr

    def containers(self, *services: str) -> list[dict[str, Any]]:
        """The running containers as the engine describes them."""
        ids = self.compose("ps", "--quiet", *services, within=60).split()
        return json.loads(docker("inspect", *ids))

    def client(self) -> Steward:
        return Steward(f"http://127.0.0.1:{self.port}", self.key)

    def _run(self, words: Sequence[str], *, within: int) -> subprocess.CompletedProcess[str]:
        command = ["docker", "compose", "--project-name", self.project, "--env-file", str(self.env_file), "--file", str(ROOT / "docker-compose.yml")]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "POSTGRES_", "REDIS_", "NLP_", "COMPOSE_"))}
        environment["DATELINE_PORT"] = str(self.port)
        return subprocess.run([*command, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=within)


def docker(*words: str) -> str:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True, timeout=60).stdout


def missing_engine() -> str | None:
    """Why the stack cannot be run here, if so."""
    for words in (["docker", "info"], ["docker", "compose", "version"]):
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            return str(error)
        if done.returncode != 0:
            return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{' '.join(words)} failed"
    return None


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack, up and ready; taken down with its volumes and images whatever happens."""
    if reason := missing_engine():
        pytest.skip(f"docker-compose.yml was NOT run: no container engine answers here ({reason})")
    env_file = tmp_path_factory.mktemp("compose") / "env"
    subprocess.run([sys.executable, "deploy/env.py", str(env_file)], cwd=ROOT, env={**os.environ, "PYTHONPATH": "services/api/src"}, check=True)
    key = re.findall(r"^DATELINE_ADMIN_KEY=(.+)$", env_file.read_text(encoding="utf-8"), re.MULTILINE)[0]
    stack = Stack(project=f"dateline-test-{secrets.token_hex(4)}", env_file=env_file, port=free_port("127.0.0.1"), key=key)
    try:
        stack.compose("up", "--build", "--wait", within=720)
        yield stack
    finally:
        stack.compose("down", "--volumes", "--remove-orphans", "--timeout", "20", within=120)
        images = docker("image", "ls", "--quiet", "--filter", f"reference={stack.project}-*").split()
        if images:
            docker("image", "rm", "--force", *images)


def read(client: Steward, *articles: dict[str, Any]) -> list[str]:
    """Post articles and follow the change log until all are done; their ids."""
    cursor = client.get("/v1/events")["changes_cursor"]
    wanted = [client.post(article)["id"] for article in articles]
    waiting = set(wanted)
    ends_at = time.monotonic() + READ_WITHIN.total_seconds()
    while waiting and time.monotonic() < ends_at:
        page = client.send("GET", "/v1/changes", query={"cursor": cursor}, wait=25).body
        waiting -= {change["id"] for change in page["data"] if change["kind"] == "article" and change["record"]["state"] == "done"}
        cursor = page["next_cursor"]
    assert not waiting, [client.article(article) for article in waiting]
    return wanted


def test_posted_article_yields_its_event(stack: Stack) -> None:
    with stack.client() as client:
        [article] = read(client, CALL)
        events = list(client.events(article=article))
    supports = [event for event in events if event["type"] == "SUPPORT"]
    assert len(supports) == 1, events
    [event] = supports
    assert [(actor["name"], actor["country"]) for actor in event["actors"]] == [("Aino Lehtovaara", "FIN")]
    assert [(recipient["name"], recipient["country"]) for recipient in event["recipients"]] == [("Duarte Menezes", "PRT")]
    assert event["status"] == "happened"


def test_every_process_is_up_healthy_and_confined(stack: Stack) -> None:
    containers = stack.containers()
    assert {container["Config"]["Labels"]["com.docker.compose.service"] for container in containers} == PROCESSES
    for container in containers:
        name, host = container["Name"], container["HostConfig"]
        assert container["State"]["Health"]["Status"] == "healthy", name
        assert container["RestartCount"] == 0, name
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert host["SecurityOpt"] == ["no-new-privileges:true"], name
        assert host["Memory"] > 0, name
        processes = docker("top", container["Id"], "-eo", "uid,pid").splitlines()[1:]
        assert processes, name
        assert [process for process in processes if process.split()[0] == "0"] == [], f"{name} runs a process as root"


@pytest.mark.parametrize("service", sorted(PROCESSES))
def test_root_file_system_cannot_be_written(stack: Stack, service: str) -> None:
    assert "Read-only file system" in stack.fails("exec", "-T", service, "touch", "/probe")
    assert stack.compose("exec", "-T", service, "sh", "-c", "touch /tmp/probe && id -u", within=60).strip() != "0"


def test_only_the_api_is_published_and_on_loopback_alone(stack: Stack) -> None:
    published = {
        (container["Config"]["Labels"]["com.docker.compose.service"], inside, address["HostIp"], address["HostPort"])
        for container in stack.containers()
        for inside, addresses in container["NetworkSettings"]["Ports"].items()
        for address in addresses or ()
    }
    assert published == {("api", "8400/tcp", "127.0.0.1", str(stack.port))}


@pytest.mark.parametrize(("service", "reaches"), [("store", True), ("courier", True), ("nlp", False), ("ingest", False)])
def test_only_those_who_need_the_database_can_reach_it(stack: Stack, service: str, reaches: bool) -> None:
    words = ("exec", "-T", service, "python", "-c", "import socket; socket.create_connection(('postgres', 5432), 3)")
    if reaches:
        stack.compose(*words, within=60)
    else:
        assert "gaierror" in stack.fails(*words)


@pytest.mark.parametrize(
    ("service", "own", "others"),
    [("api", "dateline_api", "spacy trafilatura"), ("nlp", "dateline_nlp", "sqlalchemy trafilatura"), ("ingest", "dateline_ingest", "sqlalchemy spacy")],
)
def test_image_holds_only_its_own_service(stack: Stack, service: str, own: str, others: str) -> None:
    strangers = {"dateline", "dateline_api", "dateline_nlp", "dateline_ingest", "pytest", "ruff", "hatchling", *others.split()} - {own}
    look = f"import importlib.util as u; print(*sorted(name for name in {sorted(strangers | {own})} if u.find_spec(name)))"
    assert stack.compose("exec", "-T", service, "python", "-c", look, within=60).split() == [own]
    assert stack.fails("exec", "-T", service, "sh", "-c", "command -v cc || command -v gcc") == ""


def test_three_readers_share_the_work(stack: Stack) -> None:
    stack.compose("up", "--wait", "--no-recreate", "--scale", "nlp=3", within=180)
    readers = stack.containers("nlp")
    assert [reader["State"]["Health"]["Status"] for reader in readers] == ["healthy"] * 3
    assert len({reader["Config"]["Hostname"] for reader in readers}) == 3
    with stack.client() as client:
        articles = [{**CALL, "external_id": f"compose-3-{n}", "text": CALL["text"].replace("Monday", f"March {n}")} for n in range(1, 13)]
        assert len(read(client, *articles)) == 12


def test_articles_outlive_the_containers(stack: Stack) -> None:
    stack.compose("down", within=120)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", stack.port), 3)
    stack.compose("up", "--wait", within=180)
    with stack.client() as client:
        assert [event["type"] for event in client.events(type="SUPPORT", limit=1)] == ["SUPPORT"]
        assert client.post(CALL)["state"] == "done", "the same article again is the same article"


def test_nothing_starts_without_the_env_file(stack: Stack, tmp_path: Path) -> None:
    empty = tmp_path / "env"
    empty.touch()
    assert "run make env" in Stack(stack.project, empty, stack.port, stack.key).fails("config", "--quiet")
