"""Whose keys requests bear, as it is remembered."""

import asyncio
import gc
import weakref
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dateline_api.db.keys import Holder
from dateline_api.http.holders import Holders
from dateline_shared.clock import ManualClock

NOW = datetime(2024, 3, 6, tzinfo=UTC)
OWNER = Holder(UUID(int=1), frozenset({"read"}))


class Answers:
    """A database that knows the holders of these keys, and the tasks that asked it."""

    def __init__(self, **holders: Holder) -> None:
        self._holders = holders
        self.tasks: list[weakref.ref[asyncio.Task[Any]]] = []

    async def write(self, _: Any, key: str, **__: Any) -> Holder | None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.append(weakref.ref(task))
        await asyncio.sleep(0)
        return self._holders.get(key)

    def kept(self) -> int:
        gc.collect()
        return sum(task() is not None for task in self.tasks)


def test_of_unknown_keys_nothing_is_kept_in_memory() -> None:
    async def run() -> int:
        database: Any = Answers()
        holders = Holders(database, ManualClock(NOW))
        assert [await holders.find(f"key {n}") for n in range(100)] == [None] * 100
        await asyncio.sleep(0)
        return database.kept()

    assert asyncio.run(run()) == 0


def test_of_a_stranger_who_does_not_wait_for_the_answer_nothing_is_kept_either() -> None:
    async def run() -> int:
        database: Any = Answers()
        holders = Holders(database, ManualClock(NOW))
        asking = asyncio.create_task(holders.find("a key"))
        while not database.tasks:
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        del asking
        for _ in range(3):
            await asyncio.sleep(0)
        return database.kept()

    assert asyncio.run(run()) == 0


def test_holder_is_asked_for_once_however_many_requests_come() -> None:
    async def run() -> int:
        database: Any = Answers(known=OWNER)
        holders = Holders(database, ManualClock(NOW))
        assert await asyncio.gather(*(holders.find("known") for _ in range(10))) == [OWNER] * 10
        assert await holders.find("known") == OWNER
        return len(database.tasks)

    assert asyncio.run(run()) == 1
