"""Connections, of which there are only so many, and which do not wait for ever for a request.

uvicorn answers 503 beyond its limit, but keeps on accepting: half-sent requests then use up all files that the process
may open, and asyncio logs a line for every connection that it cannot accept.
"""

import asyncio
import resource

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 4096  # where each has two buffers of 64 kB at most; more callers need more processes
HEAD_TIME = 20.0  # seconds for the head of a request; what Apache's mod_reqtimeout gives one that is not growing


def connection_limit(files: int) -> int:
    """Connections beyond which requests get 503: half of the files that the process may open, so that the database is always reached."""
    return MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, files // 2)


class Connection(H11Protocol):
    """One connection: closed at once when it is far beyond the limit, and when the head of a request takes too long.

    Its requests find an event `gone` in their state, set when it was lost. ASGI tells of that only to who reads the body on.
    """

    head_time = HEAD_TIME
    _awaited: asyncio.TimerHandle | None = None
    _gone: asyncio.Event

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._gone = asyncio.Event()
        self.app_state = {**self.app_state, "gone": self._gone}
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency * 5 // 4:
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()
        self._stop_waiting()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:  # the head is whole
            self._stop_waiting()
        elif self._awaited is None:
            self._awaited = self.loop.call_later(self.head_time, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None
