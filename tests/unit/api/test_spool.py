"""Results wait in bounded room, and come out as they went in."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from dateline_api.http.spool import Spool
from hypothesis import given
from hypothesis import strategies as st


def run(body: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(body, 20))


@given(st.lists(st.one_of(st.binary(max_size=40), st.none()), max_size=30), st.integers(0, 60), st.binary(max_size=5))
def test_what_goes_in_comes_out_in_its_order(steps: list[bytes | None], in_memory: int, last: bytes) -> None:
    """A piece is put, None takes."""

    async def body() -> bytes:
        spool, out = Spool(in_memory=in_memory), b""
        for step in steps:
            if step is None:
                out += await spool.take(within=0) or b""
            else:
                spool.put(step)
        spool.end(last)
        while (piece := await spool.take(within=0)) is not None:
            out += piece
        spool.close()
        return out

    assert run(body()) == b"".join(step for step in steps if step is not None) + last


def test_full_spool_has_room_again_when_all_was_taken() -> None:
    async def body() -> None:
        spool = Spool(in_memory=100, in_file=100)
        while not spool.is_full:
            spool.put(bytes(range(50)))
        unread = spool.unread
        with pytest.raises(TimeoutError):
            await spool.drained(within=0.01)

        taken = len(await spool.take(within=1) or b"")

        assert taken % 50 == 0
        assert taken >= 150
        assert spool.unread < unread
        assert await spool.take(within=0.01) == b""
        await spool.drained(within=1)
        assert not spool.is_full
        spool.close()

    run(body())


def test_taker_waits_for_the_next_piece_and_hears_of_the_end() -> None:
    async def body() -> list[bytes | None]:
        spool = Spool()
        taking = asyncio.create_task(spool.take(within=10))
        await asyncio.sleep(0)
        spool.put(b"a")
        first = await taking
        taking = asyncio.create_task(spool.take(within=10))
        await asyncio.sleep(0)
        spool.end(b"z")
        return [first, await taking, await spool.take(within=10)]

    assert run(body()) == [b"a", b"z", None]
