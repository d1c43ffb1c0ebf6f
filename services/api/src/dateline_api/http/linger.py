"""Reads on, for a while, what a client still sends when it is refused, so that it gets to see the answer.

Closing a connection with unread data resets it, and a client that is still sending then loses the answer.
"""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BYTES = 64 * 1024 * 1024  # thrown away as they come
MAX_TIME = 5.0  # seconds; nginx's lingering_timeout


class Linger:
    """ASGI middleware: before an error is sent, the rest of the body is read and thrown away."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_whole = False
        asks_first = any(name == b"expect" for name, _ in scope["headers"])  # 100-continue: it sends nothing unless told to

        async def noting() -> Message:
            nonlocal is_whole, asks_first
            asks_first = False
            message = await receive()
            is_whole = is_whole or not message.get("more_body", False)
            return message

        async def drain() -> None:
            left = MAX_BYTES
            while not is_whole and left > 0:
                left -= len((await noting()).get("body", b""))

        async def lingering(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400 and not asks_first:
                with suppress(TimeoutError):
                    await asyncio.wait_for(drain(), MAX_TIME)
            await send(message)

        await self._app(scope, noting, lingering)
