"""Reads what is posted, strictly: content type, size, JSON, then every field.

Bodies are read here rather than by FastAPI so that the key is checked first, limits hold while reading, and each kind
of fault has its own problem.
"""

import json
import re
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Literal, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from dateline_api.http.errors import field_errors, pointer, summary
from dateline_api.http.problems import FieldError, ProblemError

M = TypeVar("M", bound=BaseModel)

SMALL = 64 * 1024  # bytes of a body that holds no article

_KINDS: dict[str, Literal["json", "ndjson"]] = {"application/json": "json", "application/x-ndjson": "ndjson", "application/ndjson": "ndjson"}
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL cannot keep: NUL, and halves of a surrogate pair


def kind_of(request: Request) -> Literal["json", "ndjson"]:
    """How the body is written. Raises the problem `unsupported-media-type`."""
    given = request.headers.get("content-type", "")
    media_type, _, parameters = given.partition(";")
    kind = _KINDS.get(media_type.strip().lower())
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
    encoding = request.headers.get("content-encoding", "identity")
    if kind is None or (charset and charset[1].lower() not in ("utf-8", "utf8")) or encoding.lower() != "identity":
        raise ProblemError("unsupported-media-type", f"application/json in UTF-8 is read here, not {given or 'a body without a type'!r} ({encoding})")
    return kind


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body. Raises the problem `content-too-large` before more than `limit` bytes are held."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        _too_large(f"the body is {announced} bytes", limit)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            _too_large(f"the body is over {size} bytes", limit)
        parts.append(part)
    return b"".join(parts)


def decode(raw: bytes) -> Any:
    """JSON as RFC 8259 has it, so without NaN. Raises the problem `malformed-body`."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError:
        raise ProblemError("malformed-body", "not readable JSON: nested too deeply") from None
    except ValueError as error:
        raise ProblemError("malformed-body", f"not JSON in UTF-8: {error}") from None


def validate(model: type[M], value: Any) -> M:
    """A JSON value as a model. Raises the problem `invalid-request` with a pointer to each field that is wrong."""
    errors = [] if isinstance(value, dict) else [FieldError(pointer="", detail="must be an object")]
    errors = errors or list(_unfit(value, ()))
    if not errors:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            errors = field_errors(error.errors(include_url=False, include_context=False, include_input=False))
    raise ProblemError("invalid-request", summary(errors), errors=errors)


def json_body(model: type[M]) -> Callable[[Request], Coroutine[Any, Any, M]]:
    """The dependency that reads a small JSON body as this model."""

    async def read(request: Request) -> M:
        if kind_of(request) != "json":
            raise ProblemError("unsupported-media-type", "application/json is read here")
        return validate(model, decode(await read_body(request, limit=SMALL)))

    return read


def documented(*models: type[BaseModel], array: bool = False, ndjson: bool = False) -> dict[str, Any]:
    """`openapi_extra` of a route whose body is read here: one object of a model, or many."""
    one = {"$ref": f"#/components/schemas/{models[0].__name__}"}
    content = {"application/json": {"schema": {"oneOf": [one, {"type": "array", "items": one, "maxItems": 100}]} if array else one}}
    if ndjson:
        content["application/x-ndjson"] = {"schema": {"type": "string", "description": "one such object a line"}}
    return {"requestBody": {"required": True, "content": content}}


def _unfit(value: Any, path: tuple[str | int, ...]) -> Iterator[FieldError]:
    if isinstance(value, str):
        if found := _UNFIT.search(value):
            what = "a NUL character (U+0000)" if found[0] == "\x00" else f"half of a surrogate pair (U+{ord(found[0]):04X})"
            yield FieldError(pointer=pointer(path), detail=f"holds {what} at character {found.start()}; remove it")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _unfit(item, (*path, n))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _unfit(item, (*path, name))


def _too_large(what: str, limit: int) -> NoReturn:
    raise ProblemError("content-too-large", f"{what}; at most {limit} are read")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
