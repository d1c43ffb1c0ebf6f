"""/v1/commands: what was asked of store, and what became of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from dateline_api.db import commands
from dateline_api.http import resources
from dateline_api.http.answers import json_answer, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import key_in_path
from dateline_api.http.preference import applied
from dateline_api.http.problems import ProblemError, not_found
from dateline_api.http.services import Here, Services

LOOK_EVERY = 0.25  # seconds: a command need not change anything that the log would tell of

router = APIRouter(prefix="/v1/commands", tags=["commands"])


@router.get("/{command_id}", dependencies=[needs("read")], response_model=resources.Command, responses={**problems(404), **unchanged()})
async def get_command(command_id: str, request: Request, here: Here) -> Response:
    """A command and what became of it."""
    row = await here.database.read(commands.get_command, key_in_path("cmd", command_id))
    if row is None:
        raise not_found(f"command {command_id}")
    return read_answer(request, _shown(row))


async def answer_command(row: dict[str, Any], here: Services, *, wait: int | None, refused_as: str | None = None) -> Response:
    """202 for a command that was just committed; 200 when it was settled in the time that the caller would wait.

    Raises the problem `refused_as`, if one is named, when it was refused.
    """
    done = None if wait is None else await _done(row["id"], here, within=wait)
    if done and done["state"] == "refused" and refused_as:
        raise ProblemError(refused_as, done["result"]["reason"])
    body = _shown(done or row)
    return json_answer(body, status=200 if done else 202, headers={"Location": f"/v1/commands/{body['id']}", **applied(wait)})


async def _done(key: UUID, here: Services, *, within: float) -> dict[str, Any] | None:
    async def read() -> dict[str, Any] | None:
        row = await here.database.read(commands.get_command, key)
        return row if row and row["state"] not in ("waiting", "working") else None

    return await here.ticker.first(read, within=within, at_least_every=LOOK_EVERY)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return resources.Command.from_row(row).model_dump(mode="json")
