"""/v1/stories: articles about one matter, close in time."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api import ids
from dateline_api.cursor import CursorError, ListCursor
from dateline_api.db import stories
from dateline_api.http import chronicle, schemas, story_bodies
from dateline_api.http.answers import link_to_next, moved, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.chronicle import ChronicleAnswer
from dateline_api.http.event_list import EventList
from dateline_api.http.openapi import elsewhere, problems, unchanged
from dateline_api.http.paging import bad_cursor, key_in_path, next_in_list, page, resume, start_of
from dateline_api.http.problems import not_found
from dateline_api.http.queries import EventQuery, PageQuery
from dateline_api.http.services import Here, Services
from dateline_api.http.statistics import TimelineQuery
from dateline_api.records import StoryRecord

INSTEAD = "leave it out"

router = APIRouter(prefix="/v1/stories", tags=["stories"], dependencies=[needs("read")])


@router.get("", response_model=story_bodies.StoryPage, responses={**problems(400, 410), **unchanged()})
async def list_stories(request: Request, here: Here, query: Annotated[story_bodies.StoryQuery, Query()]) -> Response:
    """Stories: those first that were told of last, are the largest, or grow fastest."""
    parameters = query.asked()
    cursor = resume(query.cursor, of="stories", parameters=parameters)
    after = query.place(cursor) if cursor else None
    found = await here.database.read(stories.list_stories, wanted=query.wanted(), sort=query.sort, after=after, limit=query.limit)
    start = start_of(cursor, found.state)
    onward = next_in_list("stories", parameters, story_bodies.key_of(found.end), epoch=start.epoch, seq=start.seq) if found.end else None
    return read_answer(request, page(list(found.records), onward, changes_cursor=start.encode()), headers=link_to_next(request, onward))


@router.get("/{story_id}", response_model=StoryRecord, responses={**elsewhere("story"), **problems(404), **unchanged()})
async def get_story(story_id: str, request: Request, here: Here) -> Response:
    """One story; also one of which no article is left. One that was merged into another redirects there."""
    _, record, redirect_to = await _found(story_id, here)
    return moved(request, ids.public("sty", redirect_to)) if redirect_to else read_answer(request, record)


@router.get("/{story_id}/articles", response_model=schemas.ArticlePage, responses={**elsewhere("story"), **problems(400, 404), **unchanged()})
async def list_story_articles(story_id: str, request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """Its articles, the latest first, without their texts; near-duplicates among them say of which with `copy_of`."""
    key, _, redirect_to = await _found(story_id, here)
    if redirect_to:
        return moved(request, ids.public("sty", redirect_to))
    parameters = {"story": key.hex}
    cursor = resume(query.cursor, of="story_articles", parameters=parameters)
    rows, end = await here.database.read(stories.list_articles, key, before=_place(cursor) if cursor else None, limit=query.limit)
    onward = next_in_list("story_articles", parameters, (end.at.isoformat(), end.article_id.hex)) if end else None
    listed = [schemas.ArticleListed.from_row(row).model_dump(mode="json") for row in rows]
    return read_answer(request, page(listed, onward), headers=link_to_next(request, onward))


@router.get("/{story_id}/events", response_model=schemas.EventPage, responses={**elsewhere("story"), **problems(400, 404, 410), **unchanged()})
async def list_story_events(story_id: str, request: Request, here: Here, query: Annotated[EventQuery, Query()]) -> Response:
    """Its events, newest first: /v1/events with this story, and with all filters of that besides."""
    key, _, redirect_to = await _found(story_id, here)
    if redirect_to:
        return moved(request, ids.public("sty", redirect_to))
    chronicle.refuse(query, "story", instead=INSTEAD)
    return await EventList.of(request, here, query.model_copy(update={"story": [ids.public("sty", key)]}), {}).answer()


@router.get("/{story_id}/timeline", response_model=ChronicleAnswer, responses={**elsewhere("story"), **problems(400, 404), **unchanged()})
async def get_story_timeline(story_id: str, request: Request, here: Here, query: Annotated[TimelineQuery, Query()]) -> Response:
    """Its events in the order of their days, beside how many there are by interval."""
    key, _, redirect_to = await _found(story_id, here)
    if redirect_to:
        return moved(request, ids.public("sty", redirect_to))
    chronicle.refuse(query, "story", instead=INSTEAD)
    story = ids.public("sty", key)
    return read_answer(request, await chronicle.chronicle(here, query, replace(query.wanted(), stories=(story,)), of=story))


async def _found(story_id: str, here: Services) -> tuple[UUID, dict[str, Any], UUID | None]:
    """The key that a path names, the record, and which story it is now if it was merged. Raises the problem `not-found`."""
    key = key_in_path("sty", story_id)
    found = await here.database.read(stories.get_story, key)
    if found is None:
        raise not_found(f"story {story_id}")
    return key, *found


def _place(cursor: ListCursor) -> tuple[datetime, UUID]:
    try:
        at, key = cursor.after
        return datetime.fromisoformat(at), UUID(hex=key)
    except ValueError:
        raise bad_cursor(CursorError("this is not a cursor of a story's articles")) from None
