"""Content codings (RFC 9110 §8.4.1), undone in steps whose size is bounded: 304 bytes of Brotli unpack to 200 MB.

`unpacked` is a chain of generators. Nothing is unpacked before it is asked for, so whoever counts what comes out may stop at any step.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import brotli

from dateline_shared.errors import RejectedError, TransientError

STEP: Final = 64 * 1024  # bytes that one step unpacks, as much as is read from a socket at once; Brotli may make half as many more
MAX_CODINGS: Final = 2  # one by the server and one by what stands before it
ACCEPTED: Final = "gzip, br, deflate"  # the value of Accept-Encoding

_GZIP: Final = 16 + zlib.MAX_WBITS
_NONE: Final = frozenset({"", "identity", "none", "utf-8"})  # the last two are no codings; servers name them all the same


class DamagedBodyError(TransientError):
    """A body is not packed in the way that its header says, or ends too early."""


class UnknownCodingError(RejectedError):
    """A body is packed in a way that was not asked for."""


def unpacked(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The body without the codings of its Content-Encoding, in pieces. Raises DamagedBodyError, UnknownCodingError."""
    names = [name for name in (each.strip().lower() for each in coding.split(",")) if name not in _NONE]
    if len(names) > MAX_CODINGS or not all(name in _UNPACK for name in names):
        raise UnknownCodingError(f"the body is packed as {coding[:80]!r}; we read {ACCEPTED}, and at most {MAX_CODINGS} of them at once")
    for name in reversed(names):
        parts = _UNPACK[name](parts)
    return iter(parts)


def _gunzip(parts: Iterable[bytes]) -> Iterator[bytes]:
    """gzip (RFC 1952): one member after another; what follows them and is none is left alone, as gzip does."""
    member = zlib.decompressobj(_GZIP)
    was_empty = True
    for part in parts:
        rest = part
        while rest:
            was_empty = False
            if member.eof:
                if not rest.startswith(b"\x1f"):
                    return
                member = zlib.decompressobj(_GZIP)
            yield from _inflated(member, rest)
            rest = member.unused_data
    if not (was_empty or member.eof):
        raise DamagedBodyError("the gzip body ends too early")


def _inflate(parts: Iterable[bytes]) -> Iterator[bytes]:
    """deflate: in zlib's wrapping (RFC 1950), or bare (RFC 1951), which some servers send under the same name."""
    stream, head = None, b""
    for part in parts:
        head += part
        if stream is None and len(head) < 2:
            continue
        if stream is None:
            is_wrapped = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2]) % 31 == 0
            stream = zlib.decompressobj(zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS)
        yield from _inflated(stream, head)
        head = b""
        if stream.eof:
            return
    if head or stream is not None:
        raise DamagedBodyError("the deflate body ends too early")


def _inflated(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    piece = b""
    try:
        # A step that was filled may have left some of its output behind.
        while not stream.eof and (data or len(piece) == STEP):
            piece = stream.decompress(data, STEP)
            data = stream.unconsumed_tail
            yield piece
    except zlib.error as error:
        raise DamagedBodyError(f"the body is not packed as its header says: {error}") from error


def _unbrotli(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Brotli (RFC 7932)."""
    stream, was_empty = brotli.Decompressor(), True
    try:
        for part in parts:
            was_empty = was_empty and not part
            yield stream.process(part, output_buffer_limit=STEP)
            # A step that was filled may have left some of its output behind; can_accept_more_data() does not tell.
            while not stream.is_finished() and (piece := stream.process(b"", output_buffer_limit=STEP)):
                yield piece
            if stream.is_finished():
                return
    except brotli.error as error:
        raise DamagedBodyError(f"the body is not packed as its header says: {error}") from error
    if not was_empty:
        raise DamagedBodyError("the Brotli body ends too early")


_UNPACK: Final[dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]]] = {"gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate, "br": _unbrotli}
