"""/v1/articles/{article_id}: have an article retracted, deleted or restored, by commands that store applies."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from dateline_api import ids
from dateline_api.db import articles
from dateline_api.db.commands import add_command
from dateline_api.http import resources
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems
from dateline_api.http.paging import key_in_path
from dateline_api.http.preference import Wait
from dateline_api.http.problems import not_found
from dateline_api.http.routers.commands import answer_command
from dateline_api.http.services import Here, Services

router = APIRouter(prefix="/v1/articles", tags=["articles"])

Retract = Annotated[resources.RetractRequest, Depends(json_body(resources.RetractRequest, required=False))]

_ANSWER: dict[str, Any] = {"status_code": 202, "response_model": resources.Command}
_DONE: dict[int | str, dict[str, Any]] = {200: {"model": resources.Command, "description": "With `Prefer: wait`: applied already"}}


@router.delete("/{article_id}", dependencies=[needs("admin")], responses={**_DONE, **problems(404)}, **_ANSWER)
async def delete_article(article_id: str, here: Here, wait: Wait) -> Response:
    """Take an article down for good: what it tells is withdrawn, and its words are purged, also from past changes. It cannot be undone.

    Whatever brings it again is `kept` out until it is restored. `Prefer: wait=10` waits until it is gone and answers 200.
    """
    return await _order("delete", article_id, {}, here, wait=wait)


@router.post(
    "/{article_id}/retract",
    dependencies=[needs("ingest")],
    responses={**_DONE, **problems(400, 404, 408, 413, 415)},
    openapi_extra=documented(resources.RetractRequest, required=False),
    **_ANSWER,
)
async def retract_article(article_id: str, wanted: Retract, here: Here, wait: Wait) -> Response:
    """Withdraw what an article tells; its words stay. A later version with other words brings it back, and so does a restore."""
    return await _order("retract", article_id, wanted.model_dump(exclude_none=True), here, wait=wait)


@router.post("/{article_id}/restore", dependencies=[needs("admin")], responses={**_DONE, **problems(404)}, **_ANSWER)
async def restore_article(article_id: str, here: Here, wait: Wait) -> Response:
    """Undo a takedown: an article that was retracted is read again; one that was deleted may be brought in again."""
    return await _order("restore", article_id, {}, here, wait=wait)


async def _order(kind: str, article_id: str, more: dict[str, Any], here: Services, *, wait: int | None) -> Response:
    key = key_in_path("art", article_id)
    if not await here.database.read(articles.is_known, key):
        raise not_found(f"article {article_id}")
    row = await here.database.write(add_command, kind, {"article_id": ids.public("art", key)} | more, now=here.clock.now())
    return await answer_command(row, here, wait=wait)
