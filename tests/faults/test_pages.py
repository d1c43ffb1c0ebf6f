"""What design §2 promises of pages under kill -9: one that kills its reader is given up after three, and every other is read."""

import sys
from datetime import timedelta
from itertools import count, islice
from pathlib import Path

import pytest
import redis
from dateline.service import Service
from dateline_shared import broker
from dateline_shared.contracts.article import Article

pytestmark = pytest.mark.timeout(300)

WORKER = Path(__file__).with_name("fault_ingest.py")
ENOUGH = timedelta(minutes=3)


@pytest.fixture
def pages(stack):
    """The stack, with an ingest worker of two processes."""
    environment = {"DATELINE_REDIS_URL": stack.redis_url, "DATELINE_INGEST_PROCESSES": "2", "DATELINE_TASK_LIMIT": "PT4S"}
    client = broker.connect(stack.redis_url)
    stack.supervisor.start(
        Service(
            name="ingest",
            command=(sys.executable, str(WORKER)),
            environment=environment,
            is_ready=lambda: broker.processes_present(client, "ingest") > 0,
        )
    )
    stack.expected |= {"ingest"}
    return stack


def _address(n: int, path: str) -> Article:
    return Article(text="", url=f"https://host{n}.example/{path}")


def _unsettled(stack) -> int:
    return stack.rows("SELECT count(*) FROM articles WHERE state IN ('to_fetch', 'fetching', 'waiting', 'working')")[0][0]


@pytest.mark.parametrize("word", ["SEGFAULT", "KILL", "PARENT", "RAISE", "HANG"])
def test_page_that_kills_its_reader_is_dead_after_three_and_its_neighbours_are_done(pages, word: str) -> None:
    pages.accept(*(_address(n, word if n == 5 else "report") for n in range(12)), wants_page=True)
    pages.run_until(lambda: _unsettled(pages) == 0, within=ENOUGH)
    assert sorted(pages.rows("SELECT state, count(*)::int FROM articles GROUP BY state")) == [("dead", 1), ("done", 11)]
    ((charged, reasons, url),) = pages.rows("SELECT charged, reasons, url FROM articles WHERE state = 'dead'")
    assert (charged, len(reasons), url) == (3, 3, f"https://host5.example/{word}")
    assert pages.rows("SELECT count(*)::int FROM events WHERE NOT retracted") == [(11,)]


def test_every_page_is_read_though_store_worker_and_broker_are_lost_in_the_middle(pages) -> None:
    addresses = (_address(n, "report") for n in count())
    losses = [lambda: pages.kill("ingest"), lambda: pages.kill(pages.leaders()[-1]), lambda: _forget_all(pages.redis_url)]
    read = pages.lose_amid(losses, lambda amount: pages.accept(*islice(addresses, amount), wants_page=True), within=ENOUGH)
    assert pages.rows("SELECT count(*)::int, count(DISTINCT id)::int FROM events WHERE NOT retracted") == [(read, read)]
    assert pages.rows("SELECT max(charged)::int FROM articles") == [(0,)]


def _forget_all(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
