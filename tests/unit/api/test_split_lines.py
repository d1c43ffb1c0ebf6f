"""NDJSON in chunks of any size is the same lines, in batches that one transaction takes."""

import asyncio
from collections.abc import AsyncIterator

from dateline_api.http.ndjson import BATCH, BATCH_BYTES, Line, batched, batches
from dateline_api.http.problems import ProblemError
from hypothesis import given
from hypothesis import strategies as st

LIMIT = 10


def split(chunks: list[bytes]) -> list[list[Line]]:
    async def source() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def collect() -> list[list[Line]]:
        return [batch async for batch in batches(source(), limit=LIMIT)]

    return asyncio.run(collect())


@given(st.lists(st.binary(max_size=15).map(lambda line: line.replace(b"\n", b"")), max_size=6), st.lists(st.integers(1, 7), min_size=1))
def test_lines_do_not_depend_on_the_chunks(lines: list[bytes], sizes: list[int]) -> None:
    body, chunks, n = b"\n".join(lines), [], 0
    while body:
        size = sizes[n % len(sizes)]
        chunks.append(body[:size])
        body, n = body[size:], n + 1

    expected = [(number, line if len(line) <= LIMIT else None) for number, line in enumerate(lines, 1) if line.strip() or len(line) > LIMIT]
    assert [(number, None if isinstance(line, ProblemError) else line) for batch in split(chunks) for number, line in batch] == expected


def test_lines_that_are_there_do_not_wait_for_more() -> None:
    assert [[number for number, _ in batch] for batch in split([b"a\nb\nc", b"c\n", b"d"])] == [[1, 2], [3], [4]]


def test_batch_holds_as_many_lines_and_bytes_as_a_transaction_takes() -> None:
    many = [len(batch) for batch in batched((n, b"x") for n in range(2 * BATCH + 1))]
    large = [len(batch) for batch in batched((n, b"x" * (BATCH_BYTES // 3)) for n in range(7))]
    assert many == [BATCH, BATCH, 1]
    assert large == [3, 3, 1]
    assert [len(batch) for batch in batched([(1, b"x"), (2, b"x" * (2 * BATCH_BYTES)), (3, b"x")])] == [1, 1, 1]
