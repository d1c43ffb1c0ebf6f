"""/v1/feeds/opml and /v1/feeds.opml: lists of feeds, from other readers and for them."""

from collections import Counter
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api import ids
from dateline_api.address import feed_address
from dateline_api.db import feeds
from dateline_api.db.feeds import NewFeed
from dateline_api.http import opml, resources
from dateline_api.http.answers import conditional, json_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import charset_of, read_body, understand
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.opml import OpmlError, Outline
from dateline_api.http.problems import ProblemError, cut
from dateline_api.http.queries import FeedFilterQuery
from dateline_api.http.services import Here

READ = ("text/x-opml", "text/xml", "application/xml")
_DOCUMENT = {"schema": {"type": "string", "description": "an OPML 2.0 document"}}

router = APIRouter(tags=["feeds"])


@router.post(
    "/v1/feeds/opml",
    dependencies=[needs("ingest")],
    response_model=resources.FeedImport,
    responses=problems(400, 408, 413, 415),
    openapi_extra={"requestBody": {"required": True, "content": dict.fromkeys(READ, _DOCUMENT)}},
)
async def import_opml(request: Request, here: Here) -> Response:
    """Have all feeds of an OPML file polled: a result for each outline, with its line. Folders and categories become tags."""
    _check_type(request)
    charset = charset_of(request)

    def read(raw: bytes) -> list[Outline]:
        return opml.parse(raw, charset=charset)

    try:
        outlines = await understand(read, await read_body(request, limit=opml.MAX_BYTES))
    except OpmlError as error:
        raise ProblemError("malformed-body", str(error)) from None
    judged = [(outline, _fault(outline.url)) for outline in outlines]
    wanted: dict[str, NewFeed] = {}
    for outline, fault in judged:
        if fault is None:
            wanted[outline.url] = _with(wanted.get(outline.url), outline)
    found = await here.database.write(feeds.add_feeds, [*wanted.values()], now=here.clock.now())
    results = []
    for outline, fault in judged:
        told: dict[str, Any] = {"line": outline.line, "title": outline.title and cut(outline.title)}
        if fault is None:
            row, is_new = found[outline.url]
            found[outline.url] = row, False  # further down it is there already
            told |= {"outcome": "created" if is_new else "exists", "url": row["url"], "id": ids.public("fed", row["id"])}
        else:
            told |= {"outcome": "refused", "reason": fault}
        results.append(told)
    counts = Counter(result["outcome"] for result in results)
    return json_answer({"data": results, "summary": {outcome: counts[outcome] for outcome in ("created", "exists", "refused")}})


@router.get(
    "/v1/feeds.opml",
    dependencies=[needs("read")],
    response_class=Response,
    responses={200: {"content": {"text/x-opml": _DOCUMENT}}, **problems(), **unchanged()},
)
async def export_opml(request: Request, here: Here, query: Annotated[FeedFilterQuery, Query()]) -> Response:
    """All feeds but those that are gone, or those that a filter finds, as an OPML 2.0 file."""
    document = opml.write(await here.database.read(feeds.export_feeds, query.wanted()))
    headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
    return conditional(request, Response(document, media_type="text/x-opml; charset=utf-8", headers=headers))


def _check_type(request: Request) -> None:
    given, encoding = request.headers.get("content-type", ""), request.headers.get("content-encoding", "identity")
    if given.partition(";")[0].strip().lower() not in READ or encoding.lower() != "identity":
        raise ProblemError("unsupported-media-type", f"{', '.join(READ)} are read here, uncompressed, not {cut(given or 'a body without a type')!r}")


def _fault(url: str) -> str | None:
    try:
        feed_address(url)
    except ValueError as error:
        return f"xmlUrl: {error}" if url else "it has no xmlUrl"
    return None


def _with(known: NewFeed | None, outline: Outline) -> NewFeed:
    """The feed of an outline; one that stands in several folders has the tags of all."""
    feed = known or NewFeed(url=outline.url, title=outline.title)
    return replace(feed, tags=opml.tags_of([*feed.tags, *outline.tags]))
