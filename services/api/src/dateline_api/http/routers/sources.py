"""/v1/sources: the outlets, what there is of each, and what is kept and fetched of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from dateline_api.cursor import CursorError
from dateline_api.db import sources
from dateline_api.http import resources
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import bad_cursor, next_in_list, page, resume
from dateline_api.http.problems import not_found
from dateline_api.http.queries import Name, PageQuery
from dateline_api.http.services import Here
from dateline_api.outlet import MAX_SOURCE

Reader, Admin = needs("read"), needs("admin")
Outlet = Annotated[Name, Path(max_length=MAX_SOURCE, description="the name of a source, as articles have it")]

router = APIRouter(prefix="/v1/sources", tags=["sources"])


@router.get("", dependencies=[Reader], response_model=resources.SourcePage, responses={**problems(400), **unchanged()})
async def list_sources(request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """Sources by name, with counts of their articles by state, and their switches."""
    cursor = resume(query.cursor, of="sources", parameters={})
    rows, has_more = await here.database.read(sources.list_sources, after=_name(cursor.after) if cursor else "", limit=query.limit)
    onward = next_in_list("sources", {}, (rows[-1]["source"],)) if has_more else None
    return read_answer(request, page([_shown(row) for row in rows], onward), headers=link_to_next(request, onward))


@router.get("/{source}", dependencies=[Reader], response_model=resources.Source, responses={**problems(404), **unchanged()})
async def get_source(source: Outlet, request: Request, here: Here) -> Response:
    """One source."""
    row = await here.database.read(sources.get_source, source.lower())
    if row is None:
        raise not_found(f"source {source}")
    return read_answer(request, _shown(row))


@router.patch(
    "/{source}",
    dependencies=[Admin],
    response_model=resources.Source,
    responses=problems(400, 408, 413, 415),
    openapi_extra=documented(resources.SourceChange),
)
async def change_source(source: Outlet, change: Annotated[resources.SourceChange, Depends(json_body(resources.SourceChange))], here: Here) -> Response:
    """Set switches of a source, also before its first article. Texts that are no longer to be kept are dropped within seconds."""
    switches = change.model_dump(exclude_none=True)
    return json_answer(_shown(await here.database.write(sources.set_source, source.lower(), switches, now=here.clock.now())))


def _name(after: tuple[str, ...]) -> str:
    if len(after) != 1:
        raise bad_cursor(CursorError("this is not a cursor of the list of sources"))
    return after[0]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return resources.Source.from_row(row).model_dump(mode="json")
