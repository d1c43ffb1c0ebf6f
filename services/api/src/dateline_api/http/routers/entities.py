"""/v1/entities: people, organisations, places and groups, over all articles."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api import ids
from dateline_api.cursor import CursorError, ListCursor, LogCursor, digest
from dateline_api.db import entities
from dateline_api.db.co_actors import count_co_actors
from dateline_api.http import chronicle, entity_bodies
from dateline_api.http.answers import link_to_next, moved, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.chronicle import ChronicleAnswer
from dateline_api.http.openapi import elsewhere, problems, unchanged
from dateline_api.http.paging import bad_cursor, key_in_path, next_in_list, page, resume
from dateline_api.http.problems import not_found
from dateline_api.http.queries import PageQuery
from dateline_api.http.services import Here, Services
from dateline_api.http.statistics import TimelineQuery

router = APIRouter(prefix="/v1/entities", tags=["entities"], dependencies=[needs("read")])


@router.get("", response_model=entity_bodies.EntityPage, responses={**problems(400), **unchanged()})
async def list_entities(request: Request, here: Here, query: Annotated[entity_bodies.EntityQuery, Query()]) -> Response:
    """Entities: those that most is told of first, or by name, or those first that were last in the news."""
    cursor = resume(query.cursor, of="entities", parameters=query.asked())
    after = query.place(cursor) if cursor else None
    rows, has_more = await here.database.read(entities.list_entities, wanted=query.wanted(), sort=query.sort, after=after, limit=query.limit)
    onward = next_in_list("entities", query.asked(), tuple(map(str, rows[-1].place))) if has_more else None
    return read_answer(request, page([entity_bodies.shown(row) for row in rows], onward), headers=link_to_next(request, onward))


@router.get("/{entity_id}", response_model=entity_bodies.EntityWhole, responses={**elsewhere("entity"), **problems(404), **unchanged()})
async def get_entity(entity_id: str, request: Request, here: Here) -> Response:
    """One entity, what articles call it and say of it, and when. One that was merged into another redirects there."""
    found = await here.database.read(entities.get_entity, key_in_path("ent", entity_id))
    if found is None:
        raise not_found(f"entity {entity_id}")
    if found.redirect_to:
        return moved(request, ids.public("ent", found.redirect_to))
    return read_answer(request, entity_bodies.shown_whole(found))


@router.get("/{entity_id}/timeline", response_model=ChronicleAnswer, responses={**elsewhere("entity"), **problems(400, 404), **unchanged()})
async def get_entity_timeline(entity_id: str, request: Request, here: Here, query: Annotated[TimelineQuery, Query()]) -> Response:
    """The events in which it takes part, on either side, in the order of their days, beside how many there are by interval."""
    key, now_at = await _standing(entity_id, here)
    if now_at != key:
        return moved(request, ids.public("ent", now_at))
    chronicle.refuse(query, "participant", "pair", instead="for two parties ask /v1/timeline?pair=")
    entity = ids.public("ent", key)
    wanted = replace(query.wanted(), participants=(entity,))
    return read_answer(request, await chronicle.chronicle(here, query, wanted, of=entity))


@router.get("/{entity_id}/co-actors", response_model=entity_bodies.CoActorAnswer, responses={**elsewhere("entity"), **problems(404), **unchanged()})
async def get_co_actors(entity_id: str, request: Request, here: Here, query: Annotated[entity_bodies.CoActorQuery, Query()]) -> Response:
    """With whom it acts, on whom, and who acts on it, and in events of which types. The filter chooses which events count."""
    key, now_at = await _standing(entity_id, here)
    if now_at != key:
        return moved(request, ids.public("ent", now_at))
    async with here.counting_places:
        found = await here.database.read(count_co_actors, key, wanted=query.wanted().at(here.clock.now()), limit=query.limit)
    cursor = LogCursor(found.state.epoch, found.state.last_seq, digest(query.wanted().asked()))
    return read_answer(request, entity_bodies.shown_co_actors(found, cursor.encode()))


@router.get("/{entity_id}/mentions", response_model=entity_bodies.TellingPage, responses={**elsewhere("entity"), **problems(400, 404), **unchanged()})
async def list_entity_mentions(entity_id: str, request: Request, here: Here, query: Annotated[PageQuery, Query()]) -> Response:
    """The articles that name it, the latest first, with what each calls it and says of it."""
    key, now_at = await _standing(entity_id, here)
    if now_at != key:
        return moved(request, ids.public("ent", now_at))
    parameters = {"entity": key.hex}
    cursor = resume(query.cursor, of="tellings", parameters=parameters)
    rows, has_more = await here.database.read(entities.list_tellings, key, before=_place(cursor) if cursor else None, limit=query.limit)
    onward = next_in_list("tellings", parameters, (rows[-1].at.isoformat(), rows[-1].article_id.hex, rows[-1].key)) if has_more else None
    return read_answer(request, page([entity_bodies.shown_telling(row) for row in rows], onward), headers=link_to_next(request, onward))


async def _standing(entity_id: str, here: Services) -> tuple[UUID, UUID]:
    """The key that a path names, and that of the entity which it is now. Raises the problem `not-found`."""
    key = key_in_path("ent", entity_id)
    found = await here.database.read(entities.where_is, key)
    if found is None:
        raise not_found(f"entity {entity_id}")
    return key, found


def _place(cursor: ListCursor) -> tuple[datetime, UUID, str]:
    try:
        at, article, key = cursor.after
        return datetime.fromisoformat(at), UUID(hex=article), key
    except ValueError:
        raise bad_cursor(CursorError("this is not a cursor of an entity's mentions")) from None
