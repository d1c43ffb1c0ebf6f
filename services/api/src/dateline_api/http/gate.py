"""Lets those go who wait, however many one change wakes, a few in each turn of the event loop."""

import asyncio
from collections import deque
from collections.abc import Iterable

AT_ONCE = 50  # an answer to a long poll costs about 1.3 ms, so that a turn stays well under a tenth of a second


class Gate:
    """One for a process. Between two turns other requests go on, whose queries need a dozen turns each."""

    def __init__(self) -> None:
        self._leaving: deque[asyncio.Future[None]] = deque()
        self._is_open = False

    def release(self, waiting: Iterable[asyncio.Future[None]]) -> None:
        """Let these go, after all who were to go before."""
        self._leaving.extend(waiting)
        if not self._is_open:
            self._is_open = True
            self._let_some_go()

    def _let_some_go(self) -> None:
        for _ in range(min(AT_ONCE, len(self._leaving))):
            future = self._leaving.popleft()
            if not future.done():  # nor gone away meanwhile
                future.set_result(None)
        if self._leaving:
            asyncio.get_running_loop().call_soon(self._let_some_go)
        else:
            self._is_open = False
