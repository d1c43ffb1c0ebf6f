"""/v1/feeds: the lists of outlets that are polled."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dateline_api.db import feeds
from dateline_api.http import resources
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import id_page, key_in_path, resume_at_id
from dateline_api.http.problems import not_found
from dateline_api.http.queries import PageQuery
from dateline_api.http.services import Here

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])


@router.post(
    "",
    status_code=201,
    dependencies=[needs("ingest")],
    response_model=resources.Feed,
    responses={200: {"model": resources.Feed, "description": "It was there already, and stays as it was"}, **problems(400, 408, 413, 415)},
    openapi_extra=documented(resources.FeedRequest),
)
async def add_feed(feed: Annotated[resources.FeedRequest, Depends(json_body(resources.FeedRequest))], here: Here) -> Response:
    """Have a feed polled, from now on."""
    row, is_new = await here.database.write(feeds.add_feed, feed.url, source=feed.source, poll_every=feed.poll_every, now=here.clock.now())
    body = _shown(row)
    return json_answer(body, status=201 if is_new else 200, headers={"Location": f"/v1/feeds/{body['id']}"})


@router.get("", dependencies=[needs("read")], response_model=resources.FeedPage, responses={**problems(400), **unchanged()})
async def list_feeds(request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """Feeds and how their polls go, those added last first."""
    rows, has_more = await here.database.read(feeds.list_feeds, before=resume_at_id(query.cursor, of="feeds"), limit=query.limit)
    body = id_page("feeds", rows, [_shown(row) for row in rows], has_more=has_more)
    return read_answer(request, body, headers=link_to_next(request, body["next_cursor"]))


@router.get("/{feed_id}", dependencies=[needs("read")], response_model=resources.Feed, responses={**problems(404), **unchanged()})
async def get_feed(feed_id: str, request: Request, here: Here) -> Response:
    """One feed and how its polls go."""
    row = await here.database.read(feeds.get_feed, key_in_path("fed", feed_id))
    if row is None:
        raise not_found(f"feed {feed_id}")
    return read_answer(request, _shown(row))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return resources.Feed.from_row(row).model_dump(mode="json")
