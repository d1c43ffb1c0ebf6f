"""Wakes those who wait for the change log to grow: one listening connection a process, however many wait.

Who follows the log itself waits for the relay instead, which is told of ticks and wakes only those whom a change concerns.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Hashable
from contextlib import aclosing, suppress
from typing import Any, TypeVar

import psycopg
import structlog

T = TypeVar("T")

COALESCE = 0.05  # seconds between two wakings: a busy store notifies per batch, and each waking costs a query per reader
RETRY = 1.0  # seconds until a lost connection is tried again

log = structlog.get_logger(__name__)


class Ticker:
    """Runs over a source of the log's newest number. Waiters hold no connection."""

    def __init__(self, newest_seqs: Callable[[], AsyncGenerator[int]]) -> None:
        self._newest_seqs = newest_seqs
        self._tick = asyncio.Event()
        self._generation = 0
        self._closing = False
        self._end: asyncio.Future[None] | None = None
        self._due: asyncio.TimerHandle | None = None
        self._last = 0.0
        self._reads: dict[Hashable, asyncio.Task[Any]] = {}
        self._told: list[Callable[[], None]] = []

    @property
    def is_closing(self) -> bool:
        """Whether nobody is to wait any more."""
        return self._closing

    def closing(self) -> asyncio.Future[None]:
        """Done when nobody is to wait any more."""
        if self._end is None:
            self._end = asyncio.get_running_loop().create_future()
        return self._end

    def tell(self, listener: Callable[[], None]) -> None:
        """Call this at every tick from now on."""
        self._told.append(listener)

    async def run(self) -> None:
        """Listen until cancelled, over any number of lost connections."""
        while True:
            try:
                async with aclosing(self._newest_seqs()) as seqs:
                    async for _ in seqs:
                        self._note()
            except Exception as error:  # whatever it is: who waits must not wait for a task that has ended
                log.warning("listen.lost", reason=str(error), exc_info=not isinstance(error, psycopg.Error))
            await asyncio.sleep(RETRY)

    async def first(self, read: Callable[[], Awaitable[T | None]], *, within: float, at_least_every: float | None = None) -> T | None:
        """What `read` gives as soon as it gives something: asked now, at every tick, and at the end; None in vain."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            tick = self._tick  # taken before reading, so that no growth falls between
            found = await read()
            left = deadline - loop.time()
            if found is not None or left <= 0 or self._closing:
                return found
            with suppress(TimeoutError):
                async with asyncio.timeout(left if at_least_every is None else min(left, at_least_every)):
                    await tick.wait()

    async def shared(self, key: Hashable, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `read` gives, run once for all who ask for the same at the same time: a tick wakes many with one question.

        Nobody is given a read that began before the tick that woke them.
        """
        named = (self._generation, key)
        task: asyncio.Task[T] | None = self._reads.get(named)
        if task is None:
            task = self._reads[named] = asyncio.create_task(read())
            task.add_done_callback(lambda _: self._reads.pop(named, None))
        return await asyncio.shield(task)

    def close(self) -> None:
        """Let everybody go who still waits."""
        self._closing = True
        if not (end := self.closing()).done():
            end.set_result(None)
        self._wake()

    def _note(self) -> None:
        loop = asyncio.get_running_loop()
        if self._due is None:
            self._due = loop.call_at(max(self._last + COALESCE, loop.time()), self._wake)

    def _wake(self) -> None:
        self._due, self._last = None, asyncio.get_running_loop().time()
        self._tick.set()
        self._tick = asyncio.Event()
        self._generation += 1
        for listener in self._told:
            listener()
