"""/v1/events: who did what to whom, as it stands now."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from dateline_api import ids
from dateline_api.db import events
from dateline_api.http import schemas
from dateline_api.http.answers import read_answer
from dateline_api.http.auth import needs
from dateline_api.http.event_list import EventList
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import key_in_path
from dateline_api.http.preference import Wait, applied
from dateline_api.http.problems import not_found
from dateline_api.http.queries import EventQuery
from dateline_api.http.services import Here

NOT_MODIFIED = 304
POLL_SECONDS = 5.0  # what lies within a timespan changes also while the log stands still

router = APIRouter(prefix="/v1/events", tags=["events"], dependencies=[needs("read")])


@router.get("", response_model=schemas.EventPage, responses={**problems(400, 410), **unchanged()})
async def list_events(request: Request, here: Here, query: Annotated[EventQuery, Query()], wait: Wait) -> Response:
    """Events, newest first.

    To miss nothing: read all pages, then follow `changes_cursor` in /v1/changes with the same filter, and keep the
    highest `version` of each event. All pages of a list carry the cursor that was taken before its first event was read.
    With If-None-Match, `Prefer: wait=25` waits until the answer is another one; in vain it is 304.
    """
    waits = wait if wait and "if-none-match" in request.headers else None
    events_now = EventList.of(request, here, query, applied(waits))
    answers: list[Response] = []

    async def read() -> Response | None:
        answers[:] = [await events_now.answer()]
        return None if answers[0].status_code == NOT_MODIFIED else answers[0]

    await here.ticker.first(read, within=waits or 0, at_least_every=POLL_SECONDS if query.timespan else None)
    return answers[0]


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
