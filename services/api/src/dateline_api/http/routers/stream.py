"""/v1/stream: the change log as Server-Sent Events."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from dateline_api.http.auth import is_still_let_in, needs
from dateline_api.http.channel import Followed
from dateline_api.http.event_stream import EventStream
from dateline_api.http.openapi import problems
from dateline_api.http.queries import StreamQuery
from dateline_api.http.services import Here

_MESSAGES: dict[int | str, dict[str, Any]] = {200: {"description": "Messages: `data` is a change as of /v1/changes, `id` the cursor after it"}}

router = APIRouter(prefix="/v1/stream", tags=["changes"], dependencies=[needs("read")])


@router.get("", status_code=200, response_class=EventStream, responses={**_MESSAGES, **problems(400, 410)})
async def stream_changes(
    request: Request,
    here: Here,
    query: Annotated[StreamQuery, Query()],
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=2000, description="the `id` of the last message, to go on after it")] = None,
) -> Response:
    """Changes as they come, each once and in order, until either side ends: Server-Sent Events.

    Filters and cursors are those of /v1/changes. Without a cursor the stream begins with the next change; its first message tells the place.
    """
    followed = Followed(query.kinds(), query.wanted())
    place = await here.relay.begin(followed, followed.resume(last_event_id or query.cursor))
    return EventStream(here, request, followed, place, is_let_in=partial(is_still_let_in, request, here))
