"""Guarded connections: to addresses that were checked, and only until a deadline. `outbound.fetch` makes its requests over them."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from datetime import timedelta
from threading import Thread
from typing import Any

import httpcore2

from dateline_shared.addresses import Address, Allowance, may_connect
from dateline_shared.errors import DatelineError, RejectedError, TransientError

Resolve = Callable[[str, int], Iterable[Address]]
"""The addresses of a host for a port; raises OSError when it has none."""


class FetchError(DatelineError):
    """A fetch that has no response."""


class UnreachableError(FetchError, TransientError):
    """The server could not be reached, did not keep to HTTP, or was too slow."""


class ForbiddenAddressError(FetchError, RejectedError):
    """The host leads to addresses that are neither public nor allowed by DATELINE_FETCH_ALLOW."""


def resolve_host(host: str, port: int) -> list[Address]:
    """The addresses of a host by the system's resolver. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


class Deadline:
    """The end of the time that one fetch may take, on the monotonic clock."""

    def __init__(self, total: timedelta) -> None:
        self.passed = f"took longer than {total.total_seconds():g} s"
        self._at = time.monotonic() + total.total_seconds()

    def left(self, at_most: float | None = None) -> float:
        """Seconds that are left, or fewer. Raises UnreachableError when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise UnreachableError(self.passed)
        return left if at_most is None else min(left, at_most)


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that were checked, and to no others."""

    def __init__(self, *, allow: tuple[Allowance, ...], deadline: Deadline, connect: timedelta, resolve: Resolve, sockets: httpcore2.NetworkBackend) -> None:
        self.deadline = deadline
        self._allow = allow
        self._connect = connect
        self._resolve = resolve
        self._sockets = sockets

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        checked = [address for address in self._look_up(host, port) if may_connect(address, port, self._allow)]
        if not checked:
            raise ForbiddenAddressError(f"{host} has no public address, and DATELINE_FETCH_ALLOW allows none of its addresses on port {port}")
        failure: Exception | None = None
        for address in checked:
            try:
                stream = self._sockets.connect_tcp(str(address), port, self.deadline.left(self._connect.total_seconds()), local_address, socket_options)
                return _TimedStream(stream, self.deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise UnreachableError(f"no connection to {host}: {failure}") from failure

    def _look_up(self, host: str, port: int) -> list[Address]:
        """Resolve in a thread, since nothing ends getaddrinfo before its own time, which may be minutes: after the deadline it is left to itself."""
        found: Future[list[Address]] = Future()

        def look_up() -> None:
            try:
                found.set_result(list(self._resolve(host, port)))
            except Exception as error:
                found.set_exception(error)

        Thread(target=look_up, name="resolve", daemon=True).start()
        done, _ = wait([found], timeout=self.deadline.left())
        if not done:
            raise UnreachableError(f"the name {host} could not be resolved in time")
        try:
            return found.result()
        except OSError as error:
            raise UnreachableError(f"the name {host} could not be resolved: {error.strerror or error}") from error

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: object = None) -> httpcore2.NetworkStream:
        raise ForbiddenAddressError("unix sockets are never fetched from")


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every step ends by the deadline, so that a server which drips bytes gains nothing."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
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
