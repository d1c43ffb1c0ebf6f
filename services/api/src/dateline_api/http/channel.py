"""What is told of the change log to everybody with one filter: written out once, and the latest of it kept in memory."""

import asyncio
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from fastapi.sse import format_sse_event
from sqlalchemy import Select

from dateline_api.cursor import CursorError, LogCursor, digest
from dateline_api.db.changes import numbers
from dateline_api.db.event_filter import EventFilter
from dateline_api.http.gate import Gate
from dateline_api.http.paging import bad_cursor, other_filter
from dateline_api.records import ChangeKind

PIECE = 64 * 1024  # bytes of a stream that are sent at once; uvicorn waits for the client beyond as many

NEVER = float("inf")


def written(change: Mapping[str, Any]) -> bytes:
    """A change as JSON, in one line."""
    return orjson.dumps(change, option=orjson.OPT_UTC_Z)


class Entry(NamedTuple):
    """A change as it goes out."""

    seq: int
    json: bytes


@dataclass(frozen=True)
class Followed:
    """What a reader of the log would hear of: kinds of change, and a filter of events."""

    kinds: tuple[ChangeKind, ...]
    wanted: EventFilter

    @cached_property
    def _names(self) -> tuple[str, str]:
        return digest(self.wanted.asked()), ",".join(self.kinds) or "all"

    def cursor(self, epoch: str, seq: int) -> LogCursor:
        """The place after a change, for readers who follow just this."""
        return LogCursor(epoch, seq, *self._names)

    def resume(self, text: str | None) -> LogCursor | None:
        """The place that a cursor names. Raises the problems `bad-cursor` and `cursor-of-another-filter`."""
        if text is None:
            return None
        try:
            cursor = LogCursor.decode(text)
        except CursorError as error:
            raise bad_cursor(error) from None
        mine = self.cursor(cursor.epoch, cursor.seq)
        if cursor.filter != mine.filter or cursor.kinds not in (None, mine.kinds):
            raise other_filter()
        return mine

    def query(self, now: datetime) -> Select[int]:
        """The query for the numbers of what is followed."""
        return numbers(self.kinds, self.wanted.at(now))


@dataclass(frozen=True)
class Page:
    """A part of what is followed; readers at the same place are given the same page, which is written out for the first of them."""

    followed: Followed
    epoch: str
    entries: Sequence[Entry]
    upto: int  # everything up to here was looked at
    has_more: bool

    @property
    def end(self) -> LogCursor:
        """Where to go on."""
        return self.followed.cursor(self.epoch, self.upto)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it, nor just behind it."""
        return not self.entries and not self.has_more

    @cached_property
    def next_cursor(self) -> str:
        """Where to go on, as readers are told."""
        return self.end.encode()

    @cached_property
    def body(self) -> bytes:
        """The page as /v1/changes gives it."""
        rest = orjson.dumps({"next_cursor": self.next_cursor, "has_more": self.has_more})
        return b'{"data":[%b],%b' % (b",".join(entry.json for entry in self.entries), rest[1:])

    @cached_property
    def pieces(self) -> Sequence[bytes]:
        """The changes as /v1/stream gives them: messages with their cursors, in pieces of about PIECE."""
        pieces = [bytearray()]
        for seq, json in self.entries:
            if len(pieces[-1]) >= PIECE:
                pieces.append(bytearray())
            pieces[-1] += format_sse_event(data_str=json.decode(), id=self.followed.cursor(self.epoch, seq).encode())
        return [bytes(piece) for piece in pieces if piece]


@dataclass(eq=False)
class Channel:
    """The latest changes that one filter concerns, and those who wait for the next. The relay fills it."""

    followed: Followed
    gate: Gate
    epoch: str = ""
    since: float = NEVER  # every change after this one that concerns the filter is known, up to
    upto: int = 0
    followers: int = 0
    left_at: float = 0.0  # when the last follower went
    is_lost: bool = False  # the log was started anew, or this filter cannot be read: nothing more will come
    _entries: list[Entry] = field(default_factory=list)
    _pages: dict[tuple[int, int, int], Page] = field(default_factory=dict)
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)
    _query: Select[int] | None = None

    @property
    def waiting(self) -> int:
        """How many of the followers wait for something new."""
        return len(self._waiting)

    @property
    def is_joined(self) -> bool:
        """Whether it has begun to be filled."""
        return self.since < NEVER

    def covers(self, place: LogCursor) -> bool:
        """Whether all that comes after this place is known here."""
        return not self.is_lost and place.epoch == self.epoch and self.since <= place.seq <= self.upto

    def page(self, after: int, *, limit: int) -> Page:
        """What comes after a place that is covered."""
        start = bisect_right(self._entries, after, key=_seq)
        if (found := self._pages.get((start, limit, self.upto))) is None:
            kept = self._entries[start : start + limit]
            has_more = start + limit < len(self._entries)
            found = Page(self.followed, self.epoch, kept, kept[-1].seq if has_more else self.upto, has_more)
            self._pages[start, limit, self.upto] = found
        return found

    def query(self, now: datetime) -> Select[int]:
        """The query for what concerns it; made anew each time only for a time span, which ends now."""
        if self._query is None or self.followed.wanted.timespan:
            self._query = self.followed.query(now)
        return self._query

    def join(self, epoch: str, seq: int) -> None:
        """Know the log from here on."""
        self.epoch, self.since, self.upto = epoch, seq, seq

    def add(self, entries: Sequence[Entry], *, upto: int) -> None:
        """Take in what was found up to there, and wake those who wait if there was something."""
        self._entries += entries
        self._pages.clear()
        self.upto = upto
        if entries:
            self._wake()

    def forget(self, seq: int) -> None:
        """Know no longer of what is up to there."""
        if seq > self.since:
            self.since = seq
            del self._entries[: bisect_right(self._entries, seq, key=_seq)]
            self._pages.clear()

    def lose(self) -> None:
        """Nothing more will come."""
        self.is_lost = True
        self._wake()

    def let_go(self) -> None:
        """Let those go who wait."""
        self._wake()

    async def grown(self, after: int, *, within: float) -> bool:
        """Wait until there is something after this change, or nothing more to wait for; false in vain."""
        if self.is_lost or after < self.since or (self._entries and self._entries[-1].seq > after):  # what was forgotten is to be looked up
            return True
        grown = asyncio.get_running_loop().create_future()
        self._waiting.add(grown)
        try:
            async with asyncio.timeout(within):
                await grown
                return True
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(grown)

    def _wake(self) -> None:
        self.gate.release(self._waiting)
        self._waiting = set()


def _seq(entry: Entry) -> int:
    return entry.seq
