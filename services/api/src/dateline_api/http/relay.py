"""Reads the change log for everybody who follows it: once a tick, however many they are.

    tick ─▶ one transaction: a query for each filter that is followed ─▶ channels ─▶ long polls and streams
                                                                            ▲
    a reader who comes with an old cursor ─▶ pages of the database ─────────┘ until a channel covers its place

A reader is nothing but a place in the log. What comes after it is in the memory of its filter's channel, or it is looked
up; so who is slow or away costs no memory, and who has caught up costs no query.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import structlog
from dateline_shared.clock import Clock
from sqlalchemy.exc import SQLAlchemyError

from dateline_api.cursor import LogCursor
from dateline_api.db.changes import LogPage, LogState, News, log_position, look_up, read_news
from dateline_api.db.session import Database
from dateline_api.http.channel import Channel, Entry, Followed, Page, written
from dateline_api.http.gate import Gate
from dateline_api.http.paging import check_log
from dateline_api.http.problems import ProblemError
from dateline_api.http.ticker import Ticker

HEARTBEAT = 15.0  # seconds between two looks at a quiet log: finds what nobody notifies of, a pruned or restored log or a lost notification
LINGER = 30.0  # seconds that a channel outlives its last follower, who may only be between two polls
MAX_IDLE = 64  # channels that nobody follows just now
MAX_FILTERS = 500  # that are followed at a time: each is a query a round, of a millisecond and more, for which all others wait
WINDOW = 16 << 20  # bytes of changes in memory, for all channels together: seconds of a busy log, which is how far readers fall behind
RETRY = 1.0  # seconds

log = structlog.get_logger(__name__)


class Relay:
    """The channels of one process, and the one task that fills them. Followers hold no connection."""

    def __init__(self, database: Database, ticker: Ticker, clock: Clock, *, window: int = WINDOW, filters: int = MAX_FILTERS) -> None:
        self._database = database
        self._ticker = ticker
        self._clock = clock
        self._channels: dict[Followed, Channel] = {}
        self._gate = Gate()
        self._epoch, self._upto = "", 0  # what the channels know, each from its `since` on
        self._redactions = 0  # so often what was told had been redacted when it was read
        self._window: dict[int, bytes] = {}  # the changes in memory, by number
        self._size, self._most = 0, window
        self._filters = filters
        self._due = asyncio.Event()
        self._asked: asyncio.Future[None] | None = None  # for the end of the next round
        ticker.tell(self._due.set)

    async def run(self) -> None:
        """Fill the channels until cancelled."""
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await self._due.wait()
            except TimeoutError:
                pass
            self._due.clear()
            asked, self._asked = self._asked, None
            if not self._channels and asked is None:
                continue
            try:
                await self._round()
            except Exception as error:  # whatever it is: who follows must not wait for a task that has ended
                log.warning("log.unread", reason=str(getattr(error, "orig", error)), exc_info=not isinstance(error, SQLAlchemyError))
                if asked:
                    asked.set_exception(error)
                    asked.exception()  # whoever asked may be gone
                self._due.set()
                await asyncio.sleep(RETRY)
            else:
                if asked:
                    asked.set_result(None)

    def close(self) -> None:
        """Let all followers go."""
        for channel in self._channels.values():
            channel.let_go()

    @contextmanager
    def following(self, followed: Followed) -> Generator[Channel]:
        """The channel of what is followed, kept up as long as somebody does. Raises the problem `overloaded`."""
        channel = self._channels.get(followed)
        if channel is None or channel.is_lost:
            self._check_room()
            channel = self._channels[followed] = Channel(followed, self._gate)
        channel.followers += 1
        try:
            yield channel
        finally:
            channel.followers -= 1
            channel.left_at = asyncio.get_running_loop().time()

    async def page(self, channel: Channel, place: LogCursor | None, *, limit: int) -> Page:
        """What comes after this place, or from the oldest change on; out of memory if the channel covers it.

        Raises the problem `cursor-expired`.
        """
        if place is None:
            return await self.look_up(channel.followed, None, limit=limit)
        if not channel.covers(place):
            if not channel.is_joined and not channel.is_lost:
                await self._round_from_now()  # so that the channel knows all that is appended from now on, and the page goes up to there
            if not channel.covers(place):
                return await self.look_up(channel.followed, place, limit=limit)
        return channel.page(place.seq, limit=limit)

    async def first(self, followed: Followed, place: LogCursor | None, *, limit: int, within: float) -> Page:
        """The next page with something in it, as soon as there is one; else an empty one. Raises the problem `cursor-expired`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        with self.following(followed) as channel:
            while True:
                page = await self.page(channel, place, limit=limit)
                left = deadline - loop.time()
                if not page.is_empty or left <= 0 or channel.is_lost or self._ticker.is_closing:
                    return page
                place = page.end
                await channel.grown(place.seq, within=left)

    async def look_up(self, followed: Followed, place: LogCursor | None, *, limit: int) -> Page:
        """The same out of the database, once for all who ask for it at the same time."""
        after = place.seq if place else None

        async def read() -> tuple[LogState, Page]:
            wanted = followed.wanted.at(self._clock.now())
            found: LogPage = await self._database.read(look_up, after=after, kinds=followed.kinds, wanted=wanted, limit=limit)
            entries = [Entry(change["seq"], written(change)) for change in found.changes]
            return found.state, Page(followed, found.state.epoch, entries, found.upto, found.has_more)

        state, page = await self._ticker.shared((followed, after, limit), read)
        if place:
            check_log(place, state)
        return page

    async def begin(self, followed: Followed, place: LogCursor | None) -> LogCursor:
        """Where to begin: at this place, or without one at the end of the log. Raises the problems `cursor-expired` and `overloaded`."""
        if followed not in self._channels:
            self._check_room()

        async def read() -> LogState:
            return await self._database.read(log_position)

        state = await self._ticker.shared("end of the log", read)
        if place is None:
            return followed.cursor(state.epoch, state.last_seq)
        if place.seq > state.last_seq:  # what is shared may have been asked before the place was given elsewhere
            state = await read()
        check_log(place, state)
        return place

    def _check_room(self) -> None:
        if sum(channel.followers > 0 for channel in self._channels.values()) >= self._filters:
            raise ProblemError("overloaded", f"{self._filters} different filters are followed already", headers={"Retry-After": "30"})

    async def _round_from_now(self) -> None:
        if self._asked is None:
            self._asked = asyncio.get_running_loop().create_future()
        self._due.set()
        await asyncio.shield(self._asked)

    async def _round(self) -> None:
        """Read what is new, and hand it to the channels."""
        self._drop_idle()
        joined = [channel for channel in self._channels.values() if channel.is_joined]
        news = await self._read_news(joined)
        state = news.state
        if joined and (state.epoch != self._epoch or state.last_seq < self._upto or self._upto + 1 < state.oldest_seq):
            for channel in joined:
                self._lose(channel)
            joined = []
        if state.redactions != self._redactions:  # what was told may hold words that are gone by now: it is looked up again, if anybody wants it
            self._redactions = state.redactions
            self._forget(self._upto)
        if not joined:
            self._epoch, self._upto, self._size = state.epoch, state.last_seq, 0
            self._window.clear()
        else:
            self._take(joined, news)
        for channel in self._channels.values():
            if not channel.is_joined:
                channel.join(self._epoch, self._upto)
        if self._upto < state.last_seq:
            self._due.set()

    def _take(self, joined: list[Channel], news: News) -> None:
        fresh = {seq: written(change) for seq, change in news.changes.items()}
        self._upto = news.upto
        for channel, found in zip(joined, news.found, strict=True):
            channel.add([Entry(seq, fresh[seq]) for seq in found], upto=news.upto)
        self._window |= fresh
        self._size += sum(map(len, fresh.values()))
        self._trim()

    def _trim(self) -> None:
        """Forget the oldest changes beyond what is kept."""
        excess, oldest = self._size - self._most, None
        for seq, change in self._window.items():
            if excess <= 0:
                break
            excess, oldest = excess - len(change), seq
        if oldest is not None:
            self._forget(oldest)

    def _forget(self, upto: int) -> None:
        """Keep no change up to this one in memory."""
        while self._window and (oldest := next(iter(self._window))) <= upto:
            self._size -= len(self._window.pop(oldest))
        for channel in self._channels.values():
            channel.forget(upto)

    async def _read_news(self, joined: list[Channel]) -> News:
        after = self._upto if joined else None
        options: dict[str, Any] = {"after": after, "asked": [channel.query(self._clock.now()) for channel in joined]}
        try:
            return await self._database.read(read_news, **options)
        except SQLAlchemyError:
            await self._lose_unreadable(joined)
            raise

    async def _lose_unreadable(self, joined: list[Channel]) -> None:
        """When the database answers and yet a round fails, find the filters that are at fault, so that they harm no others."""
        await self._database.read(log_position)
        for channel in joined:
            try:
                await self._database.read(read_news, after=self._upto, asked=[channel.query(self._clock.now())])
            except SQLAlchemyError as error:
                log.error("filter.unreadable", reason=str(getattr(error, "orig", error)))
                self._lose(channel)

    def _lose(self, channel: Channel) -> None:
        self._channels.pop(channel.followed, None)
        channel.lose()

    def _drop_idle(self) -> None:
        """Drop channels that nobody has followed for a while, and the longest idle beyond MAX_IDLE."""
        now = asyncio.get_running_loop().time()
        idle = sorted((channel for channel in self._channels.values() if not channel.followers), key=lambda channel: channel.left_at)
        for n, channel in enumerate(idle):
            if len(idle) - n > MAX_IDLE or now - channel.left_at > LINGER:
                self._lose(channel)
