"""Guarded HTTP: every request that strangers' input makes us send goes through `fetch`.

A host is resolved once, its addresses are checked, and the connection goes to an address that was checked, at the first
request and at every redirect. Time, size and redirects are limited; proxies and netrc of the environment are not used.

FetchError
├── UnreachableError        (transient) name, connection, TLS, protocol or time
├── ForbiddenAddressError   (rejected) the host has no address that may be fetched from
└── RefusedResponseError    (rejected) not an HTTP address, too large, too many redirects
"""

import functools
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Final

import httpcore2
import httpx2
from pydantic import field_validator

from dateline_shared.addresses import Allowance, parse_allowances
from dateline_shared.connections import Deadline, FetchError, ForbiddenAddressError, GuardedBackend, Resolve, UnreachableError, resolve_host
from dateline_shared.errors import RejectedError
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

    @property
    def allow(self) -> tuple[Allowance, ...]:
        """`fetch_allow`, parsed."""
        return parse_allowances(self.fetch_allow)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take, redirects included. The default time is half of a task's limit: reading 5 MB of feed takes 1 to 5 s."""

    total: timedelta = timedelta(seconds=15)
    connect: timedelta = timedelta(seconds=5)  # to one address
    max_bytes: int = 5 * 1024 * 1024  # of the decompressed body
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
    body: bytes  # decompressed
    redirects: tuple[Redirect, ...] = ()


DEFAULT_LIMITS: Final = Limits()


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
    resolve: Resolve = resolve_host,
) -> Response:
    """GET `url`, following redirects; every status is an answer. Raises FetchError."""
    backend = GuardedBackend(allow=tuple(allow), deadline=Deadline(limits.total), connect=limits.connect, resolve=resolve)
    redirects: list[Redirect] = []
    try:
        with httpx2.Client(
            transport=_GuardedTransport(backend),
            trust_env=False,
            timeout=limits.total.total_seconds(),
            headers={"User-Agent": user_agent(None), **(headers or {})},
        ) as client:
            request = client.build_request("GET", url)
            while True:
                response = client.send(request, stream=True)
                try:
                    if response.next_request is None:
                        return Response(
                            url=str(response.url),
                            status=response.status_code,
                            headers=dict(response.headers.items()),
                            body=_read(response, limits, backend.deadline),
                            redirects=tuple(redirects),
                        )
                    # The bodies of redirects are never read: they would escape the limit.
                    request = response.next_request
                    redirects.append(Redirect(response.status_code, str(request.url)))
                finally:
                    response.close()
                if len(redirects) > limits.max_redirects:
                    raise RefusedResponseError(f"more than {limits.max_redirects} redirects")
    except (httpx2.UnsupportedProtocol, httpx2.InvalidURL, UnicodeError) as error:
        raise RefusedResponseError(f"not an address to fetch from: {error}") from error
    except httpx2.TimeoutException as error:
        raise UnreachableError(backend.deadline.passed) from error
    except (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.TimeoutException, OSError) as error:
        raise UnreachableError(str(error) or type(error).__name__) from error


def _read(response: httpx2.Response, limits: Limits, deadline: Deadline) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        deadline.left()
        body += part
        if len(body) > limits.max_bytes:
            raise RefusedResponseError(f"the body is larger than {limits.max_bytes} bytes")
    return bytes(body)


class _GuardedTransport(httpx2.HTTPTransport):
    """httpx2's transport on our backend, for which its own constructor has no parameter."""

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=1)


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)  # 20 to 60 ms, so once a process
