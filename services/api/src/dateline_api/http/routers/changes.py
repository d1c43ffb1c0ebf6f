"""/v1/changes: the change log, by polling and by long polling."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api.cursor import CursorError, LogCursor, digest
from dateline_api.db.changes import LogPage, read_changes
from dateline_api.http import schemas
from dateline_api.http.answers import link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import bad_cursor, check_log, other_filter
from dateline_api.http.preference import Wait, applied
from dateline_api.http.queries import ChangeQuery
from dateline_api.http.services import Here, Services

POLL_INTERVAL = {"X-Poll-Interval": "5"}  # seconds: an article takes about as long from post to event; who wants it sooner waits

router = APIRouter(prefix="/v1/changes", tags=["changes"], dependencies=[needs("read")])


@router.get("", response_model=schemas.ChangePage, responses={**problems(400, 410), **unchanged()})
async def list_changes(request: Request, here: Here, query: Annotated[ChangeQuery, Query()], wait: Wait) -> Response:
    """Changes in the order in which they became visible: each once, none left out.

    A filter tells of events that match it now or matched it before the change, so that what leaves it is heard of.
    `Prefer: wait=25` waits for the next change. Without a cursor the log is read from the oldest change that is kept.
    """
    found = await _read(query, here, within=wait or 0)
    upto = LogCursor(found.state.epoch, found.upto, digest(query.wanted().asked()), _kinds(query)).encode()
    body = {"data": found.changes, "next_cursor": upto, "has_more": found.has_more}
    headers = {**POLL_INTERVAL, **applied(wait), **link_to_next(request, upto)}
    return read_answer(request, body, headers=headers)


async def _read(query: ChangeQuery, here: Services, *, within: float) -> LogPage:
    """The page after the cursor; an empty one only when nothing came in time."""
    cursor, wanted, kinds = _resume(query), query.wanted(), query.kinds()
    after = cursor.seq if cursor else None
    seen: list[LogPage] = []

    async def query_once() -> LogPage:
        return await here.database.read(read_changes, after=after, kinds=kinds, wanted=wanted.at(here.clock.now()), limit=query.limit)

    async def read() -> LogPage | None:
        found = await here.ticker.shared((after, kinds, wanted, query.limit), query_once)
        if cursor:
            check_log(cursor, found.state)
        seen[:] = [found]
        return found if found.changes or found.has_more else None

    await here.ticker.first(read, within=within)
    return seen[0]


def _resume(query: ChangeQuery) -> LogCursor | None:
    if query.cursor is None:
        return None
    try:
        cursor = LogCursor.decode(query.cursor)
    except CursorError as error:
        raise bad_cursor(error) from None
    if cursor.filter != digest(query.wanted().asked()) or cursor.kinds not in (None, _kinds(query)):
        raise other_filter()
    return cursor


def _kinds(query: ChangeQuery) -> str:
    """The kinds that are followed, as a cursor names them."""
    return ",".join(query.kinds()) or "all"
