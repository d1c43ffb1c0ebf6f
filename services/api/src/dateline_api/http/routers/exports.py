"""/v1/exports: all events of a filter as a file; /schemas: what is in such files."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api.exports.formats import FORMATS
from dateline_api.exports.schemas import FOLDER, SCHEMAS
from dateline_api.http.auth import needs
from dateline_api.http.exports import CURSOR, ExportQuery, answer_export
from dateline_api.http.openapi import problems
from dateline_api.http.problems import not_found
from dateline_api.http.services import Here

router = APIRouter(tags=["exports"])

_HEADERS = {
    CURSOR: {"description": "Follow it in /v1/changes with the same filter", "schema": {"type": "string"}},
    "Content-Disposition": {"description": "A name for the file", "schema": {"type": "string"}},
    "Link": {"description": "rel=describedby: what the file holds", "schema": {"type": "string"}},
}
_CONTENT = {kind.media_type.partition(";")[0]: {"schema": {"type": "string", "description": "a file"}} for kind in FORMATS.values()}


@router.get(
    "/v1/exports",
    dependencies=[needs("read")],
    response_class=Response,
    responses={200: {"description": "The events, streamed", "headers": _HEADERS, "content": _CONTENT}, **problems(501, 505)},
)
async def export_events(request: Request, here: Here, query: Annotated[ExportQuery, Query()]) -> Response:
    """All events of a filter as one file, in the order of their ids: the oldest first.

    The body is streamed. One that ends without its end, as HTTP has it, broke off and is not whole.
    To hold a complete copy: export, then follow the header Dateline-Changes-Cursor in /v1/changes with the same filter.
    """
    return await answer_export(request, here, query)


@router.get("/schemas/{name}", include_in_schema=False)
async def get_schema(name: str) -> Response:
    """What describes one format."""
    if name not in SCHEMAS:
        raise not_found(f"schema {name!r}")
    return Response((FOLDER / name).read_bytes(), media_type="application/json")
