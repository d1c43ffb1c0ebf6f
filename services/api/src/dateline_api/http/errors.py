"""Turns what is raised during a request into a problem (`problems`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
import structlog
from dateline_shared.errors import TransientError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dateline_api.http.problems import MAX_DETAIL, MAX_ERRORS, MAX_NAME, FieldError, ProblemError, answer, cut, slug_of

RETRY_AFTER = {"Retry-After": "5"}  # seconds: a database that restarts is back in as many

_WORDS = {
    "extra_forbidden": "is not known here",
    "missing": "is required",
    "string_type": "must be a string",
    "tuple_type": "must be an array",
    "timezone_aware": "must say its offset from UTC, as in 2024-03-06T08:00:00Z",
    "datetime_parsing": "must be a time of RFC 3339, as in 2024-03-06T08:00:00Z",
    "datetime_from_date_parsing": "must be a time of RFC 3339, as in 2024-03-06T08:00:00Z",
}

log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Make every error of this app a problem; what is left over, the request log answers as a 500."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (TransientError, exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.ProgrammingError, psycopg.OperationalError):
        app.add_exception_handler(kind, _unavailable)


def pointer(path: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901), cut to MAX_NAME. What cannot be written in UTF-8 is replaced."""
    escaped = (str(part)[:MAX_NAME].replace("~", "~0").replace("/", "~1") for part in path)
    return cut("".join(f"/{part}" for part in escaped)).encode("utf-8", "replace").decode()


def field_errors(found: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """What pydantic found wrong with a body, field by field; of the first MAX_ERRORS."""
    return [FieldError(pointer=pointer(error["loc"]), detail=_detail(error)) for error in found[:MAX_ERRORS]]


def summary(errors: Sequence[FieldError], *, total: int) -> str:
    """One sentence for people: the first error, and how many more there are."""
    first = errors[0]
    more = f", and {total - 1} more" if total > 1 else ""
    left = f"; the first {len(errors)} are listed" if total > len(errors) else ""
    return f"{first.parameter or first.pointer or 'the body'}: {first.detail}{more}{left}"


def _detail(error: Mapping[str, Any]) -> str:
    return _WORDS.get(error["type"]) or cut(str(error["msg"]).removeprefix("Value error, "), MAX_DETAIL)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return answer(request.scope, error.kind.slug, error.detail, errors=error.errors, headers=error.headers, members=error.members)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    errors = [FieldError(parameter=_parameter(each["loc"]), detail=_detail(each)) for each in found[:MAX_ERRORS]]
    return answer(request.scope, "invalid-request", summary(errors, total=len(found)), errors=errors)


def _parameter(loc: Sequence[str | int]) -> str | None:
    """The name of a parameter out of ("query", name, ...)."""
    return cut(str(loc[1])) if len(loc) > 1 else None


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    slug = slug_of(error.status_code)
    detail = f"there is no {cut(request.url.path)}" if slug == "not-found" else str(error.detail)
    return answer(request.scope, slug, detail, headers=error.headers)


async def _unavailable(request: Request, error: Exception) -> Response:
    cause = getattr(error, "orig", None)
    if isinstance(error, exc.ProgrammingError) and not isinstance(cause, psycopg.errors.UndefinedTable):
        raise error
    if isinstance(cause, psycopg.errors.QueryCanceled):  # the statement timeout
        log.warning("database.too_slow", path=request.url.path, request_id=request.state.request_id)
        return answer(request.scope, "took-too-long", "the database took too long to answer; narrow the filter", headers=RETRY_AFTER)
    log.warning("database.unavailable", reason=str(cause or error), request_id=request.state.request_id)
    missing = isinstance(cause, psycopg.errors.UndefinedTable)
    return answer(request.scope, "unavailable", "the database is not migrated yet" if missing else "the database does not answer", headers=RETRY_AFTER)
