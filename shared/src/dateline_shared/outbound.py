"""Guarded HTTP: every request that strangers' input makes us send goes through `fetch`.

A host is resolved once, its addresses are checked, and the connection goes to an address that was checked, at the first
request and at every redirect. Time, size and redirects are limited; proxies and netrc of the environment are not used.

FetchError
├── UnreachableError        (transient) name, connection, TLS, protocol or time
├── ForbiddenAddressError   (rejected) the host has no address that may be fetched from
└── RefusedResponseError    (rejected) not an HTTP address, too large, too many redirects
"""

import functools
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Any, Final

import httpcore2
import httpx2
from pydantic import field_validator

from dateline_shared.addresses import Address, Allowance, may_connect, parse_allowances
from dateline_shared.errors import DatelineError, RejectedError, TransientError
from dateline_shared.settings import Settings

Resolve = Callable[[str, int], Iterable[Address]]


class FetchError(DatelineError):
    """A fetch that has no response."""


class UnreachableError(FetchError, TransientError):
    """The server could not be reached, did not keep to HTTP, or was too slow."""


class ForbiddenAddressError(FetchError, RejectedError):
    """The host leads to addresses that are neither public nor allowed by DATELINE_FETCH_ALLOW."""


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
    """What one fetch may take, redirects included. The defaults fit a task of 25 s and leave time to read the body."""

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


def resolve_host(host: str, port: int) -> list[Address]:
    """The addresses of a host by the system's resolver, whose own time limit (resolv.conf) is the only one. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    allow: Iterable[Allowance] = (),
    resolve: Resolve = resolve_host,
) -> Response:
    """GET `url`, following redirects; every status is an answer. Raises FetchError."""
    backend = _GuardedBackend(allow=tuple(allow), deadline=_Deadline(limits.total), connect=limits.connect, resolve=resolve)
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
    except (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.TimeoutException, OSError) as error:
        raise UnreachableError(str(error) or type(error).__name__) from error


def _read(response: httpx2.Response, limits: Limits, deadline: "_Deadline") -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        deadline.left()
        body += part
        if len(body) > limits.max_bytes:
            raise RefusedResponseError(f"the body is larger than {limits.max_bytes} bytes")
    return bytes(body)


class _Deadline:
    """The end of the time that one fetch may take, on the monotonic clock."""

    def __init__(self, total: timedelta) -> None:
        self._total = total
        self._at = time.monotonic() + total.total_seconds()

    def left(self, at_most: float | None = None) -> float:
        """Seconds that are left, or fewer. Raises UnreachableError when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise UnreachableError(f"took longer than {self._total.total_seconds():g} s")
        return left if at_most is None else min(left, at_most)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that were checked, and to no others."""

    def __init__(self, *, allow: tuple[Allowance, ...], deadline: _Deadline, connect: timedelta, resolve: Resolve) -> None:
        self.deadline = deadline
        self._allow = allow
        self._connect = connect
        self._resolve = resolve
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = list(self._resolve(host, port))
        except OSError as error:
            raise UnreachableError(f"the name {host} could not be resolved: {error.strerror or error}") from error
        checked = [address for address in addresses if may_connect(address, port, self._allow)]
        if not checked:
            raise ForbiddenAddressError(f"{host} has no public address; DATELINE_FETCH_ALLOW lists exceptions")
        failure: Exception | None = None
        for address in checked:
            try:
                stream = self._sockets.connect_tcp(str(address), port, self.deadline.left(self._connect.total_seconds()), local_address, socket_options)
                return _TimedStream(stream, self.deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise UnreachableError(f"no connection to {host}: {failure}") from failure

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: object = None) -> httpcore2.NetworkStream:
        raise ForbiddenAddressError("unix sockets are never fetched from")


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every step ends by the deadline, so that a server which drips bytes gains nothing."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore2.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedTransport(httpx2.HTTPTransport):
    """httpx2's transport on our backend, for which its own constructor has no parameter."""

    def __init__(self, backend: _GuardedBackend) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=1)


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)  # 20 to 60 ms, so once a process
