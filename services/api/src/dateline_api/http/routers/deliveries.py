"""/v1/webhooks/{id}/deliveries and /test: every try to deliver, and single ones that somebody orders of the courier."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api.db import deliveries
from dateline_api.db.deliveries import DeliveryFilter, OrderError
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import key_in_path, next_in_list, one_id, page, resume
from dateline_api.http.preference import Wait, applied
from dateline_api.http.problems import ProblemError, not_found
from dateline_api.http.routers.webhooks import webhook_in_path
from dateline_api.http.services import Here, Services
from dateline_api.http.webhook_bodies import Delivery, DeliveryPage, DeliveryQuery

LOOK_EVERY = 0.25  # seconds: the log does not tell of deliveries

router = APIRouter(prefix="/v1/webhooks/{webhook_id}", tags=["webhooks"], dependencies=[needs("admin")])

_ORDERED: dict[str, Any] = {"status_code": 202, "response_model": Delivery}
_DONE: dict[int | str, dict[str, Any]] = {200: {"model": Delivery, "description": "With `Prefer: wait`: sent already, and how that went"}}


@router.get("/deliveries", response_model=DeliveryPage, responses={**problems(400, 404), **unchanged()})
async def list_deliveries(webhook_id: str, request: Request, here: Here, query: Annotated[DeliveryQuery, Query()]) -> Response:
    """Every try to deliver, newest first. Of each webhook the newest 10,000 are kept, for 30 days."""
    key = (await webhook_in_path(webhook_id, here))["id"]
    wanted = DeliveryFilter(outcome=query.outcome, message_id=query.message_id)
    parameters = {"webhook": key.hex, "outcome": query.outcome, "message_id": query.message_id}
    cursor = resume(query.cursor, of="deliveries", parameters=parameters)
    rows, has_more = await here.database.read(deliveries.list_deliveries, key, wanted, before=one_id(cursor) if cursor else None, limit=query.limit)
    onward = next_in_list("deliveries", parameters, (rows[-1]["id"].hex,)) if has_more else None
    return read_answer(request, page([_shown(row) for row in rows], onward), headers=link_to_next(request, onward))


@router.get("/deliveries/{delivery_id}", response_model=Delivery, responses={**problems(404), **unchanged()})
async def get_delivery(webhook_id: str, delivery_id: str, request: Request, here: Here) -> Response:
    """One try to deliver."""
    row = await here.database.read(deliveries.get_delivery, key_in_path("whk", webhook_id), key_in_path("dlv", delivery_id))
    return read_answer(request, _shown(_there(row, webhook_id, delivery_id)))


@router.post("/deliveries/{delivery_id}/retry", responses={**_DONE, **problems(404, 409)}, **_ORDERED)
async def retry_delivery(webhook_id: str, delivery_id: str, here: Here, wait: Wait) -> Response:
    """Try a change again, now. The one that holds up an active webhook is tried in its place; any other is sent once more, out of order.

    `Prefer: wait=20` waits for the outcome.
    """
    keys = key_in_path("whk", webhook_id), key_in_path("dlv", delivery_id)
    try:
        row = await here.database.write(deliveries.order_again, *keys, now=here.clock.now())
    except OrderError as error:
        raise ProblemError("conflict", str(error)) from None
    return await _answer(_there(row, webhook_id, delivery_id), here, wait=wait)


@router.post("/test", responses={**_DONE, **problems(404, 409)}, **_ORDERED)
async def send_test(webhook_id: str, here: Here, wait: Wait) -> Response:
    """Have the courier send a test call, whatever the state of the webhook is; nothing else changes. `Prefer: wait=20` waits for the outcome."""
    try:
        row = await here.database.write(deliveries.order_test, key_in_path("whk", webhook_id), now=here.clock.now())
    except OrderError as error:
        raise ProblemError("conflict", str(error)) from None
    if row is None:
        raise not_found(f"webhook {webhook_id}")
    return await _answer(row, here, wait=wait)


async def _answer(ordered: dict[str, Any], here: Services, *, wait: int | None) -> Response:
    """202 for what was just ordered; 200 with what came of it in the time that the caller would wait."""
    done = None if wait is None else await _outcome(ordered, here, within=wait)
    body = _shown(done or ordered)
    location = f"/v1/webhooks/{body['webhook_id']}/deliveries/{body['id']}"
    return json_answer(body, status=200 if done else 202, headers={"Location": location, **applied(wait)})


async def _outcome(ordered: dict[str, Any], here: Services, *, within: float) -> dict[str, Any] | None:
    async def read() -> dict[str, Any] | None:
        return await here.database.read(deliveries.outcome_of, ordered)

    return await here.ticker.first(read, within=within, at_least_every=LOOK_EVERY)


def _there(row: dict[str, Any] | None, webhook_id: str, delivery_id: str) -> dict[str, Any]:
    if row is None:
        raise not_found(f"delivery {delivery_id} of the webhook {webhook_id}")
    return row


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return Delivery.from_row(row).model_dump(mode="json")
