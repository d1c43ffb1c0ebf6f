"""A real browser follows the change log, over the death of the service; and so does curl."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from dateline_api.api_key import new_key
from dateline_api.db.engine import make_engine
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import text

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
APPEND = text(
    "SELECT append_changes(array_fill('story'::text, ARRAY[:n]), array_fill('created'::text, ARRAY[:n]), "
    "ARRAY(SELECT gen_random_uuid() FROM generate_series(1, :n)), array_fill(1, ARRAY[:n]), "
    """array_fill('{"id": "sty_x", "name": "Grüße"}'::jsonb, ARRAY[:n]), array_fill(NULL::jsonb, ARRAY[:n]), now())"""
)
LISTEN = """() => {
    window.seen = []; window.opened = 0;
    const source = new EventSource("/v1/stream?kind=story");
    source.onopen = () => { window.opened += 1 };
    source.onmessage = message => { window.seen.push([JSON.parse(message.data).seq, JSON.parse(message.data).record.name]) };
}"""
FETCH = """async key => {
    window.told = "";
    const answer = await fetch("/v1/stream?kind=story", {headers: {Authorization: `Bearer ${key}`}});
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    (async () => { for (;;) { const {value, done} = await reader.read(); if (done) return; window.told += value } })();
    return answer.status;
}"""


class Service:
    """The api as a process that can be killed and started again at the same address."""

    def __init__(self, database_url: str, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as door:
            self._port = door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._engine = make_engine(database_url)
        self._environment = {"DATELINE_DATABASE_URL": database_url, "DATELINE_REDIS_URL": "redis://127.0.0.1:1/0", "DATELINE_PORT": str(self._port)} | settings
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "dateline_api.http"], env=os.environ | self._environment)
        pause = threading.Event()
        for _ in range(300):
            try:
                if httpx2.get(f"{self.url}/readyz", trust_env=False).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            pause.wait(0.1)
        raise AssertionError("the api does not answer")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(20)

    def end(self) -> int:
        """End it in the orderly way; returns its exit code."""
        self._process.terminate()
        return self._process.wait(8)

    def append(self, number: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(APPEND, {"n": number})

    def close(self) -> None:
        self._process.kill()
        self._process.wait(20)
        self._engine.dispose()


@pytest.fixture
def open_service(database_url: str) -> Iterator[Service]:
    """One that asks for no key."""
    service = Service(database_url, DATELINE_AUTH="off")
    yield service
    service.close()


@pytest.fixture
def key() -> str:
    return new_key()


@pytest.fixture
def service(database_url: str, key: str) -> Iterator[Service]:
    service = Service(database_url, DATELINE_ADMIN_KEY=key)
    yield service
    service.close()


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed here: `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def test_browser_misses_nothing_while_the_service_is_killed_and_comes_back(open_service: Service, page: Page) -> None:
    page.goto(f"{open_service.url}/docs")
    page.evaluate(LISTEN)
    page.wait_for_function("window.opened === 1")
    open_service.append(3)
    page.wait_for_function("window.seen.length >= 3")

    open_service.kill()
    open_service.append(4)
    open_service.start()
    page.wait_for_function("window.seen.length >= 7")
    open_service.append(1)
    page.wait_for_function("window.seen.length >= 8")

    assert open_service.end() in (0, -15)
    open_service.append(2)
    open_service.start()
    page.wait_for_function("window.seen.length >= 10")
    assert page.evaluate("window.seen") == [[seq, "Grüße"] for seq in range(1, 11)]
    assert page.evaluate("window.opened") == 3


def test_browser_reads_a_stream_with_a_key_by_fetch(service: Service, page: Page, key: str) -> None:
    page.goto(f"{service.url}/docs")
    assert page.evaluate(FETCH, key) == 200
    service.append(2)
    page.wait_for_function("window.told.split('data: ').length === 3")
    assert page.evaluate(FETCH, "dl_mistyped") == 401


def test_curl_follows_line_by_line_and_goes_on_where_it_was(service: Service, key: str) -> None:
    def curl(*more: str) -> subprocess.Popen[str]:
        command = ["curl", "--silent", "--no-buffer", "--noproxy", "*", "--max-time", "60", "--header", f"Authorization: Bearer {key}", *more]
        return subprocess.Popen([*command, f"{service.url}/v1/stream?kind=story"], stdout=subprocess.PIPE, text=True)

    def messages(program: subprocess.Popen[str], number: int) -> list[dict[str, Any]]:
        assert program.stdout
        found: list[dict[str, Any]] = []
        while len(found) < number and (line := program.stdout.readline()):
            if line.startswith("data: "):
                found.append({"seq": json.loads(line[6:])["seq"], "id": program.stdout.readline().removeprefix("id: ").strip()})
        return found

    with curl() as program:
        assert program.stdout
        assert program.stdout.readline().startswith("id: ")
        service.append(2)
        first = messages(program, 2)
        program.terminate()
    service.append(2)
    with curl("--header", f"Last-Event-ID: {first[0]['id']}") as program:
        rest = messages(program, 3)
        assert service.end() in (0, -15)
        assert program.wait(10) == 0, "the stream ends whole when the service does"
    assert ([each["seq"] for each in first], [each["seq"] for each in rest]) == ([1, 2], [2, 3, 4])
