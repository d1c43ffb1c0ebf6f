"""/v1/articles: post them, list them, read them, have the dead ones read again."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api import ids
from dateline_api.cursor import CursorError
from dateline_api.db import articles
from dateline_api.db.accept import IMPORT, LIVE, Accepted
from dateline_api.db.commands import add_command
from dateline_api.db.events import events_of_article
from dateline_api.db.told import told_by_article
from dateline_api.http import mention_bodies, resources, schemas
from dateline_api.http.answers import json_answer, link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.bodies import documented, kind_of, read_body, understand
from dateline_api.http.formats import read_html, read_json
from dateline_api.http.imports import answer_import
from dateline_api.http.intake import PostedArticle, accepted, max_body_bytes, result, take
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import bad_cursor, key_in_path, next_in_list, page, resume
from dateline_api.http.posted import Posted
from dateline_api.http.preference import Wait, applied
from dateline_api.http.problems import ProblemError, invalid, not_found
from dateline_api.http.queries import ArticleQuery, PageQuery
from dateline_api.http.routers.commands import answer_command
from dateline_api.http.services import Here, Services

LOOK_EVERY = 1.0  # seconds: not every end of an article is told in the change log
Reader = needs("read")
Ingester = needs("ingest")

router = APIRouter(prefix="/v1/articles", tags=["articles"])

PRIORITIES = {"live": LIVE, "import": IMPORT}
Priority = Annotated[
    Literal["live", "import"] | None,
    Query(description="`live` is read before `import`, and each has a limit of its own of what may wait. Without it NDJSON is an import, and all else live"),
]
PageAddress = Annotated[str | None, Query(description="With HTML, which does not say where it is from: the address of the page")]

_FORMATS = {
    "application/json": "The same in another format: IPTC ninjs, schema.org as JSON-LD, or JSON Feed",
    "application/ld+json": "A schema.org NewsArticle, or a `@graph` of several",
    "application/feed+json": "A JSON Feed of up to 100 items, or one item",
    "application/x-ndjson": "One JSON object a line, each in any of the JSON formats",
    "text/html": "A web page, with its address as the parameter `url`",
    "application/xhtml+xml": "The same",
}
_LINES = {"schema": {"type": "string", "description": "a line for each: `line`, then as in an array; last a line with `summary`"}}
_POSTED = {
    200: {
        "model": schemas.AcceptedAndRead | schemas.Batch,
        "content": {"application/x-ndjson": _LINES},
        "description": "With `Prefer: wait`: read already. Of an array or NDJSON: a result for each",
    },
    202: {"model": schemas.Accepted, "description": "Taken in; Location names the article"},
}
_DONE = {200: {"model": resources.Command, "description": "With `Prefer: wait`: applied already"}}


@router.post(
    "",
    status_code=202,
    dependencies=[Ingester],
    response_model=schemas.Accepted,
    responses={**_POSTED, **problems(400, 408, 413, 415, 429)},
    openapi_extra=documented(PostedArticle, array=True, others=_FORMATS),
)
async def post_articles(request: Request, here: Here, wait: Wait, url: PageAddress = None, priority: Priority = None) -> Response:
    """Post one article, an array of up to 100, or many as NDJSON; as Dateline's own JSON, IPTC ninjs, schema.org, JSON Feed or HTML.

    The same article again is the same article: it keeps its id, and nothing happens. Changed words make a new
    revision. `Prefer: wait=10` waits for one article to be read and answers 200 with its events. NDJSON is answered line
    by line while it is read; with `Prefer: return=minimal` only refused lines and the summary are.
    """
    kind = kind_of(request)
    if url is not None and kind != "html":
        raise invalid("belongs to HTML; an article as JSON holds its address", parameter="url")
    rank = PRIORITIES[priority or ("import" if kind == "ndjson" else "live")]
    await here.backlog(rank).check()
    if kind == "ndjson":
        return await answer_import(request, here, priority=rank)
    raw = await read_body(request, limit=max_body_bytes(here.settings.max_text_bytes))
    as_html = partial(read_html, content_type=request.headers["Content-Type"], url=url)
    as_json = partial(read_json, max_text_bytes=here.settings.max_text_bytes)
    posted = await understand(as_html if kind == "html" else as_json, raw)
    return await (_post_many(posted, here, priority=rank) if isinstance(posted, list) else _post_one(posted, here, priority=rank, wait=wait))


async def _post_one(posted: Posted, here: Services, *, priority: int, wait: int | None) -> Response:
    (taken,) = await take(here, [posted], priority=priority)
    if isinstance(taken, ProblemError):
        raise taken
    here.backlog(priority).add(1)
    body = accepted(taken)
    headers = {"Location": f"/v1/articles/{body['id']}", **applied(wait)}
    if wait is None or not await _is_settled(taken, here, within=wait):
        return json_answer(body, status=202, headers=headers)
    row = await here.database.read(articles.get_article, taken.id)
    if row is None:
        raise not_found(f"article {body['id']} any more")
    whole = schemas.ArticleWhole.body(row)
    events = await here.database.read(events_of_article, taken.id)
    return json_answer({**body, "state": whole["state"], "article": whole, "events": events}, headers=headers)


async def _is_settled(taken: Accepted, here: Services, *, within: float) -> bool:
    async def read() -> bool | None:
        return bool(await here.database.read(articles.settled, [taken.id])) or None

    async def is_retracted() -> bool | None:
        row = await here.database.read(articles.get_article, taken.id)
        return (row is None or row["state"] == "retracted") or None

    return bool(await here.ticker.first(is_retracted if taken.outcome == "retracted" else read, within=within, at_least_every=LOOK_EVERY))


async def _post_many(items: list[Posted | ProblemError], here: Services, *, priority: int) -> Response:
    taken = iter(await take(here, [item for item in items if not isinstance(item, ProblemError)], priority=priority))
    here.backlog(priority).add(len(items))
    return json_answer({"data": [result(item if isinstance(item, ProblemError) else next(taken)) for item in items]})


@router.get("", dependencies=[Reader], response_model=schemas.ArticlePage, responses={**problems(400), **unchanged()})
async def list_articles(request: Request, here: Here, query: Annotated[ArticleQuery, Query()]) -> Response:
    """Articles by the time they came in, newest first, without their texts."""
    parameters = {"state": query.state, "source": query.source}
    cursor = resume(query.cursor, of="articles", parameters=parameters)
    rows, has_more = await here.database.read(
        articles.list_articles, state=query.state, source=query.source, before=_place(cursor.after) if cursor else None, limit=query.limit
    )
    onward = next_in_list("articles", parameters, (rows[-1]["received_at"].isoformat(), rows[-1]["id"].hex)) if has_more else None
    listed = [schemas.ArticleListed.from_row(row).model_dump(mode="json") for row in rows]
    return read_answer(request, page(listed, onward), headers=link_to_next(request, onward))


def _place(after: tuple[str, ...]) -> tuple[datetime, UUID]:
    try:
        at, key = after
        return datetime.fromisoformat(at), UUID(hex=key)
    except ValueError:
        raise bad_cursor(CursorError("this is not a cursor of the list of articles")) from None


@router.get("/{article_id}", dependencies=[Reader], response_model=schemas.ArticleWhole, responses={**problems(404), **unchanged()})
async def get_article(article_id: str, request: Request, here: Here) -> Response:
    """An article: its state, its text, its events' ids and, once it was read, all that was found in it."""
    row = await here.database.read(articles.get_article, key_in_path("art", article_id))
    if row is None:
        raise not_found(f"article {article_id}")
    return read_answer(request, schemas.ArticleWhole.body(row))


@router.get("/{article_id}/mentions", dependencies=[Reader], response_model=mention_bodies.MentionPage, responses={**problems(400, 404), **unchanged()})
async def list_article_mentions(article_id: str, request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """What an article tells of, in the order of its text: each mention with its event, or, where several may be meant, with those."""
    key = key_in_path("art", article_id)
    if not await here.database.read(articles.is_known, key):
        raise not_found(f"article {article_id}")
    parameters = {"article": key.hex}
    cursor = resume(query.cursor, of="mentions", parameters=parameters)
    after = mention_bodies.place(cursor, *mention_bodies.ARTICLE_KEY) if cursor else None
    rows, has_more = await here.database.read(told_by_article, key, after=after, limit=query.limit)
    onward = next_in_list("mentions", parameters, mention_bodies.of_article(rows[-1])) if has_more else None
    return read_answer(request, page([mention_bodies.shown_mention(row) for row in rows], onward), headers=link_to_next(request, onward))


@router.post("/redrive", status_code=202, dependencies=[Ingester], response_model=resources.Command, responses={**_DONE, **problems()})
async def redrive_all_dead(here: Here, wait: Wait) -> Response:
    """Have every dead article read again. `Prefer: wait=10` waits until that is ordered and answers 200."""
    return await _redrive({"all_dead": True}, here, wait=wait)


@router.post(
    "/{article_id}/redrive",
    status_code=202,
    dependencies=[Ingester],
    response_model=resources.Command,
    responses={200: {"model": resources.Command}, **problems(404)},
)
async def redrive(article_id: str, here: Here, wait: Wait) -> Response:
    """Have an article read again. `Prefer: wait=10` waits until that is ordered and answers 200."""
    key = key_in_path("art", article_id)
    if not await here.database.read(articles.is_known, key):
        raise not_found(f"article {article_id}")
    return await _redrive({"article_id": ids.public("art", key)}, here, wait=wait)


async def _redrive(payload: dict[str, Any], here: Services, *, wait: int | None) -> Response:
    row = await here.database.write(add_command, "redrive", payload, now=here.clock.now())
    return await answer_command(row, here, wait=wait)
