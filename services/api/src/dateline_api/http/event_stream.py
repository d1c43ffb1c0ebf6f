"""Server-Sent Events (WHATWG HTML §9.2): the changes of one filter as an answer that does not end by itself.

FastAPI's own way, a generator of `ServerSentEvent`, writes each message out anew for each client, has the answer begun
before a cursor can be refused, and waits for ever for a client that does not read. So only its framing is used here.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dateline_api.cursor import LogCursor
from dateline_api.http.channel import Followed
from dateline_api.http.problems import ProblemError
from dateline_api.http.services import Services

RETRY = 3000  # milliseconds until a client connects again; what browsers wait by themselves
KEEP_ALIVE = 15.0  # seconds; what the standard advises against proxies that cut silent connections
STALL = 30.0  # seconds that a client may take for about 64 kB, until it is taken for stuck
UNHEARD = 60_000  # milliseconds that what was sent may stay unacknowledged, until the peer is taken for lost
PARTING = 1.0  # seconds for the last bytes at the end of the service
CHECK_KEY = 40.0  # seconds between two looks at the key; with KEEP_ALIVE, the longest sleep, less than a minute
BATCH = 50  # changes that are taken at once

log = structlog.get_logger(__name__)


class EventStream(Response):
    """All that comes after a place in the log, until either side ends. What a client does not read is kept by the log, not by us."""

    media_type = "text/event-stream"

    def __init__(
        self,
        here: Services,
        request: Request,
        followed: Followed,
        place: LogCursor,
        *,
        is_let_in: Callable[[], Awaitable[bool]],
        keep_alive: float = KEEP_ALIVE,
        stall: float = STALL,
        check_key: float = CHECK_KEY,
    ) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})  # nginx would hold it back
        self._here = here
        self._followed = followed
        self._place = place
        self._is_let_in = is_let_in
        self._keep_alive, self._stall, self._check_key = keep_alive, stall, check_key
        self._transport: asyncio.Transport | None = getattr(request.state, "transport", None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._notice_silence()
        telling = asyncio.create_task(self._tell(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({telling, leaving, self._here.ticker.closing()}, return_when=asyncio.FIRST_COMPLETED)
            if not leaving.done():
                await asyncio.wait({telling, leaving}, timeout=PARTING, return_when=asyncio.FIRST_COMPLETED)
            if not telling.done() and not leaving.done() and self._transport:
                self._transport.abort()  # it does not read, so it would not see the end either
                await leaving
            if telling.done():
                telling.result()
        finally:
            telling.cancel()
            leaving.cancel()
            await asyncio.gather(telling, leaving, return_exceptions=True)

    async def _tell(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})

        async def tell(piece: bytes, *, is_last: bool = False) -> None:
            async with asyncio.timeout(self._stall):
                await send({"type": "http.response.body", "body": piece, "more_body": not is_last})

        try:
            with suppress(ProblemError):  # the log was restored, or pruned up to here: whoever comes back is told
                await self._follow(tell)
            await tell(b"", is_last=True)
        except TimeoutError:
            log.info("stream.stuck")
            if self._transport:
                self._transport.abort()
        except SQLAlchemyError as error:
            log.warning("database.unavailable", reason=str(getattr(error, "orig", error)))
            await tell(b"", is_last=True)

    async def _follow(self, tell: Callable[[bytes], Awaitable[None]]) -> None:
        relay, place, told, is_quiet = self._here.relay, self._place, self._place.seq, False  # told: the last id that was sent
        loop = asyncio.get_running_loop()
        check_at = loop.time() + self._check_key
        with relay.following(self._followed) as channel:
            await tell(format_sse_event(retry=RETRY, id=place.encode()))
            while not (channel.is_lost or self._here.ticker.is_closing):
                page = await relay.page(channel, place, limit=BATCH)
                for piece in page.pieces:
                    await tell(piece)
                place = page.end
                if page.entries:
                    told = page.entries[-1].seq
                elif is_quiet or page.has_more:
                    await tell(format_sse_event(id=page.next_cursor) if place.seq > told else KEEPALIVE_COMMENT)
                    told = place.seq
                if loop.time() >= check_at:
                    check_at = loop.time() + self._check_key
                    if not await self._is_let_in():
                        return
                is_quiet = not page.has_more and not await channel.grown(place.seq, within=self._keep_alive)

    def _notice_silence(self) -> None:
        """Have the kernel close the connection to a peer that went without a word."""
        found: socket.socket | None = self._transport.get_extra_info("socket") if self._transport else None
        if found is not None and found.family in (socket.AF_INET, socket.AF_INET6):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD)


async def _left(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
