"""Corrections as they are posted and shown."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, Self, get_args
from uuid import UUID

from dateline_shared.errors import RejectedError
from fastapi import Request
from pydantic import ConfigDict, Field

from dateline_api import ids
from dateline_api.correction import MODELS, AnyCorrection, Kind, Made
from dateline_api.filter_query import Name
from dateline_api.http.bodies import SMALL, decode, kind_of, read_body, validate
from dateline_api.http.errors import pointer
from dateline_api.http.problems import MAX_ERRORS, FieldError, ProblemError, invalid
from dateline_api.http.queries import PageQuery
from dateline_api.http.schemas import Answer, Page

State = Literal["standing", "withdrawn"]
_PREFIXES: tuple[ids.Prefix, ...] = ("mnt", "evt", "ent", "sty", "art")
_ID = re.compile(rf"({'|'.join(_PREFIXES)})_[0-9a-f]{{32}}")


class Correction(Answer):
    """What somebody corrected: with the fields of its kind, as they were posted."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    kind: Kind
    state: State
    author: str
    reason: str  # empty when it may quote an article that was deleted
    created_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """A row of the table."""
        told = {name: row[name] for name in ("kind", "state", "author", "reason", "created_at", "withdrawn_at")}
        return cls.model_validate(row["body"] | told | {"id": ids.public("cor", row["id"])})


class CorrectionPage(Page):
    """Corrections, those made last first."""

    data: list[Correction]


class GoldArticle(Answer):
    """A corrected article as gold, of the form of tests/quality/gold: alone, and as a part of a story."""

    article: dict[str, Any]
    story: dict[str, Any]


class GoldPage(Page):
    """Corrected articles as gold, in the order of their ids."""

    data: list[GoldArticle]


class CorrectionFilter(PageQuery):
    """Which corrections."""

    target: Name | None = Field(None, description="the id of a mention, event, entity, story or article that it is about")
    author: Name | None = None
    kind: Kind | None = None
    state: State | None = None

    def wanted(self) -> dict[str, Any]:
        """The filter that the parameters ask for. Raises the problem `invalid-request`."""
        found = self.model_dump(include={"author", "kind", "state"})
        return found | {"target": _key(self.target) if self.target else None}


async def read_correction(request: Request) -> Made:
    """The body as the model of its kind. Raises problems as `json_body` does."""
    raw = await read_body(request, limit=SMALL)
    kind_of(request, kinds=("json",))
    value = decode(raw)
    kind = value.get("kind") if isinstance(value, dict) else None
    if isinstance(value, dict) and not (isinstance(kind, str) and kind in MODELS):
        raise _of_no_kind(value)
    return validate(MODELS.get(kind or "", Made), value)


def _of_no_kind(value: dict[str, Any]) -> ProblemError:
    known = {name for model in MODELS.values() for name in model.model_fields}
    strange = [FieldError(pointer=pointer([name]), detail="is not known here") for name in value if name not in known]
    kind = FieldError(pointer="/kind", detail=f"must be one of {', '.join(MODELS)}")
    return ProblemError("invalid-request", kind.detail, errors=[kind, *strange[:MAX_ERRORS]])


def documented_correction() -> dict[str, Any]:
    """`openapi_extra` of the route that takes one."""
    one_of = [{"$ref": f"#/components/schemas/{model.__name__}"} for model in get_args(AnyCorrection)]
    mapping = {kind: f"#/components/schemas/{model.__name__}" for kind, model in MODELS.items()}
    schema = {"oneOf": one_of, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def named_in(body: dict[str, Any]) -> dict[str, tuple[ids.Prefix, UUID]]:
    """The objects that a correction names: pointer into it, kind of object and key."""
    return {pointer(path): _parsed(text) for path, text in _strings(body, ()) if _ID.fullmatch(text)}


def unknown(pointers: dict[str, str]) -> ProblemError:
    """The problem of ids, by their pointers, that stand for nothing."""
    errors = [FieldError(pointer=where, detail=f"there is no {name}") for where, name in pointers.items()]
    return ProblemError("invalid-request", f"{errors[0].pointer}: {errors[0].detail}", errors=errors)


def _strings(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(item, (*path, key))


def _parsed(text: str) -> tuple[ids.Prefix, UUID]:
    prefix = next(each for each in _PREFIXES if text.startswith(f"{each}_"))
    return prefix, ids.parse(prefix, text)


def _key(text: str) -> UUID:
    try:
        return _parsed(text)[1]
    except (StopIteration, RejectedError):
        raise invalid(f"must be the id of one of {', '.join(_PREFIXES)}", parameter="target") from None
