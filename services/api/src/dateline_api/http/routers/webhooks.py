"""/v1/webhooks: who is sent changes, and from where in the log."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from dateline_api.cursor import CursorError, LogCursor
from dateline_api.db import webhooks
from dateline_api.db.webhooks import LogGoneError, NewWebhook, SecretsError, SkippingError
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, json_body
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import bad_cursor, check_log, id_page, key_in_path, other_filter, resume_at_id
from dateline_api.http.problems import ProblemError, not_found
from dateline_api.http.queries import PageQuery
from dateline_api.http.services import Here, Services
from dateline_api.http.webhook_bodies import (
    Followed,
    ReplayRequest,
    RotateRequest,
    Webhook,
    WebhookChange,
    WebhookPage,
    WebhookRequest,
    WebhookWithSecret,
)
from dateline_api.webhook_secret import new_secret

_SECRET = {"Cache-Control": "no-store"}

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], dependencies=[needs("admin")])


@router.post("", status_code=201, response_model=WebhookWithSecret, responses=problems(400, 408, 410, 413, 415), openapi_extra=documented(WebhookRequest))
async def add_webhook(wanted: Annotated[WebhookRequest, Depends(json_body(WebhookRequest))], here: Here) -> Response:
    """Have changes of a filter delivered to an address, each at least once and in order. The secret is shown in this answer and never again."""
    secret = wanted.secret or new_secret()
    followed = wanted.filter
    place = None if wanted.cursor is None else _cursor(wanted.cursor, followed)
    new = NewWebhook(url=wanted.url, description=wanted.description, filter=followed.given, secret=secret)
    try:
        row = await here.database.write(webhooks.add_webhook, new, place=place, now=here.clock.now())
    except LogGoneError as error:
        raise _gone(error, followed) from None
    made = WebhookWithSecret.from_row(row, secret=secret).model_dump(mode="json")
    return json_answer(made, status=201, headers={"Location": f"/v1/webhooks/{made['id']}", **_SECRET})


@router.get("", response_model=WebhookPage, responses={**problems(400), **unchanged()})
async def list_webhooks(request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """Webhooks and how their deliveries go, those made last first."""
    rows, has_more = await here.database.read(webhooks.list_webhooks, before=resume_at_id(query.cursor, of="webhooks"), limit=query.limit)
    body = id_page("webhooks", rows, [_shown(row) for row in rows], has_more=has_more)
    return read_answer(request, body, headers=link_to_next(request, body["next_cursor"]))


@router.get("/{webhook_id}", response_model=Webhook, responses={**problems(404), **unchanged()})
async def get_webhook(webhook_id: str, request: Request, here: Here) -> Response:
    """One webhook: where it is in the log, how far behind, and what went wrong."""
    return read_answer(request, _shown(await webhook_in_path(webhook_id, here)))


@router.patch("/{webhook_id}", response_model=Webhook, responses=problems(400, 404, 408, 409, 410, 413, 415), openapi_extra=documented(WebhookChange))
async def change_webhook(webhook_id: str, change: Annotated[WebhookChange, Depends(json_body(WebhookChange))], here: Here) -> Response:
    """Set what is given, and leave the rest. It stays where it is in the log; `active` resumes one that was paused or disabled, and tries at once.

    410 when the log no longer reaches back to where it is: a replay from `oldest_cursor` goes on after the gap.
    """
    given = {name: getattr(change, name) for name in change.model_fields_set}
    if change.filter is not None:
        given |= {"filter": change.filter.given}
    try:
        row = await here.database.write(webhooks.change_webhook, key_in_path("whk", webhook_id), given, now=here.clock.now())
    except LogGoneError as error:
        raise _gone(error, change.filter or _followed(await webhook_in_path(webhook_id, here))) from None
    return json_answer(_shown(_there(row, webhook_id)))


@router.delete("/{webhook_id}", status_code=204, responses=problems(404))
async def remove_webhook(webhook_id: str, here: Here) -> Response:
    """Deliver nothing more, and forget the webhook with the record of its deliveries."""
    if not await here.database.write(webhooks.remove_webhook, key_in_path("whk", webhook_id)):
        raise not_found(f"webhook {webhook_id}")
    return Response(status_code=204)


@router.post(
    "/{webhook_id}/rotate",
    response_model=WebhookWithSecret,
    responses=problems(400, 404, 408, 409, 413, 415),
    openapi_extra=documented(RotateRequest, required=False),
)
async def rotate_secret(webhook_id: str, wanted: Annotated[RotateRequest, Depends(json_body(RotateRequest, required=False))], here: Here) -> Response:
    """Put a new secret in force. It is shown in this answer and never again; the one before signs as well for 24 hours, or as long as `overlap` says."""
    secret, key = wanted.secret or new_secret(), key_in_path("whk", webhook_id)
    try:
        row = await here.database.write(webhooks.rotate_secret, key, secret, overlap=wanted.overlap, now=here.clock.now())
    except SecretsError as error:
        raise ProblemError("conflict", str(error)) from None
    return json_answer(WebhookWithSecret.from_row(_there(row, webhook_id), secret=secret).model_dump(mode="json"), headers=_SECRET)


@router.post("/{webhook_id}/replay", response_model=Webhook, responses=problems(400, 404, 408, 409, 410, 413, 415), openapi_extra=documented(ReplayRequest))
async def replay(webhook_id: str, wanted: Annotated[ReplayRequest, Depends(json_body(ReplayRequest))], here: Here) -> Response:
    """Go back in the log, and deliver again from there: the same messages with the same ids, in order.

    Forward only with `skip`, since what lies between is then never delivered.
    """
    row = await webhook_in_path(webhook_id, here)
    followed = _followed(row)
    try:
        epoch, seq = await _place(wanted, followed, here)
        moved = await here.database.write(webhooks.move_webhook, row["id"], epoch=epoch, seq=seq, may_skip=wanted.skip, now=here.clock.now())
    except LogGoneError as error:
        raise _gone(error, followed) from None
    except SkippingError as error:
        raise ProblemError("conflict", f"{error}; with `skip` as true they are left out") from None
    return json_answer(_shown(_there(moved, webhook_id)))


async def webhook_in_path(webhook_id: str, here: Services) -> dict[str, Any]:
    """The row of the webhook that a path names. Raises the problem `not-found`."""
    key: UUID = key_in_path("whk", webhook_id)
    return _there(await here.database.read(webhooks.get_webhook, key), webhook_id)


async def _place(wanted: ReplayRequest, followed: Followed, here: Services) -> tuple[str, int]:
    if wanted.since is not None:
        return await here.database.read(webhooks.seq_before, wanted.since)
    return _cursor(wanted.cursor or "", followed)


def _cursor(text: str, followed: Followed) -> tuple[str, int]:
    """The place of a cursor of this filter. Raises the problems `bad-cursor` and `cursor-of-another-filter`."""
    try:
        cursor = LogCursor.decode(text)
    except CursorError as error:
        raise bad_cursor(error) from None
    if not followed.is_of(cursor):
        raise other_filter()
    return cursor.epoch, cursor.seq


def _gone(error: LogGoneError, followed: Followed) -> ProblemError:
    """The problem `cursor-expired`, with the oldest place that is left for this filter."""
    try:
        check_log(followed.cursor(error.epoch, error.seq), error.state)
    except ProblemError as problem:
        return problem
    raise error


def _followed(row: dict[str, Any]) -> Followed:
    followed = Followed.kept(row["filter"])
    if followed is None:
        raise ProblemError("conflict", "this release does not understand the webhook's filter; give it another one with PATCH")
    return followed


def _there(row: dict[str, Any] | None, webhook_id: str) -> dict[str, Any]:
    if row is None:
        raise not_found(f"webhook {webhook_id}")
    return row


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return Webhook.from_row(row).model_dump(mode="json")
