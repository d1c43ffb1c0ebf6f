"""What is kept of callers does not grow with them."""

import asyncio

from dateline_api.http.rates import Rates
from limits import parse


def test_callers_who_went_away_are_forgotten() -> None:
    async def come_and_go() -> int:
        rates = Rates(parse("5/second"))
        for n in range(1000):
            await rates.spend(f"{n}")
        counted = rates._counter.storage
        while True:
            await rates.spend("last")
            await asyncio.sleep(0.3)
            if len(counted.storage) < 5:
                return len(counted.storage) + len(counted.expirations) + len(counted.locks)

    assert asyncio.run(asyncio.wait_for(come_and_go(), 20)) < 15
