"""Problems (RFC 9457): every error that the API answers is one of these types.

`type` is a path on this server, where a page explains it; extension members are `request_id`, `errors` and, for an
expired cursor, `oldest_cursor`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dateline_shared.errors import DatelineError
from pydantic import BaseModel
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

MAX_ERRORS = 20  # listed in a problem: as many as a person reads, and an answer that stays small however wrong the request is
MAX_NAME = 200  # characters of what is repeated from the request
MAX_DETAIL = 1000  # characters


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem, as its page explains it."""

    slug: str
    status: int
    title: str
    explanation: str


_TYPES = (
    ProblemType("malformed-body", 400, "The body cannot be read", "The body is not JSON (or NDJSON) in UTF-8. The detail says where reading stopped."),
    ProblemType(
        "malformed-request", 400, "This is no request", "What came over the connection is not HTTP/1.1, or the head of the request is longer than 64 kB."
    ),
    ProblemType("bad-cursor", 400, "Not a cursor of this list", "Give `next_cursor` back exactly as it came, to the same path."),
    ProblemType(
        "cursor-of-another-filter",
        400,
        "The cursor belongs to another filter",
        "A cursor continues one list with one set of filter parameters. Repeat the parameters it was made with, or start anew without a cursor.",
    ),
    ProblemType(
        "bad-idempotency-key",
        400,
        "The Idempotency-Key cannot be read",
        'Send one string of at most 255 visible characters, in quotes or without: Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324".',
    ),
    ProblemType(
        "unauthorized", 401, "No valid API key", "Send a key as `Authorization: Bearer dl_...` or `X-API-Key: dl_...`. Keys are made with POST /v1/keys."
    ),
    ProblemType("missing-scope", 403, "The key may not do this", "The detail names the scope that the key lacks. Scopes are read, ingest, correct and admin."),
    ProblemType(
        "foreign-request",
        403,
        "Only this machine is answered",
        "With DATELINE_AUTH=off the service answers programs and pages of its own machine alone. "
        "Call it by the name localhost or a loopback address, from a page that has such a name, too; or use keys.",
    ),
    ProblemType("not-found", 404, "Nothing is here", "There is no such path, or no object with this identifier."),
    ProblemType("method-not-allowed", 405, "This method is not offered here", "The header Allow lists the methods of this path."),
    ProblemType(
        "body-awaited", 408, "The body did not come", "For a minute no byte of the body arrived, or after five it was not whole. Send it again, without pauses."
    ),
    ProblemType("conflict", 409, "It does not go with what is there", "The detail says what is in the way. Nothing was changed."),
    ProblemType(
        "idempotency-in-progress",
        409,
        "The request is still being carried out",
        "Another request with this Idempotency-Key was not answered yet. Send it again after Retry-After seconds to get its answer.",
    ),
    ProblemType(
        "cursor-expired",
        410,
        "The change log no longer reaches back to the cursor",
        "The cursor is older than the log is kept (see `retention_days` in /v1/meta), or the database was restored since. "
        "List the events anew, in place of the copy that you have, and follow the `changes_cursor` of that list; "
        "or go on from `oldest_cursor`, the first change that is left.",
    ),
    ProblemType("content-too-large", 413, "Too large", "The limits are listed in /v1/meta. A long text can be posted in parts, many articles as NDJSON."),
    ProblemType(
        "unsupported-media-type",
        415,
        "This content type is not read here",
        "Send `Content-Type: application/json` in UTF-8, uncompressed. Articles may also come as application/x-ndjson, application/ld+json, "
        "application/feed+json, text/html and application/xhtml+xml.",
    ),
    ProblemType(
        "invalid-request",
        422,
        "The request does not hold what it should",
        "Each of `errors` names a field (`pointer`, RFC 6901) or a `parameter`; the first 20 are listed.",
    ),
    ProblemType(
        "idempotency-key-reused",
        422,
        "The Idempotency-Key belongs to another request",
        "A key stands for one request: the same method, path, query and body. Make a new key, such as a UUID, for each.",
    ),
    ProblemType(
        "overloaded",
        429,
        "Too much is under way",
        "Too many articles wait for a reader, or there are too many imports, exports or followed filters at once. "
        "Nothing was done; try again after Retry-After seconds.",
    ),
    ProblemType(
        "rate-limited",
        429,
        "Too many requests",
        "The key has made as many requests as it may. The header RateLimit says when there are more; try again after Retry-After seconds.",
    ),
    ProblemType("internal-error", 500, "Something went wrong here", "This is a fault of the server. Its log has the details under `request_id`."),
    ProblemType(
        "format-not-installed",
        501,
        "The server cannot write this format",
        "A library is missing on the server, which is big and therefore optional. Whoever runs it installs `dateline-api[parquet]`, "
        "or builds the image with the argument PARQUET=yes; the other formats need nothing.",
    ),
    ProblemType("unavailable", 503, "The database does not answer", "Nothing was changed. Try again after Retry-After seconds."),
    ProblemType("too-many-connections", 503, "The server is full", "It holds as many connections as it may. Try again after Retry-After seconds."),
    ProblemType(
        "took-too-long",
        503,
        "The answer took too long to find",
        "The server gave the query up. Narrow the filter, say to fewer days or a rarer word, or ask for less at a time; or try again when less is going on.",
    ),
    ProblemType(
        "http-version",
        505,
        "This needs HTTP/1.1",
        "In HTTP/1.0 a body has no end of its own, so that one which broke off looks whole. Send HTTP/1.1; nginx does with `proxy_http_version 1.1;`.",
    ),
)
PROBLEM_TYPES: Mapping[str, ProblemType] = {kind.slug: kind for kind in _TYPES}
_BY_STATUS: Mapping[int, ProblemType] = {kind.status: kind for kind in reversed(_TYPES)}


class FieldError(BaseModel):
    """What is wrong with one field of the body, or one parameter of the query or path."""

    detail: str
    pointer: str | None = None  # JSON pointer (RFC 6901) into the body
    parameter: str | None = None


class Problem(BaseModel):
    """The body of every error answer."""

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    request_id: str | None = None
    errors: list[FieldError] | None = None
    oldest_cursor: str | None = None


class ProblemError(DatelineError):
    """Ends a request with a problem."""

    def __init__(
        self,
        slug: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = PROBLEM_TYPES[slug]
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    def body(self) -> dict[str, Any]:
        """The problem as a member of a list of results: without what belongs to the whole request."""
        return _body(self.kind.slug, self.kind.title, self.kind.status, self.detail, errors=self.errors, **self.members)


def cut(text: str, length: int = MAX_NAME) -> str:
    """What is repeated from a request, without the rest of what is long."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def invalid(detail: str, *, parameter: str | None = None, pointer: str | None = None) -> ProblemError:
    """The problem of one wrong parameter or field."""
    return ProblemError("invalid-request", detail, errors=[FieldError(detail=detail, parameter=parameter, pointer=pointer)])


def not_found(what: str) -> ProblemError:
    """The problem of an object that is not there."""
    return ProblemError("not-found", f"there is no {what}")


def answer(
    scope: Mapping[str, Any],
    slug: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response:
    """The whole answer to the request of this ASGI scope."""
    kind = PROBLEM_TYPES[slug]
    request = {"instance": cut(scope.get("path", "")), "request_id": scope.get("state", {}).get("request_id")}
    body = _body(slug, kind.title, kind.status, detail, errors=errors, **request, **(members or {}))
    return Response(orjson.dumps(body), status_code=kind.status, headers=headers, media_type=MEDIA_TYPE)


def slug_of(status: int) -> str:
    """The general problem of a status that a library raised."""
    kind = _BY_STATUS.get(status) or _BY_STATUS[422 if 400 <= status < 500 else 500]
    return kind.slug


def _body(slug: str, title: str, status: int, detail: str, *, errors: Sequence[FieldError], **members: Any) -> dict[str, Any]:
    listed = [error.model_dump(exclude_none=True) for error in errors[:MAX_ERRORS]]
    told = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": cut(detail, MAX_DETAIL), **members}
    return told | ({"errors": listed} if listed else {})
