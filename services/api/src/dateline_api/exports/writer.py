"""What makes the bytes of an export: begun once, given records page by page, ended once."""

from collections.abc import Sequence
from typing import Any, Protocol

import orjson

Record = dict[str, Any]


class Writer(Protocol):
    """Writes one export. What it keeps between two pages is bounded."""

    def begin(self) -> bytes:
        """What stands before the first event."""
        ...

    def write(self, records: Sequence[Record]) -> bytes:
        """These events, as far as they are ready to be sent."""
        ...

    def end(self) -> bytes:
        """What is left, and what says that the export is whole."""
        ...


class Lines:
    """NDJSON: each event as its record stands, one a line."""

    def begin(self) -> bytes:
        return b""

    def write(self, records: Sequence[Record]) -> bytes:
        return b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)

    def end(self) -> bytes:
        return b""
