"""/v1/timeline and /v1/counts: how many events, along time and by what they have in common."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api.cursor import LogCursor, digest
from dateline_api.db.changes import LogState
from dateline_api.db.counts import count_events
from dateline_api.filter_query import EventFilterQuery
from dateline_api.http import chronicle, statistics
from dateline_api.http.answers import read_answer
from dateline_api.http.auth import needs
from dateline_api.http.chronicle import PairTimelineAnswer
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.problems import invalid
from dateline_api.http.services import Here

router = APIRouter(prefix="/v1", tags=["statistics"], dependencies=[needs("read")])


@router.get("/timeline", response_model=PairTimelineAnswer | statistics.TimelineAnswer, responses={**problems(400), **unchanged()})
async def get_timeline(request: Request, here: Here, query: Annotated[statistics.TimelineQuery, Query()]) -> Response:
    """Events by interval, without gaps, beside all events of that interval. With `pair`, the events themselves, too, in their order.

    An event counts once, where its date begins, or when it was first told of. Follow `changes_cursor` in /v1/changes with the same
    filter to hear when the numbers change.
    """
    if query.pair:
        return read_answer(request, await chronicle.pair(here, query))
    if query.cursor:
        raise invalid("belongs to `pair`: without it no events are listed", parameter="cursor")
    async with here.counting_places:
        found, interval = await chronicle.count(here, query.by_the_day(), query.wanted().at(here.clock.now()))
    return read_answer(request, statistics.shown_timeline(query, found, _cursor(query, found.state), interval=interval))


@router.get("/counts", response_model=statistics.CountsAnswer, response_model_exclude_none=True, responses={**problems(), **unchanged()})
async def get_counts(request: Request, here: Here, query: Annotated[statistics.CountsQuery, Query()]) -> Response:
    """Events by one facet or several: the most frequent values, what is left, and how many events have none.

    An event with two countries counts once in each.
    """
    by = tuple(dict.fromkeys(query.by))
    async with here.counting_places:
        found = await here.database.read(count_events, wanted=query.wanted().at(here.clock.now()), by=by, limit=query.limit)
    return read_answer(request, statistics.shown_counts(found, _cursor(query, found.state)))


def _cursor(query: EventFilterQuery, state: LogState) -> str:
    return LogCursor(state.epoch, state.last_seq, digest(query.wanted().asked())).encode()
