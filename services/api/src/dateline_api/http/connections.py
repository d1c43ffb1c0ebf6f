"""Connections, of which there are only so many, and which do not wait for ever for a request.

uvicorn answers 503 beyond its limit, but keeps on accepting: half-sent requests then use up all files that the process
may open, and asyncio logs a line for every connection that it cannot accept. It also answers in plain text what never
comes to the app; here these are problems like all others.
"""

import asyncio
import resource
import uuid
from typing import Any, cast

import h11
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from dateline_api.http.problems import answer
from dateline_api.http.request_log import HEADER, RequestLog

MAX_CONNECTIONS = 4096  # where each has two buffers of 64 kB at most; more callers need more processes
HEAD_TIME = 20.0  # seconds for the head of a request; what Apache's mod_reqtimeout gives one that is not growing

log = structlog.get_logger(__name__)


def connection_limit(files: int) -> int:
    """Connections beyond which requests get 503: half of the files that the process may open, so that the database is always reached."""
    return MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, files // 2)


def raise_limit() -> None:
    """Let this process open as many files as all its connections need, as far as the system lets it; many start a process with 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * MAX_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed if hard == resource.RLIM_INFINITY else min(needed, hard), hard))


async def _full(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Connection": "close", "Retry-After": "5"}
    await answer(scope, "too-many-connections", "the server holds as many connections as it may", headers=headers)(scope, receive, send)


class Connection(H11Protocol):
    """One connection: closed at once when it is far beyond the limit, and when the head of a request takes too long.

    Its requests find an event `gone` in their state, set when it was lost; ASGI tells of that only to who reads the body on. They
    find the `transport`, too, to cut a client off who does not read.
    """

    head_time = HEAD_TIME
    _awaited: asyncio.TimerHandle | None = None
    _gone: asyncio.Event

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._limit, self.limit_concurrency = self.limit_concurrency, None  # uvicorn's own answer is plain text
        self._inner, self.app = cast(ASGIApp, self.app), self._answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_full = self._limit is not None and max(len(self.connections), len(self.tasks) - 1) >= self._limit
        await (RequestLog(_full) if is_full else self._inner)(scope, receive, send)

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._gone = asyncio.Event()
        self.app_state = {**self.app_state, "gone": self._gone, "transport": transport}
        if self._limit is not None and len(self.connections) > self._limit * 5 // 4:
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

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read; when an answer is under way, cutting it off is all that is left."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            request_id = uuid.uuid4().hex
            refusal = answer({"state": {"request_id": request_id}}, "malformed-request", "what came is not HTTP/1.1, or its head is longer than 64 kB")
            headers = [*refusal.raw_headers, (HEADER.encode(), request_id.encode()), (b"connection", b"close")]
            for event in (h11.Response(status_code=400, headers=headers, reason=b"Bad Request"), h11.Data(data=bytes(refusal.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
            log.info("request.malformed", request_id=request_id)
        self.transport.close()

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:  # the head is whole
            self._stop_waiting()
        elif self._awaited is None:
            self._awaited = self.loop.call_later(self.head_time, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None
