"""/v1/events: who did what to whom, as it stands now."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from dateline_api import ids
from dateline_api.cursor import LogCursor, digest
from dateline_api.db import events
from dateline_api.http import schemas
from dateline_api.http.answers import link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import check_log, key_in_path, next_in_list, one_id, page, resume
from dateline_api.http.problems import not_found
from dateline_api.http.queries import EventQuery
from dateline_api.http.services import Here

router = APIRouter(prefix="/v1/events", tags=["events"], dependencies=[needs("read")])


@router.get("", response_model=schemas.EventPage, responses={**problems(400, 410), **unchanged()})
async def list_events(request: Request, here: Here, query: Annotated[EventQuery, Query()]) -> Response:
    """Events, newest first.

    To miss nothing: read all pages, then follow `changes_cursor` in /v1/changes with the same filter, and keep the
    highest `version` of each event. All pages of a list carry the cursor that was taken before its first event was read.
    """
    wanted = query.wanted()
    parameters = {**wanted.asked(), **({"retracted": True} if query.retracted else {})}
    cursor = resume(query.cursor, of="events", parameters=parameters)
    before = one_id(cursor) if cursor else None
    rows = await here.database.read(events.list_events, wanted=wanted.at(here.clock.now()), with_retracted=query.retracted, before=before, limit=query.limit)
    start = LogCursor(*((cursor.epoch, cursor.seq) if cursor else (rows.state.epoch, rows.state.last_seq)), filter=digest(wanted.asked()))
    check_log(start, rows.state)
    onward = next_in_list("events", parameters, (rows.ids[-1].hex,), epoch=start.epoch, seq=start.seq) if rows.has_more else None
    return read_answer(request, page(list(rows.records), onward, changes_cursor=start.encode()), headers=link_to_next(request, onward))


@router.get(
    "/{event_id}",
    response_model=schemas.EventRecord,
    responses={308: {"description": "Permanent Redirect: merged into the event that Location names"}, **problems(404), **unchanged()},
)
async def get_event(event_id: str, request: Request, here: Here) -> Response:
    """One event; also one that was retracted. One that was merged into another redirects there."""
    found = await here.database.read(events.get_event, key_in_path("evt", event_id))
    if found is None:
        raise not_found(f"event {event_id}")
    record, redirect_to = found
    return read_answer(request, record) if redirect_to is None else RedirectResponse(f"/v1/events/{ids.public('evt', redirect_to)}", status_code=308)
