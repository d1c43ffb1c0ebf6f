"""A body of lines (NDJSON) in batches: as much of it in hand as one transaction takes, however long it is."""

from collections.abc import AsyncIterator, Iterable, Iterator

from dateline_api.http.problems import ProblemError

BATCH = 50  # articles a transaction; single posts cost 6 to 9 times as much
BATCH_BYTES = 1 << 20  # of lines; a longer one goes alone

Line = tuple[int, bytes | ProblemError]


class Lines:
    """Cuts a stream into numbered lines, empty ones left out; of one over `limit` bytes only the problem is kept."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._held = b""  # the beginning of a line
        self._number = 0
        self._is_skipping = False  # the rest of a line that was too long

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that end in this part of the stream. Run through all of them before the next call."""
        *complete, rest = (self._held + chunk).split(b"\n")
        for line in complete:
            self._number += 1
            if self._is_skipping:
                self._is_skipping = False
            elif len(line) > self._limit:
                yield self._number, self._too_long()
            elif line.strip():
                yield self._number, line
        if not self._is_skipping and len(rest) > self._limit:
            self._is_skipping = True
            yield self._number + 1, self._too_long()
        self._held = b"" if self._is_skipping else rest

    def end(self) -> Iterator[Line]:
        """The last line, if no line feed ended it."""
        if self._held.strip():
            yield self._number + 1, self._held

    def _too_long(self) -> ProblemError:
        return ProblemError("content-too-large", f"the line is over {self._limit} bytes")


def batched(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lists of at most BATCH lines, and of BATCH_BYTES where they are more than one."""
    batch: list[Line] = []
    size = 0
    for number, line in lines:
        length = len(line) if isinstance(line, bytes) else 0
        if batch and (len(batch) == BATCH or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((number, line))
        size += length
    if batch:
        yield batch


async def batches(chunks: AsyncIterator[bytes], *, limit: int) -> AsyncIterator[list[Line]]:
    """The lines of a stream as they come: nobody waits until a batch is full, and of a fast stream all are."""
    lines = Lines(limit=limit)
    async for chunk in chunks:
        for batch in batched(lines.feed(chunk)):
            yield batch
    for batch in batched(lines.end()):
        yield batch
