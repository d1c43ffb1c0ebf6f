"""/v1/discover: which feeds a site has."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from dateline_api.db.commands import add_command
from dateline_api.db.orders import DISCOVER
from dateline_api.http import resources
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems
from dateline_api.http.preference import Wait
from dateline_api.http.routers.commands import answer_command
from dateline_api.http.services import Here

router = APIRouter(prefix="/v1/discover", tags=["feeds"])


@router.post(
    "",
    status_code=202,
    dependencies=[needs("ingest")],
    response_model=resources.Command,
    responses={200: {"model": resources.Command, "description": "With `Prefer: wait`: settled already"}, **problems(400, 408, 413, 415)},
    openapi_extra=documented(resources.DiscoverRequest),
)
async def discover_feeds(wanted: Annotated[resources.DiscoverRequest, Depends(json_body(resources.DiscoverRequest))], here: Here, wait: Wait) -> Response:
    """Look for the feeds of a site: those that the page at this address names, and those at the usual places. `Prefer: wait=20` waits for them."""
    row = await here.database.write(add_command, DISCOVER, {"url": wanted.url}, now=here.clock.now())
    return await answer_command(row, here, wait=wait)
