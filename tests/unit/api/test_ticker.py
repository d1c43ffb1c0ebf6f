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
        state = {"seq": 0, "reads": 0}

        async def query() -> int:
            state["reads"] += 1
            await asyncio.sleep(0)
            return state["seq"]

        async def read() -> int | None:
            return await ticker.shared("key", query) or None

        waiting = [asyncio.create_task(ticker.first(read, within=5)) for _ in range(100)]
        await asyncio.sleep(0)
        state["seq"] = 7
        source.seqs.put_nowait(7)
        return await asyncio.gather(*waiting), state["reads"]

    found, reads = run(scenario)
    assert found == [7] * 100
    assert reads == 2


def test_read_that_began_before_the_tick_is_not_shared_after_it() -> None:
    async def scenario(ticker: Ticker, source: Source) -> int | None:
        state, gate, begun = {"seq": 0}, asyncio.Event(), asyncio.Event()

        async def slow() -> int:
            seq = state["seq"]
            begun.set()
            await gate.wait()
            return seq

        async def quick() -> int:
            return state["seq"]

        early = asyncio.create_task(ticker.shared("key", slow))
        await begun.wait()
        state["seq"] = 3
        ticked = asyncio.create_task(ticker.first(_in_vain, within=5))
        source.seqs.put_nowait(3)
        late = await ticker.first(lambda: _after_tick(ticker, quick), within=5)
        gate.set()
        ticker.close()
        assert (await early, await ticked) == (0, None)
        return late

    assert run(scenario) == 3


def test_waiting_in_vain_ends_in_time_with_a_last_look() -> None:
    async def scenario(ticker: Ticker, source: Source) -> tuple[Any, int]:
        looks = 0

        async def read() -> None:
            nonlocal looks
            looks += 1

        return await ticker.first(read, within=0.05), looks

    assert run(scenario) == (None, 2)


def test_close_lets_everybody_go() -> None:
    async def scenario(ticker: Ticker, source: Source) -> Any:
        waiting = asyncio.create_task(ticker.first(_in_vain, within=60))
        await asyncio.sleep(0)
        ticker.close()
        return await waiting

    assert run(scenario) is None


async def _in_vain() -> None:
    return None


async def _after_tick(ticker: Ticker, quick: Any) -> int | None:
    return await ticker.shared("key", quick) or None
