"""Polls through the real worker: Celery on a real Valkey, a real web server, a report on the stream of arrivals."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from dateline_shared import broker, routes, streams
from dateline_shared.contracts.arrival import ARRIVAL, Poll, PollReport
from dateline_shared.loopback import WebServer, serving

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
WITHIN = 30_000  # milliseconds; a worker starts in about two seconds


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    with serving() as server:
        yield server


class Ingest:
    """A running worker, from outside."""

    def __init__(self, url: str) -> None:
        self._app = broker.make_app(url)
        self._client = redis.Redis.from_url(url, protocol=2, socket_timeout=None)  # `block` is the only time limit
        self._read_to = "0"

    def poll(self, url: str, **known: object) -> PollReport:
        """Send one poll and wait for its report."""
        self.send(url, **known)
        return self.report()

    def send(self, url: str, **known: object) -> None:
        broker.send(self._app, routes.POLL_FEED, Poll.model_validate({"feed_id": "feed_1", "attempt": 1, "url": url, **known}))

    def kill_children(self) -> None:
        """Kill the processes of the pool, as if for want of memory."""
        [stats] = self._app.control.inspect(timeout=5, limit=1).stats().values()
        for child in stats["pool"]["processes"]:
            os.kill(child, signal.SIGKILL)

    def report(self) -> PollReport:
        """The next report on the stream."""
        answer: Any = self._client.xread({routes.ARRIVALS: self._read_to}, count=1, block=WITHIN)
        [[_, [(self._read_to, fields)]]] = answer
        report = streams.decode(ARRIVAL, fields[routes.PAYLOAD])
        assert isinstance(report, PollReport)
        return report

    def close(self) -> None:
        self._client.close()
        self._app.close()


@pytest.fixture
def ingest(broker_url: str, web_server: WebServer) -> Iterator[Ingest]:
    environment = {
        **os.environ,
        "DATELINE_REDIS_URL": broker_url,
        "DATELINE_FETCH_ALLOW": f"127.0.0.1/32:{web_server.port}",
        "DATELINE_CONTACT": "ops@example.org",
    }
    with subprocess.Popen([sys.executable, "-m", "dateline_ingest.worker"], env=environment, stderr=subprocess.DEVNULL) as process:
        running = Ingest(broker_url)
        yield running
        running.close()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def test_a_feed_is_polled_conditionally_and_brings_each_entry_once(ingest: Ingest, web_server: WebServer):
    web_server.serve("/rss", (FEEDS / "rss_20.xml").read_bytes(), zipped=True, ETag='"1"', Content_Type="application/rss+xml")

    first = ingest.poll(web_server.url("/rss"))
    known = {"etag": first.etag, "last_modified": first.last_modified, "seen": first.seen}
    unchanged = ingest.poll(web_server.url("/rss"), **known)
    web_server.serve("/rss", (FEEDS / "rss_20.xml").read_bytes().replace(b"Storm closes airport", b"Storm closes two airports"), ETag='"2"')
    changed = ingest.poll(web_server.url("/rss"), **known)

    assert (first.outcome, first.http_status, first.etag, len(first.entries)) == ("ok", 200, '"1"', 2)
    assert (unchanged.outcome, unchanged.http_status, unchanged.entries, unchanged.etag) == ("not_modified", 304, (), '"1"')
    assert (changed.outcome, changed.etag, [entry.article.title for entry in changed.entries]) == ("ok", '"2"', ["Storm closes two airports"])
    assert web_server.requests[0][1]["User-Agent"].endswith("(+ops@example.org)")


def test_each_feed_in_trouble_is_told_apart(ingest: Ingest, web_server: WebServer):
    web_server.serve("/gone", status=410)
    web_server.serve("/busy", status=429, Retry_After="90")
    web_server.serve("/page", b"<html><body>News</body></html>", Content_Type="text/html")
    web_server.serve("/moved", status=301, Location="/broken")
    web_server.serve("/broken", (FEEDS / "broken_xml.xml").read_bytes())
    web_server.serve("/encoding", (FEEDS / "declares_utf8_is_windows_1252.xml").read_bytes())
    web_server.serve("/bomb", bytes(20_000_000), zipped=True)
    web_server.serve("/inside", status=302, Location=f"http://127.0.0.2:{web_server.port}/")

    reports = {path: ingest.poll(web_server.url(path)) for path in ("/gone", "/busy", "/missing", "/page", "/moved", "/encoding", "/bomb", "/inside")}

    assert {path: report.outcome for path, report in reports.items()} == {
        "/gone": "gone",
        "/busy": "soft_error",
        "/missing": "hard_error",
        "/page": "hard_error",
        "/moved": "ok",
        "/encoding": "ok",
        "/bomb": "hard_error",
        "/inside": "hard_error",
    }
    assert reports["/busy"].retry_after is not None
    assert reports["/busy"].retry_after.total_seconds() == 90
    assert (reports["/moved"].moved_to, reports["/moved"].malformed, len(reports["/moved"].entries)) == (web_server.url("/broken"), True, 3)
    assert reports["/encoding"].title == "Café Société"


def test_a_poll_whose_process_is_killed_is_reported_and_the_next_one_works(ingest: Ingest, web_server: WebServer):
    web_server.serve_endlessly("/hangs", b"", every=0.05, head=b"")
    web_server.serve("/rss", (FEEDS / "rss_091.xml").read_bytes())

    ingest.send(web_server.url("/hangs"), etag='"1"')
    assert web_server.asked.wait(WITHIN / 1000)
    ingest.kill_children()
    lost = ingest.report()
    after = ingest.poll(web_server.url("/rss"))

    assert (lost.outcome, lost.etag, lost.feed_id) == ("soft_error", '"1"', "feed_1")
    assert lost.reason
    assert "lost" in lost.reason
    assert (after.outcome, len(after.entries)) == ("ok", 2)


def test_a_message_of_a_newer_minor_version_is_understood(ingest: Ingest, web_server: WebServer, broker_url: str):
    web_server.serve("/rss", (FEEDS / "rss_091.xml").read_bytes())
    message = Poll(feed_id="feed_1", attempt=1, url=web_server.url("/rss")).model_dump(mode="json")
    app = broker.make_app(broker_url)

    app.send_task(routes.POLL_FEED, args=[{**message, "schema_version": "1.9", "priority": "high"}], retry=False)

    assert ingest.report().outcome == "ok"
    app.close()
