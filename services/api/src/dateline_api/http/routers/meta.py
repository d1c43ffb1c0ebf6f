"""/v1/meta: what this server is and what it keeps to."""

from importlib.metadata import version

from dateline_shared.contracts.base import SCHEMA
from dateline_shared.contracts.page import MAX_MARKUP_BYTES
from fastapi import APIRouter, Request
from starlette.responses import Response

from dateline_api.db.changes import log_position
from dateline_api.db.totals import totals
from dateline_api.http import schemas
from dateline_api.http.answers import read_answer
from dateline_api.http.auth import needs
from dateline_api.http.intake import MAX_ITEMS, max_body_bytes
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.preference import MAX_WAIT
from dateline_api.http.queries import MAX_PAGE
from dateline_api.http.services import Here
from dateline_api.records import EventRecord

router = APIRouter(prefix="/v1/meta", tags=["meta"], dependencies=[needs("read")])


@router.get("", response_model=schemas.Meta, responses={**problems(), **unchanged()})
async def get_meta(request: Request, here: Here) -> Response:
    """Version, schemas, limits, how long changes are kept, and how much there is."""
    settings = here.settings
    log = await here.database.read(log_position)
    meta = schemas.Meta(
        version=version("dateline-api"),
        schema_versions={"record": EventRecord.model_fields["schema_version"].default, "message": SCHEMA},
        epoch=log.epoch,
        last_seq=log.last_seq,
        oldest_seq=log.oldest_seq,
        retention_days=settings.retention.total_seconds() / 86_400,
        limits=schemas.Limits(
            text_bytes=settings.max_text_bytes,
            html_bytes=MAX_MARKUP_BYTES,
            body_bytes=max_body_bytes(settings.max_text_bytes),
            articles_per_array=MAX_ITEMS,
            articles_waiting=settings.max_waiting,
            page=MAX_PAGE,
            wait_seconds=MAX_WAIT,
        ),
        totals=await here.database.read(totals, now=here.clock.now(), max_waiting=settings.max_waiting),
    )
    return read_answer(request, meta.model_dump(mode="json"))
