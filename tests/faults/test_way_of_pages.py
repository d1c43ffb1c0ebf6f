"""The whole way of pages, in processes of their own: door, store, ingest worker, reader, and a web server on the loopback."""

import socket
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from dateline.service import Service
from dateline_api import ids
from dateline_api.db.tables import feeds
from dateline_shared import broker
from dateline_shared.loopback import WebServer, serving

pytestmark = pytest.mark.timeout(300)

ENOUGH = timedelta(minutes=2)
ENTRY = "<item><title>Report {n}</title><link>{link}</link><description>Adeyemi congratulated Bako.</description></item>"
PAGE = """<html><head><title>Report {name}</title>{head}</head><body><article><h1>Report {name}</h1>
<p>Adeyemi congratulated Bako on Monday, and both of them spoke to the reporters who had waited before the town hall of {name} since the morning.</p>
<p>The talks will go on in the spring, when the new council meets for the first time and elects those who will lead it for the next four years.</p>
</article></body></html>"""


@pytest.fixture
def web() -> Iterator[WebServer]:
    with serving() as server:
        yield server


@pytest.fixture
def door(stack, web: WebServer) -> Iterator[httpx2.Client]:
    """A client of the API, behind which everything runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    ingest = {"DATELINE_REDIS_URL": stack.redis_url, "DATELINE_FETCH_ALLOW": f"127.0.0.1/32:{web.port}"}
    database_url = stack.engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")
    api = {"DATELINE_REDIS_URL": stack.redis_url, "DATELINE_DATABASE_URL": database_url, "DATELINE_PORT": str(port), "DATELINE_AUTH": "off"}
    client = broker.connect(stack.redis_url)
    with httpx2.Client(base_url=url, timeout=40, trust_env=False) as http:
        stack.supervisor.start(
            Service(
                name="ingest",
                command=(sys.executable, "-m", "dateline_ingest.worker"),
                environment=ingest,
                is_ready=lambda: broker.processes_present(client, "ingest") > 0,
            ),
            Service(name="api", command=(sys.executable, "-m", "dateline_api.http"), environment=api, is_ready=lambda: _answers(http)),
        )
        yield http


def _answers(http: httpx2.Client) -> bool:
    try:
        return http.get("/readyz").status_code == 200
    except httpx2.TransportError:
        return False


def _serve_page(web: WebServer, name: str, head: str = "") -> None:
    web.serve(f"/{name}", PAGE.format(name=name, head=head).encode(), Content_Type="text/html")


def _post(door: httpx2.Client, url: str, **headers: str) -> dict[str, Any]:
    answer = door.post("/v1/articles", json={"url": url}, headers=headers)
    assert answer.status_code in (200, 202), answer.text
    return answer.json()


def test_pages_come_in_by_their_addresses_and_by_a_feed(stack, door: httpx2.Client, web: WebServer) -> None:
    asked_at: list[float] = []
    web.serve("/robots.txt", b"User-agent: *\nDisallow: /private", Content_Type="text/plain")
    for name in ("first", "moved-to", "entry-1", "entry-2"):
        _serve_page(web, name)
    _serve_page(web, "private")
    _serve_page(web, "copy", f'<link rel="canonical" href="{web.url("/first")}">')
    web.serve("/moved", status=301, Location="/moved-to")
    for name in ("entry-1", "entry-2"):
        serve = web.answers[f"/{name}"]
        web.answers[f"/{name}"] = lambda request, serve=serve: (asked_at.append(time.monotonic()), serve(request))[1]
    there = f"http://localhost:{web.port}"
    items = "".join(ENTRY.format(n=n, link=f"{there}/entry-{n}") for n in (1, 2))
    web.serve("/rss", f"<rss version='2.0'><channel><title>Reports</title>{items}</channel></rss>".encode(), Content_Type="application/rss+xml")

    first = _post(door, web.url("/first"), Prefer="wait=30")
    assert (first["state"], first["article"]["title"], [event["type"] for event in first["events"]]) == ("done", "Report first", ["SUPPORT"])

    now = datetime.now(UTC)
    with stack.engine.begin() as connection:
        connection.execute(feeds.insert().values(id=ids.new_id(), url=f"{there}/rss", host="localhost", next_at=now, created_at=now))
    posted = {name: _post(door, web.url(f"/{name}"))["id"] for name in ("moved", "missing", "private", "copy")}
    unsettled = "SELECT count(*) FROM articles WHERE state IN ('to_fetch', 'fetching', 'waiting', 'working')"
    stack.run_until(lambda: stack.rows("SELECT count(*) FROM articles") == [(7,)] and stack.rows(unsettled) == [(0,)], within=ENOUGH)

    found = {name: door.get(f"/v1/articles/{key}").json() for name, key in posted.items()}
    assert {name: article["state"] for name, article in found.items()} == {"moved": "done", "missing": "dead", "private": "dead", "copy": "duplicate"}
    assert found["copy"]["duplicate_of"] == first["id"]
    assert "404 Not Found" in found["missing"]["reasons"][0]
    assert "robots.txt" in found["private"]["reasons"][0]
    assert "/private" not in web.paths
    assert stack.rows("SELECT count(*)::int FROM articles WHERE feed_id IS NOT NULL AND state = 'done' AND text LIKE '%town hall%'") == [(2,)]
    assert asked_at[1] - asked_at[0] >= 4.9  # seconds: the gap of a host, less a blink for the clocks
