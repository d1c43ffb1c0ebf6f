"""Connections over a real socket: how many there may be, and how long one may keep its request to itself."""

import asyncio
import json
import resource
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from dateline_api.http.connections import Connection, connection_limit

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class Hurried(Connection):
    head_time = 0.05


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers after three times as long as a head may take."""
    is_over = asyncio.Event()
    asyncio.get_running_loop().call_later(3 * Hurried.head_time, is_over.set)
    await is_over.wait()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


def serve(use: Callable[[Connect], Awaitable[None]], *, http: type[asyncio.Protocol], limit: int = 100) -> None:
    async def run() -> None:
        door = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, http=http, limit_concurrency=limit, lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        writers: list[asyncio.StreamWriter] = []

        async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await asyncio.open_connection(*door.getsockname())
            writers.append(writer)
            return reader, writer

        try:
            await asyncio.wait_for(use(connect), 20)
        finally:
            for writer in writers:
                writer.close()
                with suppress(ConnectionError):
                    await writer.wait_closed()
            server.should_exit = True
            await serving

    asyncio.run(run())


def test_connections_leave_files_for_the_database() -> None:
    limits = [connection_limit(files) for files in (64, 1024, 65_536, 1_000_000)]

    assert limits == [32, 512, 4096, 4096]
    assert connection_limit(resource.RLIM_INFINITY) == 4096


def test_connection_that_never_says_what_it_wants_is_closed() -> None:
    async def use(connect: Connect) -> None:
        for begun in (b"", b"GET / HTTP/1.1\r\nHost:"):
            reader, writer = await connect()
            writer.write(begun)
            assert await reader.read() == b""

    serve(use, http=Hurried)


def test_second_request_of_a_connection_may_not_be_held_back_either() -> None:
    async def use(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(REQUEST)
        assert b" 204 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(REQUEST[:10])
        assert await reader.read() == b""

    serve(use, http=Hurried)


async def problem(reader: asyncio.StreamReader) -> tuple[int, str]:
    """The status and the type of a problem, whose request id is that of the header."""
    answer = await reader.read()
    head, _, body = answer.partition(b"\r\n\r\n")
    told = json.loads(body)
    assert b"\r\ncontent-type: application/problem+json\r\n" in head.lower() + b"\r\n"
    assert b"\r\nx-request-id: " + told["request_id"].encode() in head.lower()
    assert int(head.split()[1]) == told["status"]
    return told["status"], told["type"]


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000,
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_request_is_a_problem_too(sent: bytes) -> None:
    async def use(connect: Connect) -> None:
        reader, writer = await connect()
        writer.write(sent)
        assert await problem(reader) == (400, "/problems/malformed-request")

    serve(use, http=Connection)


def test_connections_far_beyond_the_limit_are_closed_at_once_and_others_refused() -> None:
    async def use(connect: Connect) -> None:
        kept = [await connect() for _ in range(5)]
        reader, writer = kept[-1]
        writer.write(REQUEST)
        assert await problem(reader) == (503, "/problems/too-many-connections")
        _, *too_many = [await connect() for _ in range(5)]  # the first one takes the place of the one that was refused
        ends = await asyncio.gather(*(reader.read() for reader, _ in too_many), return_exceptions=True)
        assert all(end == b"" or isinstance(end, ConnectionResetError) for end in ends)

    serve(use, http=Connection, limit=4)
