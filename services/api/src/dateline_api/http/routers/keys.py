"""/v1/keys: make, list and revoke API keys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dateline_api.api_key import new_key
from dateline_api.db import keys
from dateline_api.http import resources
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import id_page, key_in_path, resume_at_id
from dateline_api.http.problems import not_found
from dateline_api.http.queries import PageQuery
from dateline_api.http.services import Here

router = APIRouter(prefix="/v1/keys", tags=["keys"], dependencies=[needs("admin")])


@router.post("", status_code=201, response_model=resources.NewKey, responses=problems(400, 408, 413, 415), openapi_extra=documented(resources.KeyRequest))
async def make_key(wanted: Annotated[resources.KeyRequest, Depends(json_body(resources.KeyRequest))], here: Here) -> Response:
    """Make a key. It is shown in this answer and never again."""
    key = new_key()
    row = await here.database.write(keys.add_key, key, name=wanted.name, scopes=wanted.scopes, now=here.clock.now())
    return json_answer(resources.NewKey.from_row(row, key=key).model_dump(mode="json"), status=201, headers={"Cache-Control": "no-store"})


@router.get("", response_model=resources.KeyPage, responses={**problems(400), **unchanged()})
async def list_keys(request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """Keys without their secret parts, those made last first; revoked ones, too."""
    rows, has_more = await here.database.read(keys.list_keys, before=resume_at_id(query.cursor, of="keys"), limit=query.limit)
    body = id_page("keys", rows, [resources.Key.from_row(row).model_dump(mode="json") for row in rows], has_more=has_more)
    return read_answer(request, body, headers=link_to_next(request, body["next_cursor"]))


@router.delete("/{key_id}", status_code=204, responses=problems(404))
async def revoke_key(key_id: str, here: Here) -> Response:
    """Put a key out of force, at once and for good."""
    if not await here.database.write(keys.revoke_key, key_in_path("key", key_id), now=here.clock.now()):
        raise not_found(f"key {key_id}")
    here.holders.forget()
    return Response(status_code=204)
