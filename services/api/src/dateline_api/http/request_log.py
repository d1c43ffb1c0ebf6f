"""The outermost layer: gives each request an id, logs one line for it, and answers what nobody caught."""

import re
import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline_api.http.problems import answer

HEADER = "X-Request-ID"

PROBES = frozenset({"/healthz", "/readyz"})  # asked every few seconds by whoever runs the container

_ACCEPTABLE = re.compile(r"[A-Za-z0-9._:-]{1,100}")  # anything else could forge a line of the log

log = structlog.get_logger(__name__)


class RequestLog:
    """ASGI middleware. The query string is not logged: it may hold what people search for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except ClientDisconnect:
            status = status or 499  # nginx's number for a client that left
        except Exception:
            log.exception("request.failed", method=scope["method"], path=scope["path"], request_id=request_id)
            if status:
                raise  # the answer has begun: only cutting it off tells that it is not whole
            await answer(scope, "internal-error", "the server's log has the details")(scope, receive, send_with_id)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            tell = log.debug if scope["path"] in PROBES and status < 400 else log.info
            tell("request.answered", method=scope["method"], path=scope["path"], status=status, milliseconds=took, request_id=request_id)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ACCEPTABLE.fullmatch(given := value.decode("latin-1")):
            return given
    return uuid.uuid4().hex
