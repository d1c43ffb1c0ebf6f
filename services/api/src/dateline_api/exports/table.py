"""The CSV export (RFC 4180): one row an event, in columns that a spreadsheet shows.

What comes from articles may begin like a formula, and a spreadsheet would carry it out; such cells get an apostrophe
in front (OWASP, CSV Injection). Numbers are numbers, also negative ones.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from dateline_api.exports.columns import COLUMNS, SEPARATOR, STAND_IN, Column
from dateline_api.exports.writer import Record

MARK = "\ufeff"  # without it Excel takes UTF-8 for the code page of its machine
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")  # the last four are what Excel reads as the first in Japanese
DEFUSED = "'"


class Table:
    """Writes rows; `is_marked` puts a byte order mark before them."""

    def __init__(self, *, is_marked: bool = False) -> None:
        self._is_marked = is_marked

    def begin(self) -> bytes:
        return ((MARK if self._is_marked else "") + _rows([[column.name for column in COLUMNS]])).encode()

    def write(self, records: Sequence[Record]) -> bytes:
        return _rows([[cell(column, record) for column in COLUMNS] for record in records]).encode()

    def end(self) -> bytes:
        return b""


def cell(column: Column, record: Record) -> str:
    """What stands in one column of an event's row."""
    found = column.read(record)
    if column.is_list:
        return defused(SEPARATOR.join((value or "").replace(SEPARATOR, STAND_IN) for value in found or ()))
    return defused(found) if isinstance(found, str) else _plain(found)


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return DEFUSED + text if text.startswith(DANGEROUS) else text


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return str(value)


def _rows(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
