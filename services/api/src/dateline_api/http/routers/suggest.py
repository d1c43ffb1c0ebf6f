"""/v1/suggest: the ids and codes that somebody may mean who begins to type."""

from typing import Annotated, Any, Literal, get_args

from dateline_shared.contracts.entity import EntityKind
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from dateline_api import ids
from dateline_api.db.suggest import suggest_codes, suggest_entities
from dateline_api.filter_query import Name, split
from dateline_api.http import schemas
from dateline_api.http.answers import read_answer
from dateline_api.http.auth import needs
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.services import Here

CodeKind = Literal["type", "mode", "context", "sector", "country"]
Kind = Literal["entity", EntityKind, "source", CodeKind]

AS_PARTY = ("actor", "recipient", "participant", "said_by")  # the parameters that take an entity

router = APIRouter(prefix="/v1/suggest", tags=["events"], dependencies=[needs("read")])


class SuggestQuery(BaseModel):
    """What was typed, and what it may stand for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[Name, Field(max_length=100)] = Field(description="the beginning of a name or of a word in it, or a part of a code")
    kind: Annotated[list[Kind], BeforeValidator(split)] = Field([], description="`entity` is every kind of entity; without it all kinds are suggested")
    limit: int = Field(10, ge=1, le=50, description="of entities, of sources and of codes each")

    def among(self, kinds: tuple[str, ...], *, under: str | None = None) -> list[str]:
        """Which of these kinds are asked for, by themselves or under one name."""
        return [kind for kind in kinds if not self.kind or kind in self.kind or under in self.kind]


@router.get("", response_model=schemas.Suggestions, responses={**problems(), **unchanged()})
async def suggest(request: Request, here: Here, query: Annotated[SuggestQuery, Query()]) -> Response:
    """What may be meant by what was typed, to be used in filters: entities, sources, and codes that occur in events. Best first."""

    def read(connection: Connection) -> list[dict[str, Any]]:
        asked = {"words": query.q, "limit": query.limit}
        found = []
        if kinds := query.among(get_args(EntityKind), under="entity"):
            found = [_entity(each) for each in suggest_entities(connection, kinds=kinds, **asked)]
        for kinds in (query.among(("source",)), query.among(get_args(CodeKind))):
            if kinds:
                found += [_code(kind, value) for kind, value in suggest_codes(connection, kinds=kinds, **asked)]
        return found

    return read_answer(request, {"data": await here.database.read(read)})


def _entity(found: Any) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in ("kind", "name", "country", "roles", "events")}
    return {"value": ids.public("ent", found.id), "parameters": AS_PARTY, **told}


def _code(kind: str, value: str) -> dict[str, Any]:
    return {"value": value, "parameters": [kind], "kind": kind, "name": value, "country": None, "roles": [], "events": None}
