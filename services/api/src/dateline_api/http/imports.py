"""An import: articles as NDJSON of any length, taken in by batches in bounded memory, and answered meanwhile.

    body → batches of lines → the ledger → results → spool → answer
           read by one task ──────────────────────┘    └── written by another

The one does not wait for the other: most clients send everything before they read anything, and would stand still
against a server that waits for them to read. Only a full spool makes it wait. While too many articles wait for a
reader, the body is not read on, and the client is kept waiting with spaces, which mean nothing between two lines of JSON.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any

import orjson
from dateline_shared.errors import TransientError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dateline_api.http.backlog import RETRY_AFTER
from dateline_api.http.bodies import arriving, decode, understand
from dateline_api.http.formats import read_one
from dateline_api.http.intake import max_item_bytes, result, take
from dateline_api.http.ndjson import Line, batches
from dateline_api.http.posted import Posted
from dateline_api.http.preference import is_brief
from dateline_api.http.problems import ProblemError
from dateline_api.http.services import Services
from dateline_api.http.spool import Spool

MAX_IMPORTS = 16  # at once: each holds a batch or a line of the largest kind; with articles of 240 kB sixteen added 31 MB to the process
PAUSE = 0.25  # seconds between two looks at the backlog while reading is paused
KEEP_ALIVE = 5.0  # seconds without a result until a space is sent: proxies cut a silent connection after 60, and the second space shows who is gone
STALL = 60.0  # seconds that a full spool waits for a client who takes nothing out of it
LINGER = 60.0  # seconds to go on throwing away what a client still sends after an import was stopped, so that it gets to see the answer


class Import:
    """One import, from its first batch to its summary."""

    def __init__(self, here: Services, request: Request, *, priority: int, is_brief: bool, spool: Spool, stall: float = STALL) -> None:
        self.spool = spool
        self._stall = stall
        self._here = here
        self._chunks = arriving(request)
        self._batches: AsyncIterator[list[Line]] = batches(self._chunks, limit=max_item_bytes(here.settings.max_text_bytes))
        self._gone: asyncio.Event = getattr(request.state, "gone", asyncio.Event())  # the connection's
        self._backlog, self._priority, self._is_brief = here.backlog(priority), priority, is_brief
        self._counts: Counter[str] = Counter()
        self._settled = 0  # the last line that has its result

    async def begin(self) -> None:
        """Take the first batch in. Raises what makes all of the request fail."""
        first = await anext(self._batches, None)
        if first is not None:
            await self._take(first)

    async def go_on(self) -> None:
        """Take in the rest, and sum up. When it is stopped, what was committed stands, and the summary says where to go on.

        Without a summary the client is gone, or the fault is ours: the answer is cut off then.
        """
        stopped: ProblemError | None = None
        summary = b""
        try:
            async for batch in self._batches:
                await self._wait_for_room()
                await self._wait_for_client()
                await self._take(batch)
            summary = self._summary()
        except ProblemError as problem:
            stopped = problem
        except (OperationalError, InterfaceError, PoolTimeoutError, TransientError):
            stopped = ProblemError("unavailable", "the database does not answer; what was answered before is taken in")
        except ClientDisconnect:
            pass
        finally:
            self.spool.end(self._summary(stopped) if stopped else summary)
        if stopped and not self._here.ticker.is_closing:
            await self._throw_away()

    def _summary(self, stopped: ProblemError | None = None) -> bytes:
        outcomes = {name: number for name, number in self._counts.items() if name != "refused"}
        summary: dict[str, Any] = {"received": self._counts.total(), "refused": self._counts["refused"], "outcomes": outcomes}
        if stopped:
            summary |= {"stopped": stopped.body(), "next_line": self._settled + 1}
        return orjson.dumps({"summary": summary}) + b"\n"

    async def _take(self, batch: list[Line]) -> None:
        items = [(number, await self._read(line)) for number, line in batch]
        taken = iter(await take(self._here, [item for _, item in items if not isinstance(item, ProblemError)], priority=self._priority))
        counts: Counter[str] = Counter()
        told = []
        for number, item in items:
            outcome = item if isinstance(item, ProblemError) else next(taken)
            is_refused = isinstance(outcome, ProblemError)
            counts["refused" if isinstance(outcome, ProblemError) else outcome.outcome] += 1
            if is_refused or not self._is_brief:
                told.append(orjson.dumps({"line": number, **result(outcome)}) + b"\n")
        self._backlog.add(len(batch))
        try:
            self.spool.put(b"".join(told))
        except OSError as error:
            raise ProblemError("unavailable", f"there is no room for more results: {error.strerror}. Read the answer while you send") from None
        self._counts += counts
        self._settled = batch[-1][0]

    async def _read(self, line: bytes | ProblemError) -> Posted | ProblemError:
        if isinstance(line, ProblemError):
            return line
        try:
            return await understand(lambda raw: read_one(decode(raw), max_text_bytes=self._here.settings.max_text_bytes), line)
        except ProblemError as problem:
            return problem

    async def _wait_for_room(self) -> None:
        """Wait while too many articles wait for a reader, for as long as the client does."""

        async def has_room() -> bool | None:
            if self._gone.is_set():
                raise ClientDisconnect
            return not await self._backlog.is_full() or None

        has = await self._here.ticker.first(has_room, within=math.inf, at_least_every=PAUSE)
        if not has or self._here.ticker.is_closing:
            raise ProblemError("unavailable", "the server is about to end; send the rest again")

    async def _wait_for_client(self) -> None:
        """Wait until a full spool is empty. Raises the problem `content-too-large` when nobody empties it."""
        while self.spool.is_full:
            unread = self.spool.unread
            with suppress(TimeoutError):
                await self.spool.drained(within=self._stall)
            if self.spool.unread == unread:
                told = "more results than are kept wait to be read. Read the answer while you send, or send `Prefer: return=minimal`, or less at once"
                raise ProblemError("content-too-large", told)

    async def _throw_away(self) -> None:
        with suppress(TimeoutError, ProblemError, ClientDisconnect):
            async with asyncio.timeout(LINGER):
                async for _ in self._chunks:
                    pass


async def answer_import(request: Request, here: Services, *, priority: int) -> Response:
    """Begin an import, and answer while it goes on. Raises what makes all of it fail."""
    brief = is_brief(request)
    importing = Import(here, request, priority=priority, is_brief=brief, spool=Spool())
    if here.import_places.locked():
        raise ProblemError("overloaded", f"{MAX_IMPORTS} imports are under way", headers={"Retry-After": str(RETRY_AFTER)})
    await here.import_places.acquire()
    try:
        await importing.begin()
    except BaseException:
        here.import_places.release()
        raise
    return ImportAnswer(importing, headers={"Preference-Applied": "return=minimal"} if brief else {}, ended=here.import_places.release)


class ImportAnswer(Response):
    """The answer to an import that has begun, a line a result. It reads the request on, so it does not listen for the client's going."""

    media_type = "application/x-ndjson"

    def __init__(self, importing: Import, *, headers: Mapping[str, str], ended: Callable[[], None]) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"X-Accel-Buffering": "no", **headers})  # nginx would hold it back
        self._import = importing
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        spool = self._import.spool
        going_on = asyncio.create_task(self._import.go_on())
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while (piece := await spool.take(within=KEEP_ALIVE)) is not None:
                await send({"type": "http.response.body", "body": piece or b" ", "more_body": True})
            await going_on
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            going_on.cancel()
            await asyncio.gather(going_on, return_exceptions=True)
            spool.close()
            self._ended()
