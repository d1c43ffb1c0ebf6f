"""What answers without a key: health, the documentation, and the pages of the problems."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dateline_api.http import schemas
from dateline_api.http.answers import json_answer
from dateline_api.http.openapi import document
from dateline_api.http.pages import docs_page, problem_page, problems_page
from dateline_api.http.problems import PROBLEM_TYPES, not_found
from dateline_api.http.services import Here

router = APIRouter()


@router.get("/healthz", response_model=schemas.Health, tags=["health"])
async def healthz() -> Response:
    """Whether the process answers; nothing else is asked."""
    return json_answer({"status": "ok"})


@router.get("/readyz", response_model=schemas.Ready, responses={503: {"model": schemas.Ready}}, tags=["health"])
async def readyz(here: Here) -> Response:
    """Whether the database answers and is migrated. A lost broker only degrades: posts are taken and kept."""
    is_ready, checks = await here.readiness.report()
    body = {"status": "ready" if is_ready else "not ready", "checks": checks}
    return json_answer(body, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"} | ({} if is_ready else {"Retry-After": "1"}))


@router.get("/", include_in_schema=False)
async def front() -> Response:
    """The documentation, as long as there is no page."""
    return RedirectResponse("/docs")


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return json_answer(document(request.app))


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> Response:
    """The operations, for people."""
    return HTMLResponse(docs_page(document(request.app)))


@router.get("/problems", include_in_schema=False)
async def list_problems() -> Response:
    """All types of problem, for people."""
    return HTMLResponse(problems_page())


@router.get("/problems/{slug}", include_in_schema=False)
async def get_problem(slug: str) -> Response:
    """One type of problem, for people."""
    if slug not in PROBLEM_TYPES:
        raise not_found(f"problem {slug!r}")
    return HTMLResponse(problem_page(PROBLEM_TYPES[slug]))
