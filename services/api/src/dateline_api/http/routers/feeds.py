"""/v1/feeds: the lists of outlets that are polled."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dateline_api.db import feeds
from dateline_api.db.feeds import AddressTakenError, NewFeed
from dateline_api.http import resources
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import key_in_path, next_in_list, one_id, page, resume
from dateline_api.http.preference import Wait, applied
from dateline_api.http.problems import ProblemError, not_found
from dateline_api.http.queries import FeedFilterQuery, FeedQuery
from dateline_api.http.services import Here, Services

LOOK_EVERY = 0.5  # seconds: a poll need not change anything that the log would tell of
Reader, Ingester = needs("read"), needs("ingest")

router = APIRouter(prefix="/v1/feeds", tags=["feeds"])


@router.post(
    "",
    status_code=201,
    dependencies=[Ingester],
    response_model=resources.Feed,
    responses={200: {"model": resources.Feed, "description": "It was there already, and stays as it was"}, **problems(400, 408, 413, 415)},
    openapi_extra=documented(resources.FeedRequest),
)
async def add_feed(feed: Annotated[resources.FeedRequest, Depends(json_body(resources.FeedRequest))], here: Here) -> Response:
    """Have a feed polled, from now on."""
    row, is_new = await here.database.write(feeds.add_feed, NewFeed(**dict(feed)), now=here.clock.now())
    return json_answer(shown(row), status=201 if is_new else 200, headers=_location(row))


@router.get("", dependencies=[Reader], response_model=resources.FeedPage, responses={**problems(400), **unchanged()})
async def list_feeds(request: Request, here: Here, query: Annotated[FeedQuery, Query()]) -> Response:
    """Feeds and how their polls go, those added last first."""
    parameters = query.model_dump(exclude={"cursor", "limit"}, exclude_none=True)
    cursor = resume(query.cursor, of="feeds", parameters=parameters)
    rows, has_more = await here.database.read(feeds.list_feeds, query.wanted(), before=one_id(cursor) if cursor else None, limit=query.limit)
    onward = next_in_list("feeds", parameters, (rows[-1]["id"].hex,)) if has_more else None
    return read_answer(request, page([shown(row) for row in rows], onward), headers=link_to_next(request, onward))


@router.post("/refresh", status_code=202, dependencies=[Ingester], response_model=resources.Refreshed, responses=problems())
async def refresh_feeds(here: Here, query: Annotated[FeedFilterQuery, Query()]) -> Response:
    """Have all active feeds, or those that a filter finds, polled as soon as their hosts may be asked."""
    refreshed = await here.database.write(feeds.refresh_feeds, query.wanted(), now=here.clock.now())
    return json_answer({"refreshed": refreshed}, status=202)


@router.get("/{feed_id}", dependencies=[Reader], response_model=resources.Feed, responses={**problems(404), **unchanged()})
async def get_feed(feed_id: str, request: Request, here: Here) -> Response:
    """One feed and how its polls go."""
    return read_answer(request, shown(await _feed(feed_id, here)))


@router.patch(
    "/{feed_id}",
    dependencies=[Ingester],
    response_model=resources.Feed,
    responses=problems(400, 404, 408, 409, 413, 415),
    openapi_extra=documented(resources.FeedChange),
)
async def change_feed(feed_id: str, change: Annotated[resources.FeedChange, Depends(json_body(resources.FeedChange))], here: Here) -> Response:
    """Set what is given, and leave the rest: pause a feed, resume one that was paused or gone, move it, fix its interval."""
    changes = {name: getattr(change, name) for name in change.model_fields_set}
    try:
        row = await here.database.write(feeds.change_feed, key_in_path("fed", feed_id), changes, now=here.clock.now())
    except AddressTakenError as error:
        raise ProblemError("conflict", str(error)) from None
    if row is None:
        raise not_found(f"feed {feed_id}")
    return json_answer(shown(row))


@router.delete("/{feed_id}", status_code=204, dependencies=[Ingester], responses=problems(404))
async def remove_feed(feed_id: str, here: Here) -> Response:
    """Poll a feed no more, and forget it. Its articles stay."""
    if not await here.database.write(feeds.remove_feed, key_in_path("fed", feed_id)):
        raise not_found(f"feed {feed_id}")
    return Response(status_code=204)


@router.post(
    "/{feed_id}/refresh",
    status_code=202,
    dependencies=[Ingester],
    response_model=resources.Feed,
    responses={200: {"model": resources.Feed, "description": "With `Prefer: wait`: polled already"}, **problems(404, 409)},
)
async def refresh_feed(feed_id: str, here: Here, wait: Wait) -> Response:
    """Have a feed polled as soon as its host may be asked, whatever went wrong before. `Prefer: wait=10` waits until it was."""
    before = await _feed(feed_id, here)
    if not await here.database.write(feeds.refresh_feed, before["id"], now=here.clock.now()):
        raise ProblemError("conflict", f"the feed is {before['state']}, and not polled; PATCH it to the state `active`")
    polled = None if wait is None else await _polled_after(before, here, within=wait)
    row = polled or await _feed(feed_id, here)
    return json_answer(shown(row), status=200 if polled else 202, headers={**_location(row), **applied(wait)})


async def _polled_after(before: dict[str, Any], here: Services, *, within: float) -> dict[str, Any] | None:
    async def read() -> dict[str, Any] | None:
        row = await here.database.read(feeds.get_feed, before["id"])
        return row if row and row["last_polled_at"] != before["last_polled_at"] else None

    return await here.ticker.first(read, within=within, at_least_every=LOOK_EVERY)


async def _feed(feed_id: str, here: Services) -> dict[str, Any]:
    key: UUID = key_in_path("fed", feed_id)
    row = await here.database.read(feeds.get_feed, key)
    if row is None:
        raise not_found(f"feed {feed_id}")
    return row


def _location(row: dict[str, Any]) -> dict[str, str]:
    return {"Location": f"/v1/feeds/{resources.Feed.from_row(row).id}"}


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A feed as the outside sees it."""
    return resources.Feed.from_row(row).model_dump(mode="json")
