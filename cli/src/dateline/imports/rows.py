"""CSV as items to post: its separator and its columns are found in the header; a quoted field may hold line breaks and be long."""

import csv
import email.utils
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError

from dateline.articles import TIMES, instant
from dateline.imports.lines import filled, packed
from dateline.imports.place import Item, Place
from dateline.imports.stream import LONGEST, DamagedError, Stream

FIELDS = frozenset({*Article.model_fields, "html"})
LISTS = ("authors", "tags")
STRICT: dict[str, Any] = {"strict": True, "skipinitialspace": True}  # a stray quote is told; it does not swallow the rows below
SEPARATORS = (",", ";", "\t", "|")
USUAL = {  # what others call our fields; a column of our own name goes first
    "headline": "title",
    "body": "text",
    "content": "text",
    "article": "text",
    "link": "url",
    "address": "url",
    "date": "published_at",
    "published": "published_at",
    "pubdate": "published_at",
    "publication_date": "published_at",
    "id": "external_id",
    "author": "authors",
    "outlet": "source",
    "publisher": "source",
    "domain": "source",
    "lang": "language",
    "keywords": "tags",
}


class Rows:
    """A row is an article; the first one names the columns."""

    def __init__(self, stream: Stream, *, given: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        """`columns`: column → field, or → "" to leave it out. Raises RejectedError when the header names nothing of an article."""
        csv.field_size_limit(LONGEST)  # the standard library's own is 128 kB, and of the process
        self._stream = stream
        self._given = given
        self._separator = ","
        self._broken_off: DamagedError | None = None
        header = self._header()
        self.fields = fields_of(header, columns)
        self.columns = dict(zip(header, self.fields, strict=True))

    def go_to(self, place: Place) -> bool:
        """Read on to a place; false when something else stands before it than did."""
        return self._stream.go_to(place)

    def fraction(self) -> float | None:
        """How much of the file was read, 0 to 1, if that can be known."""
        return self._stream.fraction()

    def items(self) -> Iterator[Item]:
        """Every row that is not empty."""
        rows = csv.reader(self._pieces(), delimiter=self._separator, **STRICT)
        while True:
            name = f"line {self._stream.place.line + 1}"
            try:
                row = next(rows)
            except StopIteration:
                break
            except csv.Error as error:
                yield Item(name, self._stream.place, b"", f"is no row of CSV: {error}; is a quote left open, or one within a field not doubled?")
                continue
            if any(cell.strip() for cell in row):
                yield self._item(name, row, self._stream.place)
        if self._broken_off:
            yield Item(name, self._stream.place, b"", str(self._broken_off))

    def _item(self, name: str, row: Sequence[str], after: Place) -> Item:
        written = {field: cell for field, cell in zip(self.fields, row, strict=False) if field and cell.strip()}
        line = packed(written)
        if len(row) > len(self.fields):
            return Item(name, after, line, f"has {len(row)} cells, {len(self.fields)} columns are named; a field that holds the separator must be quoted")
        if any("\udc80" <= mark <= "\udcff" for cell in written.values() for mark in cell):
            return Item(name, after, line, "is not UTF-8; name the encoding with --encoding, such as windows-1252")
        try:
            fields = {field: _value(field, cell) for field, cell in written.items()}
        except ValueError as error:
            return Item(name, after, line, str(error))
        if not fields.keys() & {"text", "html", "url"}:
            fields["text"] = ""  # a title alone is an article
        return Item(name, after, packed(filled(fields, self._given)))

    def _header(self) -> list[str]:
        first = self._stream.line()
        if stated := re.fullmatch(rb"sep=(.)\r?\n", first):  # Excel's way to say it
            self._separator, first = stated[1].decode("latin-1"), self._stream.line()
        else:
            self._separator = max(SEPARATORS, key=lambda each: _likelihood(first, each))
        header = next(csv.reader(self._rest_of(first), delimiter=self._separator, **STRICT), [])
        if not any(name.strip() for name in header):
            raise RejectedError("The CSV has no header: its first line must name the columns.")
        return [name.strip() for name in header]

    def _rest_of(self, first: bytes) -> Iterator[str]:
        yield first.decode("utf-8", "surrogateescape")
        yield from self._pieces()

    def _pieces(self) -> Iterator[str]:
        try:
            while piece := self._stream.line():
                yield piece.decode("utf-8", "surrogateescape")
        except DamagedError as error:
            self._broken_off = error


def fields_of(header: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """For each column the field that it fills, or "". Raises RejectedError when none is a text, a title, markup or an address."""
    if strangers := [name for name in columns if name not in header]:
        raise RejectedError(f"There is no column {', '.join(strangers)}. The columns are: {', '.join(header)}.")
    names = [re.sub(r"[\s-]+", "_", name.lower()) for name in header]
    taken = {field for field in columns.values() if field} | {
        name for column, name in zip(header, names, strict=True) if name in FIELDS and column not in columns
    }
    fields = []
    for column, name in zip(header, names, strict=True):
        field = columns.get(column, name)
        if column not in columns and name not in FIELDS:
            usual = USUAL.get(name, "")
            field = "" if usual in taken else usual
            taken.add(field)
        fields.append("" if field in fields else field)
    if not {"text", "title", "html", "url"} & set(fields):
        raise RejectedError(f"No column is known as text, title, html or url. The columns are: {', '.join(header)}. Say which is which: --map COLUMN=text")
    return fields


def _likelihood(first: bytes, separator: str) -> tuple[int, int]:
    """By how many known names, then by how many names, the first line is a header with this separator."""
    names = [re.sub(r"[\s-]+", "_", name.strip().strip('"').lower()) for name in first.decode("utf-8", "replace").split(separator)]
    return sum(name in FIELDS or name in USUAL for name in names), len(names)


def _value(field: str, cell: str) -> Any:
    """A cell as JSON has it. Raises ValueError for a time that cannot be read."""
    if field in LISTS:
        return [part.strip() for part in re.split(r"[;|]", cell) if part.strip()]
    if field in TIMES:
        try:
            return instant(cell).isoformat()
        except ValueError as error:
            try:
                return email.utils.parsedate_to_datetime(cell).isoformat()  # as in feeds and mail; without a zone the door refuses it
            except ValueError:
                raise ValueError(f"{field}: {error}") from None
    return cell if field in ("text", "title", "html") else cell.strip()
