"""/v1/changes: the change log, by polling and by long polling."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api.http import schemas
from dateline_api.http.answers import conditional, link_to_next
from dateline_api.http.auth import needs
from dateline_api.http.channel import Followed
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.preference import Wait, applied
from dateline_api.http.queries import ChangeQuery
from dateline_api.http.services import Here

POLL_INTERVAL = {"X-Poll-Interval": "5"}  # seconds: an article takes about as long from post to event; who wants it sooner waits

router = APIRouter(prefix="/v1/changes", tags=["changes"], dependencies=[needs("read")])


@router.get("", response_model=schemas.ChangePage, responses={**problems(400, 410), **unchanged()})
async def list_changes(request: Request, here: Here, query: Annotated[ChangeQuery, Query()], wait: Wait) -> Response:
    """Changes in the order in which they became visible: each once, none left out.

    A filter tells of events that match it now or matched it before the change, so that what leaves it is heard of.
    `Prefer: wait=25` waits for the next change. Without a cursor the log is read from the oldest change that is kept.
    """
    followed = Followed(query.kinds(), query.wanted())
    place = followed.resume(query.cursor)
    if wait:
        page = await here.relay.first(followed, place, limit=query.limit, within=wait)
    else:
        page = await here.relay.look_up(followed, place, limit=query.limit)
    headers = {**POLL_INTERVAL, **applied(wait), **link_to_next(request, page.next_cursor)}
    return conditional(request, Response(page.body, headers=headers, media_type="application/json"))
