"""The Parquet export, version 1: lists and structs where the record has them, real dates and times.

Rows are gathered as Arrow columns and written a row group at a time; what a group holds is bounded in rows and bytes.
This module alone needs pyarrow, which is an extra (`parquet`): it is imported when somebody asks for this format.
"""

from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import orjson
import pyarrow as pa
from pyarrow import parquet

from dateline_api.exports.writer import Record

SCHEMA_VERSION = "1"
GROUP_ROWS = 20_000  # of a row group: readers skip by groups, and each costs its part of the footer
GROUP_BYTES = 16 << 20  # of Arrow columns: some 10,000 events

_DAY, _TIME = pa.date32(), pa.timestamp("us", tz="UTC")
_TEXT = pa.string()


def _struct(**fields: pa.DataType) -> pa.StructType:
    return pa.struct([pa.field(name, kind) for name, kind in fields.items()])


def _list(kind: pa.DataType) -> pa.ListType:
    return pa.list_(pa.field("element", kind))  # the name that Parquet gives it


_COUNT = _struct(low=pa.float64(), high=pa.float64(), qualifier=_TEXT)
_PARTY = _struct(id=_TEXT, name=_TEXT, kind=_TEXT, country=_TEXT, sectors=_list(_TEXT), role=_TEXT, count=_COUNT)
_SPAN = _struct(part=_TEXT, start=pa.int32(), end=pa.int32(), exact=_TEXT)
_MENTION = _struct(
    id=_TEXT,
    article_id=_TEXT,
    source=_TEXT,
    url=_TEXT,
    title=_TEXT,
    published_at=_TIME,
    reported_at=_TIME,
    headline=pa.bool_(),
    background=pa.bool_(),
    status=_TEXT,
    evidence=_list(_SPAN),
    rules=_list(_TEXT),
    confidence=pa.float64(),
    copy_of=_TEXT,
)
_CLAIM = _struct(
    said_by=_PARTY,
    via=_list(_PARTY),
    status=_TEXT,
    verb=_TEXT,
    form=_TEXT,
    article_id=_TEXT,
    evidence=_list(_SPAN),
    mention_id=_TEXT,
    source=_TEXT,
    reported_at=_TIME,
    current=pa.bool_(),
)
_STEP = _struct(
    status=_TEXT,
    said_by=_PARTY,
    reported_at=_TIME,
    article_id=_TEXT,
    mention_id=_TEXT,
    source=_TEXT,
    type=_TEXT,
    evidence=_list(_SPAN),
    disputed=pa.bool_(),
)
_DATE = _struct(edtf=_TEXT, start=_DAY, end=_DAY, granularity=_TEXT, basis=_TEXT, text=_TEXT)
_OTHER_DAY = _struct(edtf=_TEXT, start=_DAY, end=_DAY, granularity=_TEXT, basis=_TEXT, text=_TEXT, reported_at=_TIME, article_id=_TEXT)
_QUANTITY = _struct(
    kind=_TEXT,
    amount=_COUNT,
    unit=_TEXT,
    text=_TEXT,
    said_by=_PARTY,
    article_id=_TEXT,
    as_of=_TIME,
    current=pa.bool_(),
    disputed=pa.bool_(),
)

PARTS = {"mention": _MENTION, "claim": _CLAIM, "step": _STEP, "quantity": _QUANTITY, "party": _PARTY, "span": _SPAN, "count": _COUNT}
"""The structs by the names that the document gives them, none before one that it is a part of."""

_COLUMNS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("id", _TEXT, "id of the event"),
    ("version", pa.int32(), "counts the changes of the event: of two rows of an id the higher one holds"),
    ("retracted", pa.bool_(), "no article tells of it any more"),
    ("type", _TEXT, "what was done: PLOVER's types in capitals, ours in small letters"),
    ("mode", _TEXT, "how"),
    ("family", _TEXT, "finer than the type"),
    ("contexts", _list(_TEXT), "what it has to do with"),
    ("actors", _list(_PARTY), "who"),
    ("recipients", _list(_PARTY), "to whom"),
    ("object", _TEXT, "what it was done with or for, in the words of the text"),
    ("topics", _list(_TEXT), "what was spoken of, in the words of the text"),
    ("about", _TEXT, "acts that an act of speech is about, as JSON: they may hold others"),
    (
        "place",
        _struct(id=_TEXT, name=_TEXT, kind=_TEXT, country=_TEXT, latitude=pa.float64(), longitude=pa.float64(), geonames_id=pa.int64()),
        "where; WGS 84 degrees",
    ),
    ("date", _DATE, "when: EDTF, and the first and last day that it allows"),
    ("status", _TEXT, "happened, planned, possible, alleged, negated or denied"),
    ("said_by", _PARTY, "whose claim it is; null is the outlet itself"),
    ("via", _list(_PARTY), "through whom the outlet has it"),
    ("verb", _TEXT, "the verb of the claim"),
    ("claims", _list(_CLAIM), "every voice on it"),
    ("disputed", pa.bool_(), "voices contradict each other"),
    ("contested", _list(_TEXT), "what they contradict each other on"),
    ("background", pa.bool_(), "told only as background to other news"),
    ("iterative", pa.bool_(), "done again and again"),
    ("quantities", _list(_QUANTITY), "numbers that are given for it"),
    ("confidence", pa.float64(), "0 to 1, that type, actors and status are right"),
    ("mentions", _list(_MENTION), "the articles that tell of it, and in which words; offsets are Unicode code points"),
    ("history", _list(_STEP), "what was known of it, one article after the other"),
    ("story_id", _TEXT, "the story that it belongs to"),
    ("article_count", pa.int32(), "articles that tell of it"),
    ("source_count", pa.int32(), "outlets that do"),
    ("first_reported_at", _TIME, "when the first of them told of it"),
    ("last_reported_at", _TIME, "when the last of them did"),
    ("created_at", _TIME, "when the event was made here"),
    ("updated_at", _TIME, "when it changed last"),
    ("mention_count", pa.int32(), "mentions that tell of it; of a great many not all are listed"),
    ("process", pa.bool_(), "something that goes on: a war, an inquiry"),
    ("part_of", _TEXT, "the event inside which it was done"),
    ("member_of", _TEXT, "the event that many did, its actor among them"),
    ("cancelled_by", _TEXT, "the event that called it off"),
    ("overdue", pa.bool_(), "a plan whose time is past, and nobody told what became of it"),
    ("dates", _list(_OTHER_DAY), "other days that were given for it"),
    ("corrections", _list(_TEXT), "ids of the corrections that shaped it"),
    ("merged_into", _TEXT, "the event that it is one with"),
)
SCHEMA = pa.schema([pa.field(name, kind, metadata={"description": description}) for name, kind, description in _COLUMNS])


def described() -> dict[str, Any]:
    """The columns with their Arrow types, as /schemas/parquet-1.json gives them."""
    return {
        "schema_version": SCHEMA_VERSION,
        "columns": [{"name": name, "type": str(kind), "description": description} for name, kind, description in _COLUMNS],
    }


class Columns:
    """Writes a Parquet file, compressed with Zstandard."""

    def __init__(self) -> None:
        self._sink = _Sink()
        about = {"schema_version": SCHEMA_VERSION, "created_by": f"dateline {version('dateline-api')}"}
        self._file = parquet.ParquetWriter(self._sink, SCHEMA.with_metadata(about), compression="zstd")
        self._batches: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def begin(self) -> bytes:
        return self._sink.take()

    def write(self, records: Sequence[Record]) -> bytes:
        batch = pa.RecordBatch.from_pylist([_row(record) for record in records], schema=SCHEMA)
        self._batches.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._flush()
        return self._sink.take()

    def end(self) -> bytes:
        self._flush()
        self._file.close()
        return self._sink.take()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(pa.Table.from_batches(self._batches), row_group_size=self._rows)
        self._batches, self._rows, self._bytes = [], 0, 0


class _Sink:
    """A file that hands out what was written to it; what was taken is forgotten."""

    closed = False

    def __init__(self) -> None:
        self._written = bytearray()
        self._taken = 0

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        self._taken += len(taken)
        return taken

    def tell(self) -> int:
        return self._taken + len(self._written)

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def _row(record: Record) -> dict[str, Any]:
    """A record as a row: phrases as their words, days and times as such. What the schema does not name is left out."""
    place, when, thing = record.get("place"), record.get("date"), record.get("object")
    times = {name: _instant(record[name]) for name in ("first_reported_at", "last_reported_at", "created_at", "updated_at")}
    return record | {
        "object": thing and thing["text"],
        "topics": [topic["text"] for topic in record.get("topics", ())],
        "about": orjson.dumps(record["about"]).decode() if record.get("about") else None,
        "place": place and place | (place["coordinates"] or {}),
        "date": when and _days(when),
        "dates": [_days(each) | {"reported_at": _instant(each["reported_at"])} for each in record.get("dates", ())],
        "claims": [each | {"reported_at": _instant(each.get("reported_at"))} for each in record["claims"]],
        "quantities": [each | {"as_of": _instant(each.get("as_of"))} for each in record["quantities"]],
        "mentions": [
            mention | {"published_at": _instant(mention["published_at"]), "reported_at": _instant(mention["reported_at"])} for mention in record["mentions"]
        ],
        "history": [step | {"reported_at": _instant(step["reported_at"])} for step in record["history"]],
        **times,
    }


def _days(when: Record) -> Record:
    return when | {"start": _day(when["start"]), "end": _day(when["end"])}


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _instant(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None
