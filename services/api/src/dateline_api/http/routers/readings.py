"""/v1/readings: have articles read again, see how far that is and what it changed; /v1/relink: have everything linked anew."""

import asyncio
from typing import Annotated, Any

from dateline_shared.contracts.extraction import Extraction
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dateline_api.db import readings
from dateline_api.db.commands import add_command
from dateline_api.db.orders import REREAD
from dateline_api.http import resources
from dateline_api.http.answers import link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import next_in_list, one_id, page, resume
from dateline_api.http.preference import Wait
from dateline_api.http.reading_bodies import DiffQuery, ReadingDiffPage, RelinkRequest, Rereading, RereadRequest, shown
from dateline_api.http.routers.commands import answer_command
from dateline_api.http.services import Here
from dateline_api.reading_diff import differences

Reader, Admin = needs("read"), needs("admin")

router = APIRouter(prefix="/v1", tags=["readings"])

_ANSWER: dict[str, Any] = {"status_code": 202, "response_model": resources.Command}
_DONE: dict[int | str, dict[str, Any]] = {200: {"model": resources.Command, "description": "With `Prefer: wait`: applied already"}}


@router.post("/readings", dependencies=[Admin], responses={**_DONE, **problems(400, 408, 413, 415)}, openapi_extra=documented(RereadRequest), **_ANSWER)
async def reread_articles(wanted: Annotated[RereadRequest, Depends(json_body(RereadRequest))], here: Here, wait: Wait) -> Response:
    """Have articles read again by the current pipeline, behind all that is new. The command is `working` until the last of them was read.

    Its `result` says how many that are, how many are left out and why, and how many were put in line. Events that are read as before tell no change.
    """
    row = await here.database.write(add_command, REREAD, wanted.model_dump(mode="json", exclude_none=True), now=here.clock.now())
    return await answer_command(row, here, wait=wait)


@router.get("/readings", dependencies=[Reader], response_model=Rereading, responses={**problems(), **unchanged()})
async def get_readings(request: Request, here: Here) -> Response:
    """What is being read again: how many articles are in line, and each order with how far it has come."""
    rows, in_line = await here.database.read(readings.orders_under_way)
    found = Rereading(in_line=in_line, orders=[resources.Command.from_row(row) for row in rows])
    return read_answer(request, found.model_dump(mode="json"))


@router.delete("/readings", dependencies=[Admin], responses={**_DONE, **problems()}, **_ANSWER)
async def stop_readings(here: Here, wait: Wait) -> Response:
    """End all orders to read articles again; those in line stand as they were read last."""
    return await answer_command(await here.database.write(add_command, "reread_stop", {}, now=here.clock.now()), here, wait=wait)


@router.get("/readings/diff", dependencies=[Reader], response_model=ReadingDiffPage, responses={**problems(400), **unchanged()})
async def compare_readings(request: Request, here: Here, query: Annotated[DiffQuery, Query()]) -> Response:
    """What the current pipeline found otherwise than the one before it, article by article, of those whose words both have read."""
    parameters = query.model_dump(mode="json", include={"since", "until", "source"})
    cursor = resume(query.cursor, of="readings", parameters=parameters)
    which = {"since": query.since, "until": query.until, "source": query.source}
    async with here.counting_places:
        rows, has_more = await here.database.read(readings.twice_read, **which, after=one_id(cursor) if cursor else None, limit=query.limit)
        found = await asyncio.to_thread(_compared, rows)
    onward = next_in_list("readings", parameters, (rows[-1]["id"].hex,)) if has_more else None
    return read_answer(request, page(found, onward), headers=link_to_next(request, onward))


@router.post(
    "/relink", dependencies=[Admin], responses={**_DONE, **problems(400, 408, 413, 415)}, openapi_extra=documented(RelinkRequest, required=False), **_ANSWER
)
async def relink(wanted: Annotated[RelinkRequest, Depends(json_body(RelinkRequest, required=False))], here: Here, wait: Wait) -> Response:
    """Link all articles anew, in the order of their publication. Recording waits meanwhile; what then differs is told as changes."""
    return await answer_command(await here.database.write(add_command, "relink", wanted.model_dump(), now=here.clock.now()), here, wait=wait)


def _compared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Matching takes up to some 100 ms an article with hundreds of acts."""
    both = [(row, Extraction.model_validate(row["earlier_body"]), Extraction.model_validate(row["current_body"])) for row in rows]
    return [shown(row, differences(earlier, current)) for row, earlier, current in both]
