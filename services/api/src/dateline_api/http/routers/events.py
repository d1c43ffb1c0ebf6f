"""/v1/events: who did what to whom, as it stands now."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api import ids
from dateline_api.db import events
from dateline_api.db.told import told_of_event
from dateline_api.http import mention_bodies, schemas
from dateline_api.http.answers import link_to_next, moved, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.event_list import EventList
from dateline_api.http.openapi import elsewhere, problems, unchanged
from dateline_api.http.paging import key_in_path, next_in_list, page, resume
from dateline_api.http.preference import Wait, applied
from dateline_api.http.problems import not_found
from dateline_api.http.queries import AsOfQuery, EventQuery, PageQuery
from dateline_api.http.services import Here, Services
from dateline_api.store.link.past import as_of

Record = dict[str, Any]

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


@router.get("/{event_id}", response_model=schemas.EventRecord, responses={**elsewhere("event"), **problems(404), **unchanged()})
async def get_event(event_id: str, request: Request, here: Here, query: Annotated[AsOfQuery, Query()]) -> Response:
    """One event, as it stands or as it was; also one that was retracted. One that was merged into another redirects there."""
    return await _answer(event_id, request, here, query, lambda record: record)


@router.get("/{event_id}/claims", response_model=mention_bodies.ClaimsAnswer, responses={**elsewhere("event"), **problems(404), **unchanged()})
async def get_event_claims(event_id: str, request: Request, here: Here, query: Annotated[AsOfQuery, Query()]) -> Response:
    """Who says what of it: the claims that stand, side by side, and those that later ones of the same speaker in the same outlet superseded."""
    return await _answer(event_id, request, here, query, mention_bodies.shown_claims)


@router.get("/{event_id}/history", response_model=mention_bodies.HistoryAnswer, responses={**elsewhere("event"), **problems(404), **unchanged()})
async def get_event_history(event_id: str, request: Request, here: Here, query: Annotated[AsOfQuery, Query()]) -> Response:
    """What became of it: the steps of its status in the order of publication, the days that it was to be on, and the numbers that were given."""
    return await _answer(event_id, request, here, query, mention_bodies.shown_history)


@router.get("/{event_id}/mentions", response_model=mention_bodies.MentionPage, responses={**elsewhere("event"), **problems(400, 404), **unchanged()})
async def list_event_mentions(event_id: str, request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """All mentions of it, the first published first, each with its article and its evidence; also those beyond what the record lists."""
    key = key_in_path("evt", event_id)
    if (redirect_to := await _redirect(event_id, here)) is not None:
        return moved(request, ids.public("evt", redirect_to))
    parameters = {"event": key.hex}
    cursor = resume(query.cursor, of="mentions", parameters=parameters)
    after = mention_bodies.place(cursor, *mention_bodies.EVENT_KEY) if cursor else None
    rows, has_more = await here.database.read(told_of_event, key, after=after, limit=query.limit)
    onward = next_in_list("mentions", parameters, mention_bodies.of_event(rows[-1])) if has_more else None
    return read_answer(request, page([mention_bodies.shown_mention(row) for row in rows], onward), headers=link_to_next(request, onward))


async def _redirect(event_id: str, here: Services) -> UUID | None:
    """The event that this one was merged into. Raises the problem `not-found`."""
    found = await here.database.read(events.get_event, key_in_path("evt", event_id))
    if found is None:
        raise not_found(f"event {event_id}")
    return found[1]


async def _answer(event_id: str, request: Request, here: Services, query: AsOfQuery, shown: Callable[[Record], Record]) -> Response:
    """What is shown of an event's record, or where the event is now. Raises the problem `not-found`."""
    key = key_in_path("evt", event_id)
    found = await here.database.read(events.get_event, key)
    if found is None:
        raise not_found(f"event {event_id}")
    record, redirect_to = found
    if redirect_to is not None:
        return moved(request, ids.public("evt", redirect_to))
    if query.as_of is not None:
        record = await here.database.read(as_of, key, query.as_of)
        if record is None:
            raise not_found(f"event {event_id} as of {query.as_of.isoformat()}: nobody had told of it yet")
    return read_answer(request, shown(record))
