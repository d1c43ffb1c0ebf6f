"""Posts, readings, takedowns, corrections, re-reading and expiry at once: nobody waits for ever, and nothing is lost.

All lock articles in the order of their ids before the log. Linking meets others than its own only as it goes, so that it and a post may
still wait for each other: then one of them begins anew.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from dateline_api import ids
from dateline_api.db import texts
from dateline_api.db.accept import Incoming, accept
from dateline_api.db.commands import add_command
from dateline_api.db.engine import make_engine
from dateline_api.db.faults import is_transient
from dateline_api.store import reread
from dateline_api.store.obey import apply_next
from dateline_api.store.overdue import tell_overdue
from dateline_shared.contracts.article import Article
from integration.desk import in_order
from integration.world import World
from sqlalchemy import Engine, text

ARTICLES, ORDERS = 40, 35
BOUND = 120.0  # seconds; it takes about 15, a second of it for each time that two waited for each other and one began anew
WHO = {"author": "desk", "reason": "as the die fell"}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url, pool_size=16)
    yield made
    made.dispose()


class Crowd:
    """Threads that do one thing again and again until all that was ordered is done."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.failures: list[BaseException] = []
        self.threads: list[threading.Thread] = []

    def add(self, step: Callable[[], object]) -> None:
        self.threads.append(threading.Thread(target=self._run, args=(step,), daemon=True))

    def _run(self, step: Callable[[], object]) -> None:
        while not self.over.is_set():
            try:
                step()
                self.over.wait(0.02)
            except Exception as error:
                if not is_transient(error):
                    self.failures.append(error)
                    self.over.set()

    def run(self, until: Callable[[], bool]) -> None:
        for thread in self.threads:
            thread.start()
        end = time.monotonic() + BOUND
        while not self.over.wait(0.1) and time.monotonic() < end and not until():
            pass
        self.over.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


@pytest.mark.parametrize("seed", [1])
def test_those_who_write_at_once_do_not_wait_for_each_other_for_ever(bench: Any, engine: Engine, seed: int) -> None:
    dice, world = random.Random(seed), World(random.Random(seed))
    written = list(islice(world.articles(), ARTICLES))
    copies = [Article(text=f"{each.text} {'It was said so. ' * 12}", title=each.title, url=f"https://copy.example/{n}") for n, each in enumerate(written[:8])]
    articles = [*written, *(each.model_copy(update={"url": f"https://again.example/{n}"}) for n, each in enumerate(copies)), *copies]
    posts, orders, lock = [0], [0], threading.Lock()
    crowd = Crowd()

    def post() -> None:
        with lock:
            some = dice.sample(articles, 3)
            n = posts[0] = posts[0] + 1
        some = [each.model_copy(update={"text": each.text + f" Told for the {n}th time."}) if n % 3 == 0 else each for each in some]
        with engine.begin() as connection:
            accept(connection, [Incoming(each) for each in some], now=bench.clock.now())

    def order() -> None:
        with engine.begin() as connection:
            rows = [key for (key,) in connection.execute(text("SELECT id FROM articles ORDER BY id"))]
            found = [key for (key,) in connection.execute(text("SELECT id FROM events WHERE redirect_to IS NULL AND NOT retracted ORDER BY id"))]
            if orders[0] >= ORDERS or not rows or len(found) < 2:
                return
            orders[0] += 1
            kind = ("retract", "correct", "restore", "delete", "correct", "reread", "redrive")[orders[0] % 7]
            one, other = (ids.public("evt", key) for key in dice.sample(found, 2))
            asked = {"kind": "merge_events", "event_ids": [one], "into": other, **WHO}
            payloads: dict[str, Any] = {
                "correct": {"correction_id": ids.public("cor", ids.new_id()), "correction": asked},
                "reread": {"since": "2024-01-01T00:00:00+00:00"},
                "redrive": {"all_dead": True},
            }
            add_command(connection, kind, payloads.get(kind, {"article_id": ids.public("art", dice.choice(rows))}), now=bench.clock.now())

    def read() -> None:
        bench.clock.move(timedelta(seconds=20))  # so that some leases run out
        for chunk in bench.dispatch():
            bench.answer(*(world.read(reading) for reading in chunk.readings if dice.random() < 0.9))

    recorder = bench.recorder()
    steps: list[Callable[[], object]] = [post, order, read, lambda: recorder.step(block=timedelta(milliseconds=1))]
    steps += [lambda: apply_next(engine, bench.clock), lambda: reread.step(engine, bench.clock)]

    def drop() -> None:
        with engine.begin() as connection:
            texts.drop(connection)

    def overdue() -> None:
        with engine.begin() as connection:
            tell_overdue(connection, now=bench.clock.now())

    for step in (*steps, drop, overdue):
        crowd.add(step)
    crowd.run(lambda: orders[0] == ORDERS and bench.rows("SELECT 1 FROM commands WHERE state = 'waiting'") == [])
    assert crowd.failures == []
    assert bench.rows("SELECT 1 FROM commands WHERE state = 'waiting'") == []
    in_order(bench)
    assert bench.rows("SELECT result FROM commands WHERE state = 'refused' AND kind NOT IN ('correct')") == []
    newest = dict(bench.rows("SELECT DISTINCT ON (object_id) object_id, record FROM changes WHERE kind = 'event' ORDER BY object_id, seq DESC"))
    assert newest == dict(bench.rows("SELECT id, record FROM events"))
