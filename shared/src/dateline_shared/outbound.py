"""Guarded HTTP: every request that strangers' input makes us send goes through `fetch`, or through `send` with something to say.

A host is resolved once, its addresses are checked, and the connection goes to an address that was checked, at the first
request and at every redirect. Time, size, redirects and types are limited. A redirect may lead from https to http, since
nothing secret is ever sent: no cookie, no password (an address that holds one is refused); nor are the environment's
proxies and netrc used. One module, past 250 lines, because what is asked and what is sent keep the same limits.

FetchError
├── UnreachableError        (transient) name, connection, TLS, protocol, time, or a damaged body
├── ForbiddenAddressError   (rejected) the host has no address that may be fetched from
└── RefusedResponseError    (rejected) not an HTTP address, too large, of another type, too many redirects
"""

import contextlib
import functools
import ssl
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Final

import httpcore2
import httpx2
from pydantic import field_validator

from dateline_shared import codings
from dateline_shared.addresses import Allowance, parse_allowances
from dateline_shared.connections import Deadline, FetchError, ForbiddenAddressError, GuardedBackend, Resolve, UnreachableError, resolve_host
from dateline_shared.errors import RejectedError
from dateline_shared.media import may_be_text, media_type
from dateline_shared.settings import Settings

__all__ = [
    "FetchError",
    "ForbiddenAddressError",
    "Limits",
    "OutboundSettings",
    "Redirect",
    "RefusedResponseError",
    "Response",
    "UnreachableError",
    "fetch",
    "send",
    "user_agent",
]


class RefusedResponseError(FetchError, RejectedError):
    """The address or the response breaks a limit."""


class OutboundSettings(Settings):
    """A process that fetches from addresses which strangers choose."""

    fetch_allow: str = ""  # CIDR[:port], comma separated: what may be fetched from although it is not public
    contact: str | None = None  # address or page of whoever runs this, told to the servers we fetch from

    @field_validator("fetch_allow")
    @classmethod
    def _is_readable(cls, value: str) -> str:
        parse_allowances(value)
        return value

    @field_validator("contact")
    @classmethod
    def _can_be_sent(cls, value: str | None) -> str | None:
        if value and not (value.isascii() and value.isprintable() and not set("()") & set(value)):
            raise ValueError("write the address of a page or a mailbox, in ASCII and without brackets: https://example.org/bot or ops@example.org")
        return value or None

    @property
    def allow(self) -> tuple[Allowance, ...]:
        """`fetch_allow`, parsed."""
        return parse_allowances(self.fetch_allow)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take, redirects included. The default time is half of a task's limit: reading 5 MB of feed takes 1 to 5 s."""

    total: timedelta = timedelta(seconds=15)
    connect: timedelta = timedelta(seconds=5)  # to one address
    max_bytes: int = 5 * 1024 * 1024  # of the body, as it comes and unpacked
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Redirect:
    """One step on the way to the response."""

    status: int  # 301, 302, 303, 307 or 308
    target: str


@dataclass(frozen=True, slots=True)
class Response:
    """What the last server on the way answered."""

    url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes  # unpacked, and empty unless the status is 2xx; what `send` gives is the beginning, of any status, as it came
    redirects: tuple[Redirect, ...] = ()


DEFAULT_LIMITS: Final = Limits()
MAX_HEADERS: Final = 200  # of one response; CPython's own client allows 100

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def user_agent(contact: str | None) -> str:
    """The name under which we fetch: `Dateline/<version> (+contact)`."""
    name = f"Dateline/{version('dateline-shared')}"
    return f"{name} (+{contact})" if contact else name


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    allow: Iterable[Allowance] = (),
    accept_types: Callable[[str], bool] = may_be_text,
    resolve: Resolve = resolve_host,
    sockets: httpcore2.NetworkBackend | None = None,
) -> Response:
    """GET `url`, following redirects. Every status is an answer; a body comes with 2xx alone, and only if `accept_types` takes its
    media type ("" when the server names none). `sockets` connects to the addresses that were checked. Raises FetchError.
    """
    sent = {"User-Agent": user_agent(None), "Accept": "*/*", "Accept-Encoding": codings.ACCEPTED, **(headers or {})}
    address, redirects = _web_address(url), []
    with _guarded(limits, allow, resolve, sockets) as (pool, deadline):
        while True:
            with pool.stream("GET", _target(address), headers={**sent, "Host": address.netloc}) as answer:
                received = _headers(answer)
                location = received.get("location")
                # The bodies of redirects and of failures are never read: what they hold matters to nobody.
                if answer.status not in _REDIRECTS or location is None:
                    body = _body(answer, received, limits, deadline, accept_types) if 200 <= answer.status < 300 else b""
                    return Response(url=str(address), status=answer.status, headers=received, body=body, redirects=tuple(redirects))
            address = _web_address(location, base=address)
            redirects.append(Redirect(answer.status, str(address)))
            if len(redirects) > limits.max_redirects:
                raise RefusedResponseError(f"more than {limits.max_redirects} redirects")


def send(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    limits: Limits = DEFAULT_LIMITS,
    allow: Iterable[Allowance] = (),
    resolve: Resolve = resolve_host,
    sockets: httpcore2.NetworkBackend | None = None,
) -> Response:
    """POST `body` to `url`. Every status is an answer, a redirect too; no more than `limits.max_bytes` of its body are read, as they come,
    and none that come too late: the status has told all that matters. Raises FetchError.
    """
    sent = {"User-Agent": user_agent(None), "Accept": "*/*", "Accept-Encoding": "identity", **headers}
    address = _web_address(url)
    head: dict[bytes | str, bytes | str] = {**sent, "Host": address.netloc}
    with _guarded(limits, allow, resolve, sockets) as (pool, _), pool.stream("POST", _target(address), headers=head, content=body) as answer:
        return Response(url=str(address), status=answer.status, headers=_headers(answer), body=_beginning(answer, limits.max_bytes))


@contextlib.contextmanager
def _guarded(
    limits: Limits, allow: Iterable[Allowance], resolve: Resolve, sockets: httpcore2.NetworkBackend | None
) -> Generator[tuple[httpcore2.ConnectionPool, Deadline]]:
    """Guarded connections for one fetch and the end of its time; what goes wrong over them is a FetchError."""
    backend = GuardedBackend(
        allow=tuple(allow), deadline=Deadline(limits.total), connect=limits.connect, resolve=resolve, sockets=sockets or httpcore2.SyncBackend()
    )
    try:
        with httpcore2.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=1) as pool:
            yield pool, backend.deadline
    except UnicodeError as error:  # of a name that is none
        raise RefusedResponseError(f"not an address to fetch from: {error}") from error
    except codings.UnknownCodingError as error:
        raise RefusedResponseError(str(error)) from error
    except httpcore2.TimeoutException as error:
        raise UnreachableError(backend.deadline.passed) from error
    except (codings.DamagedBodyError, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise UnreachableError(str(error) or type(error).__name__) from error


def _web_address(url: str, *, base: httpx2.URL | None = None) -> httpx2.URL:
    try:
        address = base.join(url) if base else httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise RefusedResponseError(f"not an address to fetch from: {error}") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise RefusedResponseError("not an address to fetch from: it must begin with http:// or https:// and name a host")
    if address.userinfo:
        raise RefusedResponseError("the address holds a user name or password; they are never sent, so leave them out")
    if address.port is not None and not 0 < address.port < 65536:
        raise RefusedResponseError("not an address to fetch from: ports are 1 to 65535")
    return address


def _target(address: httpx2.URL) -> httpcore2.URL:
    return httpcore2.URL(scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path)


def _headers(answer: httpcore2.Response) -> dict[str, str]:
    """The headers of a response, names in lower case; httpcore2 refuses a head over 100 kB."""
    if len(answer.headers) > MAX_HEADERS:
        raise RefusedResponseError(f"the response has more than {MAX_HEADERS} headers")
    return dict(httpx2.Headers(answer.headers).items())


def _body(answer: httpcore2.Response, headers: Mapping[str, str], limits: Limits, deadline: Deadline, accept_types: Callable[[str], bool]) -> bytes:
    """The unpacked body. The limit holds for what comes over the wire and for what it unpacks to."""
    kind = media_type(headers.get("content-type", ""))
    if not accept_types(kind):
        raise RefusedResponseError(f"the server answered with {kind or 'no media type'}, which is not read here")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.max_bytes:
        raise RefusedResponseError(_too_large(limits))
    packed = _bounded(answer.iter_stream(), limits, deadline)
    return b"".join(_bounded(codings.unpacked(packed, headers.get("content-encoding", "")), limits, deadline))


def _beginning(answer: httpcore2.Response, at_most: int) -> bytes:
    found = bytearray()
    with contextlib.suppress(FetchError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        for part in answer.iter_stream():
            found += part
            if len(found) >= at_most:
                break
    return bytes(found[:at_most])


def _bounded(parts: Iterable[bytes], limits: Limits, deadline: Deadline) -> Iterator[bytes]:
    size = 0
    for part in parts:
        deadline.left()
        size += len(part)
        if size > limits.max_bytes:
            raise RefusedResponseError(_too_large(limits))
        yield part


def _too_large(limits: Limits) -> str:
    return f"the body is larger than {limits.max_bytes} bytes"


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)  # 20 to 60 ms, so once a process
