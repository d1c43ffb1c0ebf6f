"""NDJSON in chunks of any size is the same lines; an import whose answer grows too long is ended."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from dateline_api.http.ndjson import MAX_REFUSED, MAX_SPOOL, check_answer, split_lines
from dateline_api.http.problems import ProblemError
from hypothesis import given
from hypothesis import strategies as st

LIMIT = 10


def split(chunks: list[bytes]) -> list[tuple[int, bytes | None]]:
    async def source() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def collect() -> list[tuple[int, bytes | None]]:
        return [(number, None if isinstance(line, ProblemError) else line) async for number, line in split_lines(source(), limit=LIMIT)]

    return asyncio.run(collect())


@given(st.lists(st.binary(max_size=15).map(lambda line: line.replace(b"\n", b"")), max_size=6), st.lists(st.integers(1, 7), min_size=1))
def test_lines_do_not_depend_on_the_chunks(lines: list[bytes], sizes: list[int]) -> None:
    body, chunks, n = b"\n".join(lines), [], 0
    while body:
        size = sizes[n % len(sizes)]
        chunks.append(body[:size])
        body, n = body[size:], n + 1

    expected = [(number, line if len(line) <= LIMIT else None) for number, line in enumerate(lines, 1) if line.strip() or len(line) > LIMIT]
    assert split(chunks) == expected


@pytest.mark.parametrize(("refused", "size", "problem"), [(MAX_REFUSED, 0, "invalid-request"), (0, MAX_SPOOL, "content-too-large")])
def test_import_ends_when_its_answer_would_grow_without_end(refused: int, size: int, problem: str) -> None:
    check_answer(refused=MAX_REFUSED - 1, size=MAX_SPOOL - 1)
    with pytest.raises(ProblemError) as caught:
        check_answer(refused=refused, size=size)
    assert caught.value.kind.slug == problem
