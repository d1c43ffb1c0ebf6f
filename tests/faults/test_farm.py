"""Three hundred feeds on fifty hosts, a fifth of which is broken or means harm, and a worker that is killed while it polls them."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import psutil
import pytest
from faults.farm import Farm, open_farm
from faults.farm_feeds import Feed
from faults.farm_kinds import sow
from sqlalchemy import text

pytestmark = pytest.mark.timeout(420)

HOSTS = [f"127.1.{n // 10}.{n % 10 + 1}" for n in range(50)]
GAP = 0.5  # seconds, as the fixture sets it
ENOUGH = timedelta(minutes=2)  # for each of the three rounds
MEMORY = 400 * 1024**2  # bytes of one process; a fresh one takes 120 MB, and one that keeps and reads a body of 100 MB far more
ASK_IF_CHANGED = ("mirror", "etag", "dated", "recovering", "cut", "json", "teasers")


@pytest.fixture
def farm() -> Iterator[Farm]:
    with open_farm(HOSTS) as farm:
        yield farm


@dataclass
class Round:
    """What is known of the feeds, by the system's own account."""

    stack: Any
    client: httpx2.Client
    feeds: dict[UUID, Feed]
    lost: set[UUID] = field(default_factory=set)  # whose poll went down with the worker
    memory: int = 0  # the most that one ingest process took

    def look(self) -> dict[UUID, Any]:
        """The feeds' rows; also weighs the processes."""
        with self.stack.engine.connect() as connection:
            rows = {row.id: row for row in connection.execute(text("SELECT * FROM feeds"))}
        self.lost |= {key for key, row in rows.items() if row.last_error == "the poll never reported back"}
        if worker := self.stack.supervisor.pids().get("ingest"):
            self.memory = max([self.memory, *_memory_of_children(worker)])
        return rows

    def publish(self) -> None:
        """One entry more in each good feed."""
        for feed in self.feeds.values():
            if feed.is_good:
                feed.publish()

    def refresh(self, *keys: UUID) -> None:
        """Have feeds polled again, or all that are good."""
        for path in [f"/v1/feeds/fed_{key.hex}/refresh" for key in keys] or ["/v1/feeds/refresh?tag=good"]:
            answer = self.client.post(path)
            assert answer.status_code == 202, answer.text

    def is_at_work(self) -> bool:
        """Whether the worker waits for a feed that keeps it waiting for another second at least."""
        return any(
            feed.kind.name in ("silent", "dripping") and (asked := feed.requests) and time.monotonic() - asked[-1].at < 2 for feed in self.feeds.values()
        )

    def run_until_polled(self, keys: Iterable[UUID], *, since: datetime, kill_after: int = 0) -> None:
        """Run until all of these feeds were polled.

        On the way kill the worker, while the feeds publish; those whose poll went down with it are refreshed.
        """
        wanted, killed = set(keys), [not kill_after]

        def finished() -> bool:
            rows = self.look()
            polled = {key for key in wanted if (at := rows[key].last_polled_at) and at > since}
            if not killed[0] and len(polled) >= kill_after and self.is_at_work():
                self.stack.kill("ingest")
                self.publish()
                killed[0] = True
            if astray := {key for key in wanted - polled if rows[key].last_error == "the poll never reported back" and not rows[key].lease_until}:
                self.refresh(*astray)
            return polled == wanted and killed[0]

        self.stack.run_until(finished, within=ENOUGH)

    def articles(self) -> Counter[str]:
        return Counter(name for (name,) in self.stack.rows("SELECT external_id FROM articles"))


def test_every_entry_of_the_farm_becomes_one_article_and_no_feed_harms_another(farm: Farm, door) -> None:
    stack, client = door
    began_at = datetime.now(UTC)
    feeds = {_add(client, feed): feed for feed in sow(farm)}
    good = {key: feed for key, feed in feeds.items() if feed.is_good}
    bad = {key: feed for key, feed in feeds.items() if not feed.is_good}
    assert (len(feeds), len({feed.host for feed in feeds.values()})) == (300, 50)
    run = Round(stack, client, feeds)

    run.run_until_polled(feeds, since=began_at, kill_after=100)
    assert run.lost

    run.publish()
    for _ in ("what was published", "nothing new"):
        refreshed_at = datetime.now(UTC)
        run.refresh()
        run.run_until_polled(good, since=refreshed_at)
    stack.run_until(lambda: stack.rows("SELECT count(*) FROM articles WHERE state <> 'waiting'") == [(0,)], within=ENOUGH)

    rows = run.look()
    assert run.articles() == Counter(set().union(*(feed.guids for feed in good.values())))
    assert stack.rows("SELECT DISTINCT revision FROM articles") == [(1,)]
    assert {feed.url: rows[key].last_error for key, feed in good.items() if rows[key].error_count or rows[key].state != "active"} == {}
    assert {feed.url: rows[key].last_error for key, feed in bad.items() if not re.search(feed.kind.error or "", rows[key].last_error or "")} == {}
    _assert_answers_were_heeded(run, rows)
    assert farm.shortest_gap() >= GAP
    assert farm.seen_by_canaries == []
    assert run.memory < MEMORY


def _add(client: httpx2.Client, feed: Feed) -> UUID:
    added = client.post("/v1/feeds", json={"url": feed.url, "poll_every": "PT10M", "tags": ["good" if feed.is_good else "bad"]})
    assert added.status_code == 201, added.text
    return UUID(added.json()["id"].removeprefix("fed_"))


def _assert_answers_were_heeded(run: Round, rows: dict[UUID, Any]) -> None:
    """Gone feeds are left alone, busy ones until they said, moved ones have moved, and those that can are asked for changes alone."""
    for key, feed in run.feeds.items():
        row, asked = rows[key], feed.requests
        match feed.kind.name:
            case "gone":
                assert row.state == "gone"
                assert len(asked) <= (2 if key in run.lost else 1), feed.url
                assert run.client.post(f"/v1/feeds/fed_{key.hex}/refresh").status_code == 409
            case "busy":
                assert feed.farm.rest_after(asked[-1]) >= 10, feed.url  # seconds: too much for one feed is too much for its host
            case "overloaded":
                assert row.next_at - row.last_polled_at >= timedelta(hours=1), feed.url
            case "moved" | "chain":
                assert row.url == feed.at(f"/{'moved-to' if feed.kind.name == 'moved' else 'chain-2'}/{feed.number}")
            case name if name in ASK_IF_CHANGED:
                assert asked[-1].is_conditional, feed.url
            case "teasers" | "traps":
                stories = {n: feed.story(n) for n in feed.entries if feed.kind.name == "teasers" or n in (1, 5)}
                for name, words, problem in run.stack.rows(f"SELECT external_id, text, page_error FROM articles WHERE external_id LIKE '{feed.guid(0)[:-1]}%'"):
                    n = int(name.rpartition(":")[2])
                    assert (" ".join(words.split()), problem is None) == (stories.get(n, feed.text(n)), n in stories), feed.url
            case "latin" | "utf16" | "mislabelled":
                word = "Café Société – “déjà vu”" if feed.kind.name == "latin" else "Łódź"
                assert all(word in title for (title,) in run.stack.rows(f"SELECT title FROM articles WHERE external_id LIKE '{feed.guid(0)[:-1]}%'")), feed.url


def _memory_of_children(pid: int) -> list[int]:
    try:
        return [child.memory_info().rss for child in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
