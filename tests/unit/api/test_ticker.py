"""Those who wait are woken together, once, and share what they ask."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from dateline_api.http.ticker import Ticker


class Source:
    """A log that grows when it is told to."""

    def __init__(self) -> None:
        self.seqs: asyncio.Queue[int] = asyncio.Queue()

    async def __call__(self) -> AsyncGenerator[int]:
        while True:
            yield await self.seqs.get()


def run(scenario: Any) -> Any:
    async def main() -> Any:
        source = Source()
        ticker = Ticker(source)
        listening = asyncio.create_task(ticker.run())
        try:
            return await asyncio.wait_for(scenario(ticker, source), 10)
        finally:
            listening.cancel()

    return asyncio.run(main())


def test_many_waiters_ask_once_each_tick() -> None:
    async def scenario(ticker: Ticker, source: Source) -> tuple[list[Any], int]:
        seq, reads, asked = 0, 0, asyncio.Event()

        async def query() -> int:
            nonlocal reads
            reads += 1
            found = seq
            await asyncio.sleep(0)
            asked.set()
            return found

        async def read() -> int | None:
            return await ticker.shared("key", query) or None

        waiting = [asyncio.create_task(ticker.first(read, within=5)) for _ in range(100)]
        await asked.wait()
        seq = 7
        source.seqs.put_nowait(7)
        return await asyncio.gather(*waiting), reads

    assert run(scenario) == ([7] * 100, 2)


def test_read_that_began_before_the_tick_is_not_shared_after_it() -> None:
    async def scenario(ticker: Ticker, source: Source) -> tuple[int, int]:
        seq, looks, gate, begun = 0, 0, asyncio.Event(), asyncio.Event()

        async def slow() -> int:
            found = seq
            begun.set()
            await gate.wait()
            return found

        async def quick() -> int:
            return seq

        async def second_look() -> bool | None:
            nonlocal looks
            looks += 1
            return looks == 2 or None

        early = asyncio.create_task(ticker.shared("key", slow))
        await begun.wait()
        seq = 3
        source.seqs.put_nowait(3)
        await ticker.first(second_look, within=5)
        late = await ticker.shared("key", quick)
        gate.set()
        return await early, late

    assert run(scenario) == (0, 3)


def test_waiting_in_vain_ends_in_time_with_a_last_look() -> None:
    async def scenario(ticker: Ticker, source: Source) -> tuple[Any, int]:
        looks = 0

        async def read() -> None:
            nonlocal looks
            looks += 1

        return await ticker.first(read, within=0.05), looks

    assert run(scenario) == (None, 2)


def test_listening_goes_on_after_whatever_went_wrong() -> None:
    lives = 0

    async def newest_seqs() -> AsyncGenerator[int]:
        nonlocal lives
        lives += 1
        if lives == 1:
            raise ValueError("somebody's own NOTIFY, which names no number")
        yield 1
        await asyncio.Event().wait()

    async def heard() -> None:
        ticker, told = Ticker(newest_seqs), asyncio.Event()
        ticker.tell(told.set)
        listening = asyncio.create_task(ticker.run())
        await asyncio.wait({listening, asyncio.create_task(told.wait())}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert told.is_set()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    asyncio.run(heard())


def test_close_lets_everybody_go() -> None:
    async def scenario(ticker: Ticker, source: Source) -> Any:
        waiting = asyncio.create_task(ticker.first(_in_vain, within=60))
        await asyncio.sleep(0)
        ticker.close()
        return await waiting

    assert run(scenario) is None


async def _in_vain() -> None:
    return None
