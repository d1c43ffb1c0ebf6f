"""The OpenAPI 3.1 document: what FastAPI derives, and the problems and bodies that it does not see."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from dateline_api.correction import MODELS
from dateline_api.http.idempotency import HEADER, KEY_PATTERN, is_secret
from dateline_api.http.intake import PostedArticle
from dateline_api.http.problems import MEDIA_TYPE, Problem
from dateline_api.http.reading_bodies import RelinkRequest, RereadRequest
from dateline_api.http.resources import DiscoverRequest, FeedChange, FeedRequest, KeyRequest, RetractRequest, SourceChange
from dateline_api.http.webhook_bodies import ReplayRequest, RotateRequest, WebhookChange, WebhookRequest

Responses = dict[int | str, dict[str, Any]]

_ALWAYS = (401, 403, 422, 429, 500, 503)
_REF = "#/components/schemas/{model}"
_TAKEN = (  # bodies that are read without FastAPI
    PostedArticle,
    FeedRequest,
    FeedChange,
    DiscoverRequest,
    KeyRequest,
    RetractRequest,
    SourceChange,
    WebhookRequest,
    WebhookChange,
    RotateRequest,
    ReplayRequest,
    *MODELS.values(),
    RereadRequest,
    RelinkRequest,
)

_IDEMPOTENCY_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": KEY_PATTERN},
    "description": "The same request with the same key is carried out once, and answered again for 24 hours. Not for NDJSON, nor for bodies over 1 MiB",
}

DESCRIPTION = """\
News in; who did what to whom, when, where, according to whom and whether it happened, out.

List with `/v1/events`, then follow its `changes_cursor` in `/v1/changes`: every change comes once, in order.
Errors are problems (RFC 9457). Fields may be added within v1; none is renamed or removed."""


def problems(*statuses: int, always: tuple[int, ...] = _ALWAYS) -> Responses:
    """The error answers of a route: these statuses, besides those that every route may give."""
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted({*statuses, *always})}


def unchanged() -> Responses:
    """The answer to a conditional GET."""
    return {304: {"description": "Not Modified: what If-None-Match names is still what there is"}}


def elsewhere(kind: str) -> Responses:
    """The answer of an object that was merged."""
    return {308: {"description": f"Permanent Redirect: merged into the {kind} that Location names"}}


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document, made once."""
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        schemas: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
        _, made = models_json_schema([(Problem, "serialization"), *((model, "validation") for model in _TAKEN)], ref_template=_REF)
        for name, schema in made["$defs"].items():
            schemas.setdefault(name, schema)
        for method, path, operation in operations(found):
            if method == "POST" and not is_secret(path):
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
                operation["responses"] |= {str(status): answer for status, answer in problems(400, 409, always=()).items()}
        found["components"]["schemas"] = dict(sorted(schemas.items()))
        app.openapi_schema = found
    return app.openapi_schema


def operations(document: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation, in the order of the paths."""
    return [(method.upper(), path, operation) for path, methods in document["paths"].items() for method, operation in methods.items()]
