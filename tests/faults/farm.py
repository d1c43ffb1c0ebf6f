"""A farm of web servers on loopback addresses: any number of hosts on one port, in one thread, whose answers are coroutines.

Canaries listen on the same port of 127.0.0.1 and ::1, to which everything that is forbidden leads; they count who connects.
"""

import asyncio
import contextlib
import math
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Thread
from urllib.parse import urljoin

CANARIES = ("127.0.0.1", "::1")
PIECE = b" " * 65536


@dataclass(frozen=True, slots=True)
class Request:
    """What a host was asked, and when."""

    host: str
    path: str
    headers: dict[str, str]  # names in lower case
    at: float  # monotonic seconds
    is_hop: bool  # sent here by a redirect of ours, in the same fetch

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


class Exchange:
    """One request and the connection to answer it on."""

    def __init__(self, farm: "Farm", request: Request, writer: asyncio.StreamWriter) -> None:
        self.request = request
        self._farm = farm
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def start(self, status: int, **headers: str) -> None:
        """The head of an answer; underscores in the names of headers stand for hyphens."""
        lines = [f"HTTP/1.1 {status} Farm", "Connection: close", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def answer(self, body: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """A whole answer."""
        await self.start(status, Content_Length=str(len(body)), **headers)
        await self.send(body)

    async def redirect(self, target: str, *, status: int) -> None:
        """Send the client elsewhere."""
        here = f"http://{self.request.host}:{self._farm.port}{self.request.path}"
        self._farm.expected_hops[urljoin(here, target)] += 1
        await self.answer(status=status, Location=target)


Answer = Callable[[Exchange], Awaitable[None]]


@dataclass
class Farm:
    """The hosts, what they answer, and what they were asked."""

    hosts: Sequence[str]
    port: int = 0
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)  # by host and path
    requests: list[Request] = field(default_factory=list)
    seen_by_canaries: list[str] = field(default_factory=list)  # which one, at each connection
    expected_hops: Counter[str] = field(default_factory=Counter)  # addresses to which a client was just sent

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    def asked(self, host: str, path: str) -> list[Request]:
        """The requests for a path, in order."""
        return [request for request in self.requests if (request.host, request.path) == (host, path)]

    def shortest_gap(self) -> float:
        """Seconds between the two visits to one host that came closest to each other.

        What follows a redirect, and the page that follows a robots.txt, are part of a visit.
        """
        visits = defaultdict(list)
        for request in self.requests:
            if not request.is_hop:
                visits[request.host].append(request)
        pairs = [(earlier, later) for each in visits.values() for earlier, later in pairwise(each)]
        return min(later.at - earlier.at for earlier, later in pairs if earlier.path != "/robots.txt")

    def rest_after(self, request: Request) -> float:
        """Seconds for which its host was left alone after a request."""
        return min((later.at - request.at for later in self.requests if later.host == request.host and later.at > request.at), default=math.inf)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        if host in CANARIES:
            self.seen_by_canaries.append(host)
            return
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        url = self.url(host, path)
        is_hop = self.expected_hops[url] > 0
        self.expected_hops[url] -= is_hop
        request = Request(host, path, headers, time.monotonic(), is_hop)
        self.requests.append(request)
        exchange = Exchange(self, request, writer)
        answer = self.answers.get((host, path))
        await (answer(exchange) if answer else exchange.answer(status=404))

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # clients hang up on purpose, and so does the end
        finally:
            writer.close()


@contextmanager
def open_farm(hosts: Sequence[str]) -> Generator[Farm]:
    """A running farm on a port that is free on all of its hosts and on the canaries."""
    farm = Farm(hosts)
    sockets = _listen([*CANARIES, *hosts])
    farm.port = sockets[0].getsockname()[1]
    loop = asyncio.new_event_loop()

    async def start() -> None:
        for each in sockets:
            await asyncio.start_server(farm._connected, sock=each)

    def run() -> None:
        loop.run_until_complete(start())
        loop.run_forever()
        rest = asyncio.all_tasks(loop)
        for task in rest:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        loop.close()

    thread = Thread(target=run, name="farm")
    thread.start()
    try:
        yield farm
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for each in sockets:
            each.close()


def _listen(hosts: Sequence[str]) -> list[socket.socket]:
    for _ in range(20):
        with contextlib.ExitStack() as stack:
            port, sockets = 0, []
            for host in hosts:
                each = stack.enter_context(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET))
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    each.bind((host, port))
                except OSError:
                    break  # somebody has this port there
                port = each.getsockname()[1]
                each.listen(64)
                sockets.append(each)
            else:
                stack.pop_all()
                return sockets
    raise OSError("no port is free on all of the hosts")
