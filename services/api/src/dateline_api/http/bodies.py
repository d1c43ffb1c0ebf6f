"""Reads what is posted, strictly: content type, size, JSON, then every field.

Bodies are read here rather than by FastAPI so that the key is checked first, limits hold while reading, and each kind
of fault has its own problem.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, Literal, NoReturn, TypeVar, get_args

from fastapi import Request
from pydantic import BaseModel, ValidationError

from dateline_api.http.errors import field_errors, pointer, summary
from dateline_api.http.problems import MAX_ERRORS, FieldError, ProblemError, cut

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

SMALL = 64 * 1024  # bytes of a body that holds no article; and of what is read without a thread, in about 1 ms
SILENCE = timedelta(seconds=60)  # without a byte of the body; nginx's client_body_timeout
WHOLE = timedelta(minutes=5)  # for a body that is held until it is whole: 6 MB at 20 kB a second

Kind = Literal["json", "ndjson", "html"]

KINDS: dict[str, Kind] = {
    "application/json": "json",
    "application/ld+json": "json",
    "application/feed+json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "text/html": "html",
    "application/xhtml+xml": "html",
}
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL cannot keep: NUL, and halves of a surrogate pair


def kind_of(request: Request, *, kinds: Collection[Kind] = get_args(Kind)) -> Kind:
    """How the body is written, of the `kinds` that are read there. Raises the problem `unsupported-media-type`."""
    given = request.headers.get("content-type", "")
    kind = KINDS.get(given.partition(";")[0].strip().lower())
    encoding = request.headers.get("content-encoding", "identity")
    is_in_utf8 = (charset_of(request) or "utf-8").lower() in ("utf-8", "utf8")
    if kind is None or kind not in kinds or not (is_in_utf8 or kind == "html") or encoding.lower() != "identity":
        told = cut(given or "a body without a type")
        names = ", ".join(name for name, each in KINDS.items() if each in kinds)
        raise ProblemError("unsupported-media-type", f"read here are {names}, in UTF-8 and uncompressed, and not {told!r} ({cut(encoding)})")
    return kind


def charset_of(request: Request) -> str | None:
    """The charset that the content type names."""
    parameters = request.headers.get("content-type", "").partition(";")[2]
    found = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
    return found[1] if found else None


async def arriving(request: Request, *, silence: timedelta = SILENCE) -> AsyncIterator[bytes]:
    """The body as it comes. Raises the problem `body-awaited` when nothing more of it has come for so long."""
    parts = request.stream()
    while True:
        try:
            async with asyncio.timeout(silence.total_seconds()):
                part = await anext(parts, None)
        except TimeoutError:
            raise ProblemError("body-awaited", f"no byte of the body came for {silence.total_seconds():g} s") from None
        if part is None:
            return
        yield part


async def read_body(request: Request, *, limit: int, within: timedelta = WHOLE) -> bytes:
    """The whole body. Raises the problem `body-awaited`, and `content-too-large` before more than `limit` bytes are held."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        _too_large(f"the body is {announced} bytes", limit)
    parts, size = [], 0
    try:
        async with asyncio.timeout(within.total_seconds()):
            async for part in arriving(request):
                size += len(part)
                if size > limit:
                    _too_large(f"the body is over {size} bytes", limit)
                parts.append(part)
    except TimeoutError:
        raise ProblemError("body-awaited", f"after {within.total_seconds():g} s the body is not whole; {size} bytes of it came") from None
    return b"".join(parts)


async def understand(read: Callable[[bytes], T], raw: bytes) -> T:
    """What `read` makes of a body; of a large one in a thread, so that other requests are answered meanwhile."""
    return await asyncio.to_thread(read, raw) if len(raw) > SMALL else read(raw)


def decode(raw: bytes) -> Any:
    """JSON as RFC 8259 has it, so without NaN. Raises the problem `malformed-body`."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError:
        raise ProblemError("malformed-body", "not readable JSON: nested too deeply") from None
    except ValueError as error:
        raise ProblemError("malformed-body", f"not JSON in UTF-8: {error}") from None


def validate(model: type[M], value: Any) -> M:
    """A JSON value as a model. Raises the problem `invalid-request` with a pointer to each field that is wrong, of the first MAX_ERRORS."""
    if not isinstance(value, dict):
        _invalid([FieldError(pointer="", detail="must be an object")])
    if len(value) > len(model.model_fields):  # not all of them can be known: no need to look at what they hold
        strange = [name for name in value if name not in model.model_fields]
        _invalid([FieldError(pointer=pointer([name]), detail="is not known here") for name in strange[:MAX_ERRORS]], total=len(strange))
    unfit = _unfit(value)
    if errors := [FieldError(pointer=pointer(path), detail=detail) for path, detail in islice(unfit, MAX_ERRORS)]:
        _invalid(errors, total=len(errors) + sum(1 for _ in unfit))
    try:
        return model.model_validate(value)
    except ValidationError as error:
        _invalid(field_errors(error.errors(include_url=False, include_context=False, include_input=False)), total=error.error_count())


def json_body(model: type[M], *, required: bool = True) -> Callable[[Request], Coroutine[Any, Any, M]]:
    """The dependency that reads a small JSON body as this model; where none is required, no body is an empty object."""

    async def read(request: Request) -> M:
        raw = await read_body(request, limit=SMALL)
        if not (raw or required):
            return validate(model, {})
        kind_of(request, kinds=("json",))
        return validate(model, decode(raw))

    return read


def documented(model: type[BaseModel], *, array: bool = False, others: Mapping[str, str] | None = None, required: bool = True) -> dict[str, Any]:
    """`openapi_extra` of a route whose body is read here: one object of a model, or many; or of `others`, media types and what they hold."""
    told = dict(others or {})
    ours: dict[str, Any] = {"$ref": f"#/components/schemas/{model.__name__}"}
    one = {"anyOf": [ours, {"type": "object", "description": told.pop("application/json")}]} if "application/json" in told else ours
    content = {"application/json": {"schema": {"oneOf": [one, {"type": "array", "items": one, "maxItems": 100}]} if array else one}}
    content |= {kind: {"schema": {"type": "object" if kind.endswith("+json") else "string", "description": held}} for kind, held in told.items()}
    return {"requestBody": {"required": required, "content": content}}


def _unfit(value: Any) -> Iterator[tuple[Sequence[str | int], str]]:
    """Path and fault of every string that cannot be kept, in their order. The path is good until the next one is asked for.

    It does not recurse: JSON may be nested as deep as Python may call.
    """
    path: list[str | int] = []
    levels: list[Iterator[tuple[str | int, Any]]] = [_items(value)]
    while levels:
        for key, item in levels[-1]:
            path[len(levels) - 1 :] = [key]
            if isinstance(item, (dict, list)):
                levels.append(_items(item))
                break
            if isinstance(item, str) and (found := _UNFIT.search(item)):
                what = "a NUL character (U+0000)" if found[0] == "\x00" else f"half of a surrogate pair (U+{ord(found[0]):04X})"
                yield path, f"holds {what} at character {found.start()}; remove it"
        else:
            levels.pop()


def _items(value: dict[str, Any] | list[Any]) -> Iterator[tuple[str | int, Any]]:
    return iter(value.items()) if isinstance(value, dict) else enumerate(value)


def _invalid(errors: list[FieldError], *, total: int = 1) -> NoReturn:
    raise ProblemError("invalid-request", summary(errors, total=total), errors=errors)


def _too_large(what: str, limit: int) -> NoReturn:
    raise ProblemError("content-too-large", f"{what}; at most {limit} are read")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
