"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a POST that is sent again is answered again, not carried out again.

The flow of a request with a key:

    auth lets it in → `claim`: read the body, claim the key → the route → the middleware keeps the answer, then sends it

A process that dies in between leaves the key claimed until its lease is over; then the same request is carried out once
more, which changes nothing: whatever is posted here is known by what it is.
"""

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress

import structlog
from dateline_shared.errors import TransientError
from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline_api.db import idempotency as table
from dateline_api.http.bodies import read_body
from dateline_api.http.problems import ProblemError, invalid
from dateline_api.http.services import Services

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MAX_KEY = 255  # characters, as elsewhere
MAX_BODY = 1 << 20  # bytes: all of it is held until it is answered
PASSING = frozenset({408, 409, 425, 429})  # of the 4xx: another time the answer may be another one
TOLD_AGAIN = ("content-type", "location", "preference-applied")

_SECRET = re.compile(r"/v1/(?:keys|webhooks|webhooks/[^/]+/rotate)")
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')  # a string of RFC 9651
_BARE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")  # visible, and none of " , ; \

KEY_PATTERN = rf'^([!#-+\-.-:<-\[\]-~]{{1,{MAX_KEY}}}|"[ !#-\[\]-~]{{1,{MAX_KEY}}}")$'  # for the documentation: without escapes in a quoted one

log = structlog.get_logger(__name__)


def read_key(given: list[str]) -> str:
    """The key in the values of the header, quoted or bare. Raises the problem `bad-idempotency-key`."""
    value = given[0].strip() if len(given) == 1 else ""
    quoted = _QUOTED.fullmatch(value)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value
    if not key or not (quoted or _BARE.fullmatch(value)):
        raise ProblemError("bad-idempotency-key", f'{HEADER} is one string of visible characters, such as "8e03978e-40d5-43dd-bc93-6894a57f9324"')
    if len(key) > MAX_KEY:
        raise ProblemError("bad-idempotency-key", f"{HEADER} is {len(key)} characters long; at most {MAX_KEY} are read")
    return key


def is_secret(path: str) -> bool:
    """Whether answers to a POST there hold a secret, and so are not kept."""
    return _SECRET.fullmatch(path) is not None


def is_final(status: int) -> bool:
    """Whether the same request would be answered in the same way at another time, so that the answer is kept."""
    return 200 <= status < 300 or (400 <= status < 500 and status not in PASSING)


class _AnsweredError(Exception):
    """Ends a request that was answered before."""

    def __init__(self, kept: table.Kept) -> None:
        self.kept = kept


class Attempt:
    """One request with a key: its body, held to be read again by the route, and its answer, held until it is kept."""

    def __init__(self, here: Services, scope: Scope, receive: Receive, send: Send) -> None:
        self._here, self._scope, self._receive, self._send = here, scope, receive, send
        self._body: bytes | None = None
        self._claimed: table.Claim | None = None
        self._held: list[Message] = []

    async def claim(self, holder: str) -> None:
        """Claim the key. Raises problems; and what the middleware answers when the request was answered before."""
        request = Request(self._scope, self._receive)
        key = read_key(request.headers.getlist(HEADER))
        if is_secret(request.url.path):
            raise invalid(f"{HEADER} is not heeded at {request.url.path}: the answer holds a secret, and is kept nowhere. Leave it out", parameter=HEADER)
        if "ndjson" in request.headers.get("content-type", ""):
            raise invalid(f"{HEADER} is not heeded for NDJSON: lines that are sent again change nothing. Leave it out", parameter=HEADER)
        body = await self._read(request)
        fingerprint = _fingerprint(self._scope, body)
        found = await self._here.database.write(table.claim, holder=holder, key=key, fingerprint=fingerprint, now=self._here.clock.now())
        if isinstance(found, table.Claim):
            self._claimed = found
        elif found.fingerprint != fingerprint:
            raise ProblemError("idempotency-key-reused", "the key was used for a request with another path or body; take a new key for each request")
        elif found.status is None:
            raise ProblemError("idempotency-in-progress", "the first request with this key is still being carried out", headers={"Retry-After": "1"})
        else:
            raise _AnsweredError(found)

    async def _read(self, request: Request) -> bytes:
        try:
            self._body = body = await read_body(request, limit=MAX_BODY)
        except ProblemError as problem:
            if problem.kind.slug == "content-too-large":
                raise ProblemError("content-too-large", f"{problem.detail} with an {HEADER}") from None
            raise
        return body

    async def receive(self) -> Message:
        """What the route is given: the body once more, then whatever comes."""
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Message) -> None:
        """Hold the answer back until it is whole and kept, so that who asks again at once is answered."""
        if self._claimed is None:
            await self._send(message)
            return
        self._held.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            await self._settle(self._claimed)
            for each in self._held:
                await self._send(each)

    async def _settle(self, claimed: table.Claim) -> None:
        start, *parts = self._held
        try:
            if is_final(start["status"]):
                headers = {name: value for name, value in Headers(scope=start).items() if name in TOLD_AGAIN}
                body = b"".join(part.get("body", b"") for part in parts)
                await self._here.database.write(table.keep, claimed, status=start["status"], headers=headers, body=body)
            else:
                await self._here.database.write(table.free, claimed)
        except (SQLAlchemyError, TransientError) as error:  # the lease will end; what was done is answered all the same
            log.warning("answer.unkept", reason=str(getattr(error, "orig", error)))

    async def give_up(self) -> None:
        """Free the key of a request that failed; should that fail, too, its lease will end."""
        if self._claimed is not None:
            with suppress(SQLAlchemyError, TransientError):
                await self._here.database.write(table.free, self._claimed)


class Idempotency:
    """ASGI middleware: prepares an attempt for each POST with a key, which `claim` then carries on."""

    def __init__(self, app: ASGIApp, here: Services) -> None:
        self._app = app
        self._here = here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or HEADER not in Headers(scope=scope):
            await self._app(scope, receive, send)
            return
        scope["state"]["attempt"] = attempt = Attempt(self._here, scope, receive, send)
        try:
            await self._app(scope, attempt.receive, attempt.send)
        except _AnsweredError as answered:
            await _replay(answered.kept)(scope, receive, send)
        except Exception:
            await attempt.give_up()
            raise


async def claim(request: Request, holder: str) -> None:
    """Claim the key that a request has, if it has one, for a holder who was let in. Raises problems."""
    attempt: Attempt | None = getattr(request.state, "attempt", None)
    if attempt is not None:
        await attempt.claim(holder)


def _fingerprint(scope: Mapping[str, object], body: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in (scope["method"], scope["path"], scope["query_string"], body):
        raw = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()


def _replay(kept: table.Kept) -> Response:
    assert kept.status is not None
    return Response(kept.body or b"", status_code=kept.status, headers={**kept.headers, REPLAYED: "true"})
