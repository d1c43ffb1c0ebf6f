"""What is kept of callers does not grow with them."""

import asyncio

from dateline_api.http.rates import Rates
from limits import parse
from limits.aio.storage import MemoryStorage


def test_callers_who_went_away_are_forgotten() -> None:
    async def come_and_go() -> int:
        counts = MemoryStorage()
        rates = Rates(parse("5/second"), counts)
        for n in range(1000):
            await rates.spend(f"{n}")
        while True:
            await rates.spend("last")
            await asyncio.sleep(0.3)
            if len(counts.storage) < 5:
                return len(counts.storage) + len(counts.expirations) + len(counts.locks)

    assert asyncio.run(asyncio.wait_for(come_and_go(), 20)) < 15
