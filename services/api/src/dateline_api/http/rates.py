"""How many requests a caller may make: counted in memory by the library `limits`, told as draft-ietf-httpapi-ratelimit-headers has it.

Each api process counts for itself, so that no request waits for another machine; behind two of them a key may make up to twice as many.
"""

import math
import time

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline_api.http.problems import ProblemError


class Rates:
    """Counts requests by caller. Two numbers a caller are kept, and those of callers who went away are dropped."""

    def __init__(self, limit: RateLimitItem | None, counts: MemoryStorage) -> None:
        self._limit = limit
        self._counter = SlidingWindowCounterRateLimiter(counts)

    async def spend(self, caller: str) -> None:
        """Count a request. Raises the problem `rate-limited`, and does not count it, when there were too many."""
        if self._limit is None or await self._counter.hit(self._limit, caller):
            return
        _, until_more = await self._left(self._limit, caller)
        told = f"more than {self._limit.amount} requests in {self._limit.get_expiry()} s"
        raise ProblemError("rate-limited", told, headers={"Retry-After": str(max(1, until_more))})

    async def give_back(self, caller: str) -> None:
        """Do not count a request after all."""
        if self._limit is not None:
            await self._counter.hit(self._limit, caller, cost=-1)

    async def headers(self, caller: str) -> dict[str, str]:
        """What the caller may do, and how much of it is left for how many seconds."""
        if self._limit is None:
            return {}
        left, until_more = await self._left(self._limit, caller)
        policy = f'"default";q={self._limit.amount};w={self._limit.get_expiry()}'
        return {"RateLimit-Policy": policy, "RateLimit": f'"default";r={left};t={until_more}'}

    async def _left(self, limit: RateLimitItem, caller: str) -> tuple[int, int]:
        """Requests that are left, and the seconds until there are more."""
        reset_at, left = await self._counter.get_window_stats(limit, caller)
        return min(left, limit.amount), max(0, math.ceil(reset_at - time.time()))  # the library's clock; what was given back late is no gain


class RateHeaders:
    """ASGI middleware: tells every caller whose requests are counted how many are left. Not modified (304) costs nothing."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def telling(message: Message) -> None:
            caller = scope.get("state", {}).get("caller")
            if message["type"] == "http.response.start" and caller is not None:
                if message["status"] == 304:
                    await self._rates.give_back(caller)
                MutableHeaders(scope=message).update(await self._rates.headers(caller))
            await send(message)

        await self._app(scope, receive, telling)
