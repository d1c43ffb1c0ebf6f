"""One page of /v1/events, and whether it is another one than its caller has."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request
from starlette.responses import Response

from dateline_api.cursor import ListCursor, LogCursor, digest
from dateline_api.db.changes import LogState, log_position
from dateline_api.db.events import EventRows, list_events
from dateline_api.http.answers import has_tag, link_to_next, read_answer, tag_of
from dateline_api.http.paging import next_in_list, one_id, page, resume, start_of
from dateline_api.http.queries import EventQuery
from dateline_api.http.services import Services

POLL_INTERVAL = {"X-Poll-Interval": "5"}  # seconds: as of /v1/changes


@dataclass(frozen=True, slots=True)
class EventList:
    """Answers one request for a page, as often as it is asked again while its caller waits."""

    request: Request
    here: Services
    query: EventQuery
    parameters: dict[str, Any]
    cursor: ListCursor | None
    headers: dict[str, str]

    @classmethod
    def of(cls, request: Request, here: Services, query: EventQuery, headers: dict[str, str]) -> "EventList":
        """Raises the problems `bad-cursor` and `cursor-of-another-filter`."""
        parameters = {**query.wanted().asked(), **({"retracted": True} if query.retracted else {})}
        return cls(request, here, query, parameters, resume(query.cursor, of="events", parameters=parameters), POLL_INTERVAL | headers)

    async def answer(self) -> Response:
        """The page, or 304 if the caller has it. Raises the problem `cursor-expired`."""
        before = one_id(self.cursor) if self.cursor else None
        return await self._unchanged() or self._page(await self.here.ticker.shared(("events", *self._key(None)), lambda: self._read(before)))

    async def _unchanged(self) -> Response | None:
        """304 without a look at the events, where the log stands and this page is remembered."""
        if "if-none-match" not in self.request.headers or self.query.timespan:
            return None  # what lies within a timespan changes by itself
        state = await self.here.ticker.shared("log_position", lambda: self.here.database.read(log_position))
        tag = self.here.page_tags.get(self._key(state))
        if tag is None or not has_tag(self.request, tag):
            return None
        self._start(state)
        return read_answer(self.request, None, headers=self.headers, tag=tag)

    async def _read(self, before: UUID | None) -> EventRows:
        wanted = self.query.wanted().at(self.here.clock.now())
        return await self.here.database.read(list_events, wanted=wanted, with_retracted=self.query.retracted, before=before, limit=self.query.limit)

    def _page(self, rows: EventRows) -> Response:
        start = self._start(rows.state)
        onward = next_in_list("events", self.parameters, (rows.ids[-1].hex,), epoch=start.epoch, seq=start.seq) if rows.has_more else None
        shown = {} if rows.highlights is None else {"highlights": rows.highlights}
        # The cursors move with the log. Those that the caller has serve as well, for as long as the log is kept from where it was.
        tag = tag_of(orjson.dumps([rows.state.epoch, rows.state.oldest_seq, rows.has_more, rows.records, shown]))
        self.here.page_tags.keep(self._key(rows.state), tag)
        body = page(list(rows.records), onward, changes_cursor=start.encode(), **shown)
        return read_answer(self.request, body, headers=self.headers | link_to_next(self.request, onward), tag=tag)

    def _start(self, state: LogState) -> LogCursor:
        """Where the log was before the first page of this list was read."""
        return start_of(self.cursor, state, parameters=self.query.wanted().asked())

    def _key(self, state: LogState | None) -> tuple[Hashable, ...]:
        return (digest(self.parameters), self.query.cursor, self.query.limit, state)
