"""The pages that the service serves need nothing from elsewhere: a real browser that may reach everything asks the service alone."""

import shutil
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from dateline_api.http.app import make_app
from dateline_api.http.problems import PROBLEM_TYPES
from dateline_api.http.server import Server
from dateline_api.settings import ApiSettings
from playwright.sync_api import Browser, sync_playwright
from pydantic import SecretStr

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
AWAY = SecretStr("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")  # these pages need no database
PAGES = ("/", "/docs", "/problems", *(f"/problems/{slug}" for slug in PROBLEM_TYPES), "/openapi.json")


@pytest.fixture
def service() -> Iterator[str]:
    """The address of a service."""
    door = socket.create_server(("127.0.0.1", 0))
    server = Server(make_app(ApiSettings(database_url=AWAY, redis_url=SecretStr("redis://127.0.0.1:1/0"))), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed here: `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def test_pages_ask_no_other_host_and_report_no_error(service: str, browser: Browser) -> None:
    page = browser.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        answer = page.goto(service + path)
        assert answer is not None
        assert answer.status == 200, path
    assert {f"http://{urlsplit(url).netloc}" for url in asked} == {service}
    assert {urlsplit(url).path for url in asked} >= {*PAGES}
    assert said == []


def test_page_for_people_leads_to_every_operation_and_problem(service: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{service}/problems")
    links = page.eval_on_selector_all("a", "links => links.map(link => link.href)")
    assert {f"{service}/problems/{slug}" for slug in PROBLEM_TYPES} <= {*links}
    page.goto(f"{service}/docs")
    assert page.title()
    outside = page.eval_on_selector_all("a", "links => links.map(link => link.origin)")
    assert {*outside} <= {service}
