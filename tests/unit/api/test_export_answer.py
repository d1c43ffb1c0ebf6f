"""The answer to an export: ended when all was sent, left without an end when not; its place is given back either way."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest
from dateline_api.http.exports import PIECE, ExportAnswer
from sqlalchemy.exc import OperationalError

Message = MutableMapping[str, Any]


class Client:
    """Takes so many messages, and then none."""

    def __init__(self, takes: int = 1000) -> None:
        self.taken: list[Message] = []
        self._takes = takes

    async def send(self, message: Message) -> None:
        if len(self.taken) == self._takes:
            await asyncio.Event().wait()
        self.taken.append(message)

    async def receive(self) -> Message:
        raise AssertionError("nothing is read of the request")

    @property
    def is_ended(self) -> bool:
        return self.taken[-1]["type"] == "http.response.body" and not self.taken[-1]["more_body"]


async def body(*chunks: bytes, fault: Exception | None = None) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if fault:
        raise fault


def answer(client: Client, chunks: AsyncIterator[bytes], *, gone: bool = False, revoked_after: int = 1000) -> None:
    """Has the client answered, and its place given back once."""
    ended: list[None] = []

    async def is_let_in() -> bool:
        return len(client.taken) <= revoked_after

    async def run() -> None:
        event = asyncio.Event()
        if gone:
            event.set()
        made = ExportAnswer(chunks, headers={}, gone=event, is_let_in=is_let_in, stall=0.05, ended=lambda: ended.append(None))
        await made({"type": "http", "state": {}}, client.receive, client.send)

    try:
        asyncio.run(run())
    finally:
        assert len(ended) == 1


def test_whole_export_is_sent_in_small_pieces_and_ended() -> None:
    client = Client()
    answer(client, body(b"a" * (PIECE + 1), b"", b"b"))
    assert [len(message["body"]) for message in client.taken[1:]] == [PIECE, 1, 1, 0]
    assert client.is_ended


def test_client_who_takes_nothing_any_more_is_left() -> None:
    client = Client(takes=2)
    answer(client, body(b"a", b"b", b"c"))
    assert not client.is_ended


def test_nothing_more_is_made_for_a_client_who_has_gone() -> None:
    client = Client()
    answer(client, body(b"a", fault=AssertionError("read on")), gone=True)
    assert not client.is_ended


def test_client_whose_key_is_revoked_gets_nothing_more() -> None:
    client = Client()
    answer(client, body(b"a", b"b", b"c", fault=AssertionError("read on")), revoked_after=2)
    assert [message["body"] for message in client.taken[1:]] == [b"a", b"b"]
    assert not client.is_ended


def test_database_that_does_not_answer_leaves_it_without_an_end() -> None:
    client = Client()
    answer(client, body(b"a", fault=OperationalError("SELECT", {}, Exception("gone"))))
    assert not client.is_ended


def test_fault_of_ours_is_raised() -> None:
    client = Client()
    with pytest.raises(ZeroDivisionError):
        answer(client, body(b"a", fault=ZeroDivisionError()))
    assert not client.is_ended
