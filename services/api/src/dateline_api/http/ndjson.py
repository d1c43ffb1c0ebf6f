"""Articles as NDJSON: read in bounded memory, taken in by batches, answered line by line.

Results go to a spool and out of it once the request is read: most HTTP clients send everything before they read
anything, and would stand still against a server that answers meanwhile.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import IO

import orjson
from dateline_shared.errors import TransientError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dateline_api.db.accept import IMPORT
from dateline_api.http.bodies import decode, understand
from dateline_api.http.formats import read_one
from dateline_api.http.intake import max_item_bytes, result, take
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError
from dateline_api.http.services import Services

BATCH = 50  # articles a transaction; single posts cost 6 to 9 times as much
PAUSE = 0.25  # seconds between two looks at the backlog while reading is paused
PATIENCE = 60.0  # seconds of pause until the rest is given up
IN_MEMORY = 1 << 20  # bytes of results, about 8,000; more go to a temporary file
MAX_REFUSED = 1_000  # lines: whoever sends so many has made one mistake many times
MAX_SPOOL = 16 << 20  # bytes of results, about 120,000; four such imports fit into the 64 MB that a container has for temporary files

Line = tuple[int, Posted | ProblemError]


async def split_lines(chunks: AsyncIterator[bytes], *, limit: int) -> AsyncIterator[tuple[int, bytes | ProblemError]]:
    """Numbered lines of a stream, empty ones left out; of one over `limit` bytes only the problem is kept."""
    held, number, is_skipping = b"", 0, False
    async for chunk in chunks:
        *complete, rest = (held + chunk).split(b"\n") if not is_skipping else chunk.split(b"\n")
        for line in complete:
            number += 1
            if is_skipping:
                is_skipping = False
            elif len(line) > limit:
                yield number, _too_long(limit)
            elif line.strip():
                yield number, line
        if not is_skipping and len(rest) > limit:
            is_skipping = True
            yield number + 1, _too_long(limit)
        held = b"" if is_skipping else rest
    if held.strip():
        yield number + 1, held


async def take_lines(here: Services, chunks: AsyncIterator[bytes]) -> Iterator[bytes]:
    """Take in a stream of articles; returns the chunks of the answer.

    Raises what the first batch raises. When a later one fails, what was committed stands, and the summary says why
    the rest was not read.
    """
    spool: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by _drain
    counts: Counter[str] = Counter()
    batch: list[Line] = []
    stopped: ProblemError | None = None
    try:
        async for number, line in split_lines(chunks, limit=max_item_bytes(here.settings.max_text_bytes)):
            batch.append((number, await _read(here, line)))
            if len(batch) == BATCH:
                await _wait_for_room(here)
                counts += await _take_batch(here, batch, spool)
                batch = []
                check_answer(refused=counts["refused"], size=spool.tell())
        counts += await _take_batch(here, batch, spool)
    except ProblemError as problem:
        stopped = problem
    except (OperationalError, InterfaceError, PoolTimeoutError, TransientError):
        if not counts:
            raise
        stopped = ProblemError("unavailable", "the database does not answer")
    summary = {"received": counts.total(), "refused": counts.pop("refused", 0), "outcomes": dict(counts)}
    summary |= {"stopped": stopped.body()} if stopped else {}
    spool.write(orjson.dumps({"summary": summary}) + b"\n")
    return _drain(spool)


def check_answer(*, refused: int, size: int) -> None:
    """Raises the problem that ends an import whose answer, `size` bytes so far, would grow without end."""
    if refused >= MAX_REFUSED:
        raise ProblemError("invalid-request", f"{refused} lines were refused; mend them and send the rest again")
    if size >= MAX_SPOOL:
        raise ProblemError("content-too-large", f"the answer is over {MAX_SPOOL} bytes; send the rest in another request")


async def _read(here: Services, line: bytes | ProblemError) -> Posted | ProblemError:
    if isinstance(line, ProblemError):
        return line
    try:
        return await understand(lambda raw: read_one(decode(raw), max_text_bytes=here.settings.max_text_bytes), line)
    except ProblemError as problem:
        return problem


async def _take_batch(here: Services, batch: list[Line], spool: IO[bytes]) -> Counter[str]:
    taken = iter(await take(here, [item for _, item in batch if isinstance(item, Posted)], priority=IMPORT))
    counts: Counter[str] = Counter()
    for number, item in batch:
        outcome = next(taken) if isinstance(item, Posted) else item
        counts["refused" if isinstance(outcome, ProblemError) else outcome.outcome] += 1
        spool.write(orjson.dumps({"line": number, **result(outcome)}) + b"\n")
    here.imports.add(len(batch))
    return counts


async def _wait_for_room(here: Services) -> None:
    async def has_room() -> bool | None:
        return not await here.imports.is_full() or None

    if not await here.ticker.first(has_room, within=PATIENCE, at_least_every=PAUSE):
        raise here.imports.problem()


def _drain(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    with closing(spool):
        while chunk := spool.read(64 * 1024):
            yield chunk


def _too_long(limit: int) -> ProblemError:
    return ProblemError("content-too-large", f"the line is over {limit} bytes")
