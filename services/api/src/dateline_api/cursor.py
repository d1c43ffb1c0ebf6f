"""Cursors: where a reader is in a list or in the change log, as an opaque string with a checksum.

Not signed, since they give no right to anything; the checksum tells a mistyped cursor from a foreign one. Both kinds
name the epoch of the change log, so that none outlives a restore, and the filter that they were made for.
"""

import base64
import binascii
import hashlib
import zlib
from dataclasses import astuple, dataclass
from typing import Any, Self

import orjson
from dateline_shared.errors import RejectedError

END = 2**62  # no log comes so far, and what is below fits every integer that a cursor meets


class CursorError(RejectedError):
    """The string is not a cursor, or not one of this list."""


def digest(parameters: object) -> str:
    """Names a filter by 64 bits of what it asks for; no parameters, no name."""
    return hashlib.sha256(orjson.dumps(parameters, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16] if parameters else ""


@dataclass(frozen=True, slots=True)
class LogCursor:
    """A place in the change log: everything up to and including `seq` has been read."""

    epoch: str
    seq: int
    filter: str  # digest of the event filter
    kinds: str | None = None  # which kinds of change are followed; not yet chosen in a list's `changes_cursor`

    def encode(self) -> str:
        return _encode("log", astuple(self))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises CursorError."""
        match _decode("log", text):
            case [str(epoch), int(seq), str(filter_), str() | None as kinds] if 0 <= seq < END:
                return cls(epoch, seq, filter_, kinds)
        raise CursorError("this is not a cursor of the change log")


@dataclass(frozen=True, slots=True)
class ListCursor:
    """A place in a list: the key of the last row given, and where the change log was before the first one was read."""

    of: str  # which list
    filter: str
    after: tuple[str, ...]
    epoch: str
    seq: int

    def encode(self) -> str:
        return _encode("list", astuple(self))

    @classmethod
    def decode(cls, text: str, *, of: str) -> Self:
        """Raises CursorError, also for the cursor of another list."""
        match _decode("list", text):
            case [str(named), str(filter_), [*after], str(epoch), int(seq)] if named == of and 0 <= seq < END and all(map(_is_key, after)):
                return cls(of, filter_, tuple(after), epoch, seq)
        raise CursorError(f"this is not a cursor of the list of {of}")


def _is_key(given: Any) -> bool:
    """Text that PostgreSQL can take: a cursor may be made by anybody."""
    return isinstance(given, str) and "\x00" not in given


def _encode(kind: str, fields: tuple[Any, ...]) -> str:
    body = orjson.dumps([kind, *fields])
    return base64.urlsafe_b64encode(zlib.crc32(body).to_bytes(4) + body).rstrip(b"=").decode()


def _decode(kind: str, text: str) -> list[Any]:
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if zlib.crc32(raw[4:]).to_bytes(4) == raw[:4]:
            found, *fields = orjson.loads(raw[4:])
            if found == kind:
                return fields
    except (binascii.Error, ValueError, TypeError):
        pass
    raise CursorError("this is not a cursor of ours, or it was cut off or mistyped; use `next_cursor` exactly as it was given")
