"""Results on their way to a client who may not be reading yet: in memory, and beyond that in a temporary file, compressed."""

import asyncio
import errno
import os
import zlib
from collections import deque
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO

IN_MEMORY = 1 << 20  # bytes of results, about 8,000
IN_FILE = 12 << 20  # bytes, compressed to a fifth: about 400,000 results; five such imports fit into the 64 MB that a container has for temporary files
TOGETHER = 64 * 1024  # bytes that are taken out at once

_HEAD = 4  # bytes of a length


class Spool:
    """A queue of pieces for one who puts and one who takes."""

    def __init__(self, *, in_memory: int = IN_MEMORY, in_file: int = IN_FILE) -> None:
        self._in_memory, self._in_file = in_memory, in_file
        self._held: deque[bytes] = deque()
        self._size = 0  # of what is held
        self._file: IO[bytes] | None = None
        self._written = self._read = 0  # places in the file
        self._last: bytes | None = None
        self._news, self._drained = asyncio.Event(), asyncio.Event()
        self._drained.set()

    @property
    def is_full(self) -> bool:
        """Whether as much is in the file as may be; it has room again when all of it was taken."""
        return self._written >= self._in_file

    @property
    def unread(self) -> int:
        """How much there is to take, in bytes of whatever form; it only says whether somebody takes."""
        return self._size + self._written - self._read

    def put(self, piece: bytes) -> None:
        """Add to the queue. Raises OSError when the temporary file cannot grow; the piece is not in the queue then."""
        if not piece:
            return
        if self._written == self._read and self._size + len(piece) <= self._in_memory:
            self._held.append(piece)
            self._size += len(piece)
        else:
            self._append(zlib.compress(piece, 1))
        self._drained.clear()
        self._news.set()

    def end(self, last: bytes = b"") -> None:
        """Nothing but this is still to come; it finds room."""
        self._last = last
        self._news.set()

    async def take(self, *, within: float) -> bytes | None:
        """The next pieces, nothing if none came in so many seconds, None at the end."""
        if not self._news.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), within)
        pieces: list[bytes] = []
        size = 0
        while self.unread and size < TOGETHER:
            pieces.append(self._next())
            size += len(pieces[-1])
        if not self.unread:
            self._drained.set()
            if self._last is None:
                self._news.clear()
            else:
                pieces.append(self._last)
                is_over, self._last = not any(pieces), b""
                return None if is_over else b"".join(pieces)
        return b"".join(pieces)

    async def drained(self, *, within: float) -> None:
        """Wait until everything was taken. Raises TimeoutError."""
        await asyncio.wait_for(self._drained.wait(), within)

    def close(self) -> None:
        """Throw away what is left."""
        if self._file is not None:
            self._file.close()

    def _next(self) -> bytes:
        if self._held:
            piece = self._held.popleft()
            self._size -= len(piece)
            return piece
        assert self._file is not None
        self._file.seek(self._read)
        length = int.from_bytes(self._file.read(_HEAD))
        piece = zlib.decompress(self._file.read(length))
        self._read += _HEAD + length
        if self._read == self._written:
            self._file.truncate(0)
            self._read = self._written = 0
        return piece

    def _append(self, packed: bytes) -> None:
        if self._file is None:
            self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close()
        self._file.seek(self._written)
        framed = len(packed).to_bytes(_HEAD) + packed
        if self._file.write(framed) != len(framed):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._written += len(framed)
