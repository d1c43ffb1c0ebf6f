"""How a stream keeps going, and how it is ended, in times short enough for a test."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from dateline_api.db.event_filter import EventFilter
from dateline_api.http.app import make_app
from dateline_api.http.channel import Followed
from dateline_api.http.event_stream import EventStream
from dateline_api.http.services import Services
from dateline_api.settings import ApiSettings
from sqlalchemy import text
from starlette.requests import Request

STORIES = Followed(("story",), EventFilter())
APPEND = text(
    "SELECT append_changes(array[:kind], array['created'], array[gen_random_uuid()], array[1], "
    """array['{"id": "x"}'::jsonb], array[NULL::jsonb], now())"""
)
SHORT, LONG = 0.05, 60.0


class Client:
    """Who reads a stream: an ASGI connection that keeps what it is sent."""

    def __init__(self) -> None:
        self.told = b""
        self.is_whole = False
        self.is_deaf = False
        self._gone = asyncio.Event()
        self._grown = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if self.is_deaf:
            await self._gone.wait()
        self.told += message.get("body", b"")
        self.is_whole = message["type"] == "http.response.body" and not message["more_body"]
        self._grown.set()

    async def hears(self, *words: bytes) -> None:
        """Wait for these words, in this order."""
        while True:
            rest = self.told
            for word in words:
                _, found, rest = rest.partition(word)
                if not found:
                    break
            else:
                return
            self._grown.clear()
            await self._grown.wait()

    def abort(self) -> None:
        self._gone.set()

    def get_extra_info(self, name: str) -> None:
        """It has no socket."""


async def let_in() -> bool:
    return True


async def shut_out() -> bool:
    return False


def run(database_url: str, scenario: Callable[[Services, Client, asyncio.Task[None]], Awaitable[Any]], **options: Any) -> Any:
    async def main() -> Any:
        app = make_app(ApiSettings.model_validate({"database_url": database_url, "redis_url": "redis://127.0.0.1:1/0"}))
        here: Services = app.state.services
        async with app.router.lifespan_context(app), asyncio.timeout(30):
            client = Client()
            scope = {"type": "http", "headers": [], "state": {"transport": client}}
            place = await here.relay.begin(STORIES, None)
            times: dict[str, Any] = {"is_let_in": let_in} | options
            stream = EventStream(here, Request(scope), STORIES, place, **times)
            task = asyncio.create_task(stream(scope, client.receive, client.send))
            try:
                return await scenario(here, client, task)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    return asyncio.run(main())


async def append(here: Services, kind: str) -> None:
    await here.database.write(lambda connection: connection.execute(APPEND, {"kind": kind}))


def test_quiet_stream_is_kept_alive_and_its_cursor_moves_on(database_url: str) -> None:
    async def scenario(here: Services, client: Client, _: Any) -> None:
        await client.hears(b"retry: 3000\n\n", b": ping\n\n")
        client.told = b""
        await append(here, "entity")
        moved = STORIES.cursor((await here.relay.begin(STORIES, None)).epoch, 1).encode().encode()
        await client.hears(b"id: " + moved + b"\n\n", b": ping\n\n")
        assert b"data" not in client.told
        await append(here, "story")
        await client.hears(b'data: {"seq":2,')

    run(database_url, scenario, keep_alive=SHORT)


def test_stream_ends_when_its_key_was_revoked(database_url: str) -> None:
    async def scenario(here: Services, client: Client, stream: asyncio.Task[None]) -> bool:
        await stream
        return client.is_whole

    assert run(database_url, scenario, is_let_in=shut_out, keep_alive=SHORT, check_key=0.0)


def test_client_that_takes_nothing_is_cut_off(database_url: str) -> None:
    async def scenario(here: Services, client: Client, stream: asyncio.Task[None]) -> bool:
        await client.hears(b"retry")
        client.is_deaf = True
        await append(here, "story")
        await stream
        return client.is_whole

    assert not run(database_url, scenario, keep_alive=LONG, stall=SHORT)


def test_client_that_leaves_frees_its_place(database_url: str) -> None:
    async def scenario(here: Services, client: Client, stream: asyncio.Task[None]) -> int:
        await client.hears(b"retry")
        client.abort()
        await stream
        with here.relay.following(STORIES) as channel:
            return channel.followers

    assert run(database_url, scenario) == 1
