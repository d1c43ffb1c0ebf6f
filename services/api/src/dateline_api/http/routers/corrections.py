"""/v1/corrections: what people know better; commands by which store lets it stand, or withdraws it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dateline_api import ids
from dateline_api.correction import Made, body_of
from dateline_api.db import corrections
from dateline_api.db.commands import add_command
from dateline_api.exports.gold import read_gold
from dateline_api.http import resources
from dateline_api.http.answers import link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.correction_bodies import (
    Correction,
    CorrectionFilter,
    CorrectionPage,
    GoldPage,
    documented_correction,
    named_in,
    read_correction,
    unknown,
)
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import key_in_path, next_in_list, one_id, page, resume, resume_at_id
from dateline_api.http.preference import Wait
from dateline_api.http.problems import not_found
from dateline_api.http.queries import PageQuery
from dateline_api.http.routers.commands import answer_command
from dateline_api.http.services import Here

Reader, Editor = needs("read"), needs("correct")

_ANSWER: dict[str, Any] = {"status_code": 202, "response_model": resources.Command}
_DONE: dict[int | str, dict[str, Any]] = {200: {"model": resources.Command, "description": "With `Prefer: wait`: applied already"}}

router = APIRouter(prefix="/v1/corrections", tags=["corrections"])


@router.post("", dependencies=[Editor], responses={**_DONE, **problems(400, 408, 409, 413, 415)}, openapi_extra=documented_correction(), **_ANSWER)
async def correct(wanted: Annotated[Made, Depends(read_correction)], here: Here, wait: Wait) -> Response:
    """Correct what was read or linked. It wins over both, also when articles are read again, until it is withdrawn.

    With `Prefer: wait=10` a correction that is refused is 409; without, its command says so. One that stands already is not made again.
    """
    asked = wanted.model_dump(mode="json", exclude_unset=True)
    named = named_in(body_of(wanted))
    missing = await here.database.read(corrections.missing, {key: prefix for prefix, key in named.values()})
    if absent := {where: ids.public(prefix, key) for where, (prefix, key) in named.items() if key in missing}:
        raise unknown(absent)
    payload = {"correction_id": ids.public("cor", ids.new_id()), "correction": asked}
    row = await here.database.write(add_command, "correct", payload, now=here.clock.now())
    return await answer_command(row, here, wait=wait, refused_as="conflict")


@router.get("", dependencies=[Reader], response_model=CorrectionPage, responses={**problems(400), **unchanged()})
async def list_corrections(request: Request, here: Here, query: Annotated[CorrectionFilter, Query()]) -> Response:
    """Corrections, those made last first, withdrawn ones too."""
    parameters = query.model_dump(exclude={"cursor", "limit"}, exclude_none=True)
    cursor = resume(query.cursor, of="corrections", parameters=parameters)
    before = one_id(cursor) if cursor else None
    rows, has_more = await here.database.read(corrections.listed, **query.wanted(), before=before, limit=query.limit)
    onward = next_in_list("corrections", parameters, (rows[-1]["id"].hex,)) if has_more else None
    return read_answer(request, page([_shown(row) for row in rows], onward), headers=link_to_next(request, onward))


@router.get("/export", dependencies=[Reader], response_model=GoldPage, responses={**problems(400), **unchanged()})
async def export_corrections(request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """What standing corrections say of articles, as gold that `dateline evaluate` reads; articles whose text is not kept are left out."""
    after = resume_at_id(query.cursor, of="gold")
    async with here.counting_places:
        found, last = await here.database.read(read_gold, after=after, limit=query.limit)
    onward = next_in_list("gold", {}, (last.hex,)) if last else None
    return read_answer(request, page(found, onward), headers=link_to_next(request, onward))


@router.get("/{correction_id}", dependencies=[Reader], response_model=Correction, responses={**problems(404), **unchanged()})
async def get_correction(correction_id: str, request: Request, here: Here) -> Response:
    """One correction, and whether it stands."""
    row = await here.database.read(corrections.get, key_in_path("cor", correction_id))
    if row is None:
        raise not_found(f"correction {correction_id}")
    return read_answer(request, _shown(row._asdict()))


@router.post("/{correction_id}/withdraw", dependencies=[Editor], responses={**_DONE, **problems(404, 409)}, **_ANSWER)
async def withdraw_correction(correction_id: str, here: Here, wait: Wait) -> Response:
    """Let a correction stand no longer: everything is as if it had never been made. One on which later ones build is withdrawn after those."""
    key = key_in_path("cor", correction_id)
    if await here.database.read(corrections.get, key) is None:
        raise not_found(f"correction {correction_id}")
    row = await here.database.write(add_command, "withdraw", {"correction_id": ids.public("cor", key)}, now=here.clock.now())
    return await answer_command(row, here, wait=wait, refused_as="conflict")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return Correction.from_row(row).model_dump(mode="json")
