"""Back-pressure at the door: how many articles already wait, remembered for a moment."""

import asyncio
from collections.abc import Awaitable, Callable

from dateline_api.http.problems import ProblemError

REMEMBERED = 0.25  # seconds; the bounded count takes 0.3 ms, and there may be a thousand posts a second
RETRY_AFTER = 5  # seconds to tell a caller who comes too early


class Backlog:
    """Counts the waiting articles of one priority, at most to one more than the limit."""

    def __init__(self, count: Callable[[], Awaitable[int]], *, limit: int) -> None:
        self._count = count
        self._limit = limit
        self._known = 0
        self._until = 0.0
        self._counting = asyncio.Lock()

    async def is_full(self) -> bool:
        """Whether more articles wait than may."""
        async with self._counting:
            now = asyncio.get_running_loop().time()
            if now >= self._until:
                self._known, self._until = await self._count(), now + REMEMBERED
            return self._known > self._limit

    async def check(self) -> None:
        """Raises the problem `overloaded` when full."""
        if await self.is_full():
            raise self.problem()

    def add(self, amount: int) -> None:
        """Reckon with articles that were just taken in, until the next count."""
        self._known += amount

    def problem(self) -> ProblemError:
        """What a caller is told when it is full."""
        return ProblemError("overloaded", f"more than {self._limit} articles are waiting to be read", headers={"Retry-After": str(RETRY_AFTER)})
