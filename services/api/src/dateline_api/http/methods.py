"""Answers 405 with all methods of a path, while Starlette names those of the first route that has it."""

from collections.abc import Sequence

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from dateline_api.http.openapi import document, operations
from dateline_api.http.problems import answer, cut


async def not_allowed(request: Request, error: Exception) -> Response:
    """The problem `method-not-allowed`."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    allow = methods_of(path, operations(document(request.app)))
    headers = {"Allow": ", ".join(allow)} if allow else error.headers  # what the document leaves out has one method
    return answer(request.scope, "method-not-allowed", f"{request.method} is not offered on {cut(path)}", headers=headers)


def methods_of(path: str, offered: Sequence[tuple[str, str, object]]) -> list[str]:
    """The methods of a path; one that is written out, such as /v1/feeds/opml, stands before one with parameters, /v1/feeds/{feed_id}."""
    found: dict[int, set[str]] = {}
    for method, template, _ in offered:
        pattern, _, parameters = compile_path(template)
        if pattern.match(path):
            found.setdefault(len(parameters), set()).add(method)
    return sorted(found[min(found)]) if found else []
