"""An export: all events of a filter, however many, read and written page by page as fast as the client takes them.

    a page of the database → the writer of the format → gzip → pieces → the client, who alone moves it on

Nothing is held between two pages but where it is: no transaction, no connection, no more than what the writer keeps.
When it cannot go on, the body is broken off without its end, so that nobody takes a part for the whole.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial

import psycopg
import structlog
from pydantic import Field
from sqlalchemy import exc
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dateline_api.cursor import LogCursor, digest
from dateline_api.db import exports
from dateline_api.db.exports import Event
from dateline_api.exports.formats import FORMATS, Format, FormatName, FormatNotInstalledError
from dateline_api.exports.table import Table
from dateline_api.exports.writer import Writer
from dateline_api.filter_query import EventFilterQuery
from dateline_api.http.auth import is_still_let_in
from dateline_api.http.problems import ProblemError, invalid
from dateline_api.http.services import Services

MAX_EXPORTS = 4  # at once: each may keep half a core busy
RETRY_AFTER = {"Retry-After": "30"}  # seconds: an export of 20,000 events takes about as long
PAGE = 500  # events a read, fewer when they are large: usually 1 MB of JSON and some 10 ms of the database
PIECE = 64 * 1024  # bytes handed on at once; the connection takes no more while it holds as many
STALL = 60.0  # seconds in which a client takes not one piece: a place is not kept for those who went away without a word
CURSOR = "Dateline-Changes-Cursor"

log = structlog.get_logger(__name__)


class ExportQuery(EventFilterQuery):
    """Which events, and in which format."""

    format: FormatName = "ndjson"
    retracted: bool = Field(False, description="with those that were retracted")
    limit: int | None = Field(None, ge=1, le=2**62, description="at most so many events; all without it")
    bom: bool = Field(False, description="`csv` alone: a byte order mark first, by which Excel knows UTF-8")


class Export:
    """One export from its first page to its last."""

    def __init__(self, here: Services, query: ExportQuery) -> None:
        self._here = here
        self.format: Format = FORMATS[query.format]
        self._writer: Writer = Table(is_marked=True) if query.bom else self.format.writer()
        self._wanted, self._with_retracted = self.format.narrow(query.wanted()).at(here.clock.now()), query.retracted
        self._left = query.limit
        self._page: list[Event] = []

    async def begin(self) -> tuple[str, int]:
        """Read the first page; returns epoch and number of the change log from before it."""
        state, self._page = await self._here.database.read(exports.first_page, self._wanted, with_retracted=self._with_retracted, limit=self._size())
        return state.epoch, state.last_seq

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body. Pages are written in a thread, so that others are answered meanwhile."""
        yield self._writer.begin()
        while self._page:
            yield await asyncio.to_thread(self._writer.write, [record for _, record in self._page])
            await self._read_on()
        yield await asyncio.to_thread(self._writer.end)

    async def _read_on(self) -> None:
        after, _ = self._page[-1]
        if self._left is not None:
            self._left -= len(self._page)
        limit, options = self._size(), {"with_retracted": self._with_retracted}
        self._page = await self._here.database.read(exports.next_page, self._wanted, after=after, limit=limit, **options) if limit else []

    def _size(self) -> int:
        return PAGE if self._left is None else min(PAGE, self._left)


async def answer_export(request: Request, here: Services, query: ExportQuery) -> Response:
    """Begin an export, and answer while it goes on. Raises what can be told before."""
    if query.bom and query.format != "csv":
        raise invalid("bom: only CSV has a byte order mark", parameter="bom")
    if request.scope["http_version"] == "1.0":
        raise ProblemError("http-version", "HTTP/1.0 cannot tell an export that broke off from a whole one: send HTTP/1.1, or have your proxy do so")
    if here.export_places.locked():
        raise ProblemError("overloaded", f"{MAX_EXPORTS} exports are under way", headers=RETRY_AFTER)
    await here.export_places.acquire()
    try:
        try:
            export = Export(here, query)
        except FormatNotInstalledError as error:
            raise ProblemError("format-not-installed", str(error)) from None
        epoch, seq = await export.begin()
        squeeze = export.format.squeezes and _takes_gzip(request)
        headers = {
            CURSOR: LogCursor(epoch, seq, digest(query.wanted().asked())).encode(),
            "Content-Disposition": f'attachment; filename="dateline-events-{here.clock.now():%Y%m%dT%H%M%SZ}.{export.format.suffix}"',
            "Content-Type": export.format.media_type,
            "Link": f'</schemas/{export.format.schema}>; rel="describedby"',
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",  # nginx would take all of it before the client takes anything
            "Vary": "Accept-Encoding",
            **({"Content-Encoding": "gzip"} if squeeze else {}),
        }
        body = export.chunks()
        return ExportAnswer(
            _squeezed(body) if squeeze else body,
            headers=headers,
            gone=getattr(request.state, "gone", asyncio.Event()),
            is_let_in=partial(is_still_let_in, request, here),
            ended=here.export_places.release,
        )
    except BaseException:
        here.export_places.release()
        raise


class ExportAnswer(Response):
    """The answer to an export that has begun. It ends without its end when the database, or the client, goes away, or the key is revoked."""

    def __init__(
        self,
        body: AsyncIterator[bytes],
        *,
        headers: Mapping[str, str],
        gone: asyncio.Event,
        is_let_in: Callable[[], Awaitable[bool]],
        ended: Callable[[], None],
        stall: float = STALL,
    ) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers(headers)
        self._chunks, self._gone, self._is_let_in, self._stall, self._ended = body, gone, is_let_in, stall, ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            why = await self._send_all(send)
            if why is None:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:  # an answer that is left without its end is cut off by the server
                log.warning("export.broken", reason=why, request_id=scope.get("state", {}).get("request_id"))
        finally:
            self._ended()

    async def _send_all(self, send: Send) -> str | None:
        """Why not all was sent, if not."""
        try:
            async for chunk in self._chunks:
                for start in range(0, len(chunk), PIECE):
                    if self._gone.is_set():  # sending would not tell
                        return "the client went away"
                    if not await self._is_let_in():  # else who reads slowly would keep his place, and be told, for days
                        return "its key was revoked"
                    async with asyncio.timeout(self._stall):
                        await send({"type": "http.response.body", "body": chunk[start : start + PIECE], "more_body": True})
        except TimeoutError:
            return f"the client took nothing for {self._stall:g} s"
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, psycopg.OperationalError) as error:
            return str(getattr(error, "orig", None) or error)
        return None


async def _squeezed(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(1, wbits=31)  # with gzip's header; the quickest level makes a ninth of JSON
    async for chunk in body:
        yield await asyncio.to_thread(packer.compress, chunk)
    yield packer.flush()


def _takes_gzip(request: Request) -> bool:
    offered = [entry.replace(" ", "").lower().partition(";q=") for entry in ",".join(request.headers.getlist("accept-encoding")).split(",")]
    return any(coding == "gzip" and (not sign or weight.strip("0.") != "") for coding, sign, weight in offered)
