"""One file or standard input as lines of UTF-8: unpacked, turned into UTF-8, read in bounded memory."""

import gzip
import io
import os
import stat
import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from dateline_shared.errors import RejectedError

from dateline.encoding import encoding_of
from dateline.imports.place import Place

LONGEST = 8 << 20  # bytes of a line: three times the JSON of the largest article that the door takes
CHUNK = 1 << 20  # bytes

UTF_8 = frozenset({"utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii"})

_GZIP = b"\x1f\x8b"


class DamagedError(RejectedError):
    """The rest of a packed file cannot be read."""


class Stream:
    """Lines of a file, and the place after the last one."""

    def __init__(self, path: Path | None, *, encoding: str | None = None) -> None:
        """Open a file, or standard input for None. Raises RejectedError."""
        try:
            self._file: IO[bytes] = path.open("rb", buffering=CHUNK) if path else sys.stdin.buffer
        except OSError as error:
            raise RejectedError(f"Cannot read {path}: {error.strerror or error}.") from error
        about = os.fstat(self._file.fileno())
        self._size = about.st_size if stat.S_ISREG(about.st_mode) else None
        self.place = Place()
        try:
            packed = _head(self._file).startswith(_GZIP)
            unpacked = io.BufferedReader(gzip.GzipFile(fileobj=self._file), CHUNK) if packed else self._file
            head = _head(unpacked)
        except (OSError, EOFError, zlib.error) as error:
            self.close()
            raise RejectedError(f"Cannot read {path or 'standard input'}: {error}.") from error
        encoding = encoding or encoding_of(head)
        if encoding.replace("_", "-").lower() in UTF_8:
            self._lines = unpacked
            unpacked.read(len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0)
        else:
            self._lines = io.BufferedReader(_Transcoded(unpacked, encoding), CHUNK)

    def close(self) -> None:
        """Close the file; standard input is not ours to close."""
        if self._file is not sys.stdin.buffer:
            self._file.close()

    def head(self) -> bytes:
        """Some of what comes next, without reading it."""
        return _head(self._lines)

    def line(self) -> bytes:
        """The next line with its end; of a longer one LONGEST bytes, the rest being the next; nothing at the end. Raises DamagedError."""
        return self._take(lambda: self._lines.readline(LONGEST))

    def go_to(self, place: Place) -> bool:
        """Read on to a place; false when something else stands before it than did."""
        while left := place.at - self.place.at:
            if left < 0 or not self._take(lambda size=min(left, CHUNK): self._lines.read(size)):
                return False
        return self.place == place

    def fraction(self) -> float | None:
        """How much of the file was read, 0 to 1; None if nobody knows how long it is."""
        return min(1.0, self._file.tell() / self._size) if self._size else None

    def _take(self, read: Callable[[], bytes]) -> bytes:
        try:
            piece = read()
        except (OSError, EOFError, zlib.error) as error:
            raise DamagedError(f"the file is damaged or cut off from here: {error}") from error
        self.place = Place(self.place.at + len(piece), self.place.line + piece.count(b"\n"), zlib.crc32(piece, self.place.checksum))
        return piece


class _Transcoded(io.RawIOBase):
    """The UTF-8 of a text in another encoding; what cannot be read becomes U+FFFD."""

    def __init__(self, source: IO[bytes], encoding: str) -> None:
        self._text = io.TextIOWrapper(source, encoding, errors="replace", newline="")
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._held:
            self._held = self._text.read(CHUNK // 4).encode("utf-8", "replace")
        into = memoryview(buffer)
        size = min(len(into), len(self._held))
        into[:size], self._held = self._held[:size], self._held[size:]
        return size


def _head(file: IO[bytes]) -> bytes:
    """What a buffered file holds next, at least a byte unless it is at its end."""
    return file.peek(1) if isinstance(file, io.BufferedReader) else b""
