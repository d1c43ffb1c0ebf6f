"""Answers: JSON with a weak ETag, and the links of pages."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request
from starlette.responses import RedirectResponse, Response

_FRESH = {"Cache-Control": "private, no-cache"}  # keep it, but ask each time


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON; instants in UTC end in Z."""
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), status_code=status, headers=headers, media_type="application/json")


def read_answer(request: Request, body: Any, *, headers: Mapping[str, str] | None = None, tag: str | None = None) -> Response:
    """The answer to a GET: with a weak ETag, and without a body (304) when the caller has just this one."""
    return conditional(request, json_answer(body, headers=headers), tag=tag)


def conditional(request: Request, answer: Response, *, tag: str | None = None) -> Response:
    """The same of an answer that was made already. Two are the same that have one tag: the bytes', unless it is given."""
    answer.headers.update(_FRESH)
    answer.headers["ETag"] = tag = tag or tag_of(bytes(answer.body))
    if not has_tag(request, tag):
        return answer
    kept = {name: value for name, value in answer.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=kept)


def tag_of(body: bytes) -> str:
    """A weak ETag of what an answer holds."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def link_to_next(request: Request, cursor: str | None) -> dict[str, str]:
    """The header Link (RFC 8288) to the page after this one."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return {"Link": f'<{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}


def moved(request: Request, to: str) -> Response:
    """The answer for an object that was merged into another: the same path and query, of that one."""
    first, version, kind, _, *rest = request.scope["path"].split("/")
    path, query = "/".join((first, version, kind, to, *rest)), request.url.query
    return RedirectResponse(f"{path}?{query}" if query else path, status_code=308)


def has_tag(request: Request, tag: str) -> bool:
    """Whether the caller has what this ETag names (If-None-Match)."""
    given = [entry.strip() for entry in ",".join(request.headers.getlist("if-none-match")).split(",")]
    return "*" in given or any(entry.removeprefix("W/") == tag.removeprefix("W/") for entry in given)
