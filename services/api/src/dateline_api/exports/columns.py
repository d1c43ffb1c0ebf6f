"""The columns of the CSV export, version 1: one row an event. A column may be added at the end; none is renamed, moved or removed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from dateline_api.exports.writer import Record

SEPARATOR = "|"  # between the values of a cell
STAND_IN = "¦"  # for a separator inside of a value

Datatype = Literal["string", "integer", "number", "boolean", "date", "dateTime"]  # of CSV on the Web
Read = Callable[[Record], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and where it is in the record. `is_list`: values with a separator between them."""

    name: str
    datatype: Datatype
    description: str
    read: Read
    is_list: bool = False


def evidence_of(mention: Record) -> str | None:
    """The clauses that tell of the act: the longest of the spans, of which the first is the trigger alone."""
    return max((span["exact"] for span in mention["evidence"]), key=len, default=None)


def _at(*path: str) -> Read:
    """Reads what is at this place; None where the way ends before."""

    def read(record: Record) -> Any:
        found: Any = record
        for name in path:
            found = found.get(name) if found else None
        return found

    return read


def _first(name: str) -> Read:
    return lambda record: record["mentions"][0].get(name) if record["mentions"] else None


def _evidence(record: Record) -> str | None:
    return evidence_of(record["mentions"][0]) if record["mentions"] else None


def _each(side: str, name: str) -> Read:
    """A field of every party of a side, so that the cells of a side agree in their order."""
    return lambda record: [party.get(name) for party in record[side]]


def _sectors(side: str) -> Read:
    return lambda record: [" ".join(party["sectors"]) for party in record[side]]


def _parties(side: str, title: str) -> tuple[Column, ...]:
    return (
        Column(f"{side}_ids", "string", f"{title}: ids of entities; empty for mere descriptions", _each(f"{side}s", "id"), is_list=True),
        Column(f"{side}_names", "string", f"{title}: names, or the words that describe them", _each(f"{side}s", "name"), is_list=True),
        Column(f"{side}_countries", "string", f"{title}: countries, ISO 3166-1 alpha-3", _each(f"{side}s", "country"), is_list=True),
        Column(f"{side}_sectors", "string", f"{title}: sectors; several of one party have a space between them", _sectors(f"{side}s"), is_list=True),
    )


COLUMNS = (
    Column("id", "string", "id of the event", _at("id")),
    Column("version", "integer", "counts the changes of the event: of two rows of an id the higher one holds", _at("version")),
    Column("retracted", "boolean", "no article tells of it any more", _at("retracted")),
    Column("type", "string", "what was done: PLOVER's types in capitals, ours in small letters", _at("type")),
    Column("mode", "string", "how", _at("mode")),
    Column("family", "string", "finer than the type", _at("family")),
    Column("contexts", "string", "what it has to do with", _at("contexts"), is_list=True),
    *_parties("actor", "who"),
    *_parties("recipient", "to whom"),
    Column("object", "string", "what it was done with or for, in the words of the text", _at("object", "text")),
    Column("status", "string", "happened, planned, possible, alleged, negated or denied", _at("status")),
    Column("said_by_id", "string", "whose claim it is: id of the entity", _at("said_by", "id")),
    Column("said_by", "string", "whose claim it is; empty is the outlet itself", _at("said_by", "name")),
    Column("said_by_country", "string", "whose claim it is: country", _at("said_by", "country")),
    Column("disputed", "boolean", "voices contradict each other", _at("disputed")),
    Column("confidence", "number", "0 to 1, that type, actors and status are right", _at("confidence")),
    Column("date", "string", "when: EDTF (ISO 8601-2)", _at("date", "edtf")),
    Column("date_start", "date", "the first day that the date allows; empty when open or unknown", _at("date", "start")),
    Column("date_end", "date", "the last one", _at("date", "end")),
    Column("date_granularity", "string", "day, month, year, …", _at("date", "granularity")),
    Column("date_basis", "string", "stated, relative, anchored, or publication", _at("date", "basis")),
    Column("place_id", "string", "where: id of the entity", _at("place", "id")),
    Column("place", "string", "where: name", _at("place", "name")),
    Column("place_kind", "string", "country, region, city, building, water or other", _at("place", "kind")),
    Column("place_country", "string", "where: ISO 3166-1 alpha-3", _at("place", "country")),
    Column("latitude", "number", "WGS 84 degrees", _at("place", "coordinates", "latitude")),
    Column("longitude", "number", "WGS 84 degrees", _at("place", "coordinates", "longitude")),
    Column("geonames_id", "integer", "the place in GeoNames", _at("place", "geonames_id")),
    Column("background", "boolean", "told only as background to other news", _at("background")),
    Column("evidence", "string", "the words of the first article that tell of it", _evidence),
    Column("title", "string", "title of the first article", _first("title")),
    Column("url", "string", "its address", _first("url")),
    Column("source", "string", "its outlet", _first("source")),
    Column("article_id", "string", "its id", _first("article_id")),
    Column("published_at", "dateTime", "when it was published", _first("published_at")),
    Column("article_count", "integer", "articles that tell of the event", _at("article_count")),
    Column("source_count", "integer", "outlets that do", _at("source_count")),
    Column("first_reported_at", "dateTime", "when the first of them told of it", _at("first_reported_at")),
    Column("last_reported_at", "dateTime", "when the last of them did", _at("last_reported_at")),
    Column("story_id", "string", "the story that it belongs to", _at("story_id")),
    Column("created_at", "dateTime", "when the event was made here", _at("created_at")),
    Column("updated_at", "dateTime", "when it changed last", _at("updated_at")),
    Column("part_of", "string", "the event inside which it was done", _at("part_of")),
    Column("member_of", "string", "the event that many did, its actor among them", _at("member_of")),
    Column("cancelled_by", "string", "the event that called it off", _at("cancelled_by")),
    Column("overdue", "boolean", "a plan whose time is past, and nobody told what became of it", _at("overdue")),
    Column("merged_into", "string", "the event that it is one with", _at("merged_into")),
)


def csvw() -> dict[str, Any]:
    """The columns as a table description of CSV on the Web (W3C, tabular metadata)."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_described(column) for column in COLUMNS], "primaryKey": "id"},
    }


def _described(column: Column) -> dict[str, Any]:
    told = {"name": column.name, "titles": column.name, "datatype": column.datatype, "dc:description": column.description}
    return told | ({"separator": SEPARATOR} if column.is_list else {})
