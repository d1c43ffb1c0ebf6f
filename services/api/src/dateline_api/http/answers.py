"""Answers: JSON with a weak ETag, and the links of pages."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import Request
from starlette.responses import Response

_FRESH = {"Cache-Control": "private, no-cache"}  # keep it, but ask each time


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON; instants in UTC end in Z."""
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), status_code=status, headers=headers, media_type="application/json")


def read_answer(request: Request, body: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a GET: with a weak ETag, and without a body (304) when the caller has just this one."""
    return conditional(request, json_answer(body, headers=headers))


def conditional(request: Request, answer: Response) -> Response:
    """The same of an answer that was made already."""
    answer.headers.update(_FRESH)
    answer.headers["ETag"] = tag = f'W/"{hashlib.blake2b(bytes(answer.body), digest_size=12).hexdigest()}"'
    if not _has(request, tag):
        return answer
    kept = {name: value for name, value in answer.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=kept)


def link_to_next(request: Request, cursor: str | None) -> dict[str, str]:
    """The header Link (RFC 8288) to the page after this one."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return {"Link": f'<{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}


def _has(request: Request, tag: str) -> bool:
    given = [entry.strip() for entry in ",".join(request.headers.getlist("if-none-match")).split(",")]
    return "*" in given or any(entry.removeprefix("W/") == tag.removeprefix("W/") for entry in given)
