"""The PLOVER export, version 1: JSONL with the field names of the PLOVER manual's chapter on data fields, ours under `dateline`.

PLOVER says what was done and has no word for what was not: a record of it counts as an act. So unless the filter
says otherwise only acts that happened are in it, of PLOVER's own types, and none that denies a charge in words, which
is no PLOVER event (CAMEO 016 was dropped). What is planned, possible, alleged, negated or denied is there on demand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from dateline_api.db.event_filter import EventFilter
from dateline_api.exports.plover_record import Entity, Location, Ours, PloverEvent
from dateline_api.exports.writer import Record

SCHEMA_VERSION = "1"
TABLE = Path(__file__).with_name("plover_types.json")
DENIAL = ("REJECT", "deny")  # type and family of a charge denied in words


@dataclass(frozen=True, slots=True)
class Scales:
    """Quad codes and conflict-cooperation scores by type and mode. Made from the ontology (docs/codebook.py), which the api does not import."""

    ontology: str  # its version
    types: Mapping[str, Mapping[str, Any]]

    def quad(self, kind: str) -> int | None:
        """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; None for types that are not PLOVER's."""
        return self.types[kind]["quad"] if kind in self.types else None

    def score(self, kind: str, mode: str | None) -> float | None:
        """-10 (conflict) to 10 (cooperation), as the manual gives it for the mode, else for the type."""
        known = self.types.get(kind)
        return known["modes"].get(mode, known["score"]) if known else None


def load_scales() -> Scales:
    """The table that is shipped."""
    found = orjson.loads(TABLE.read_bytes())
    return Scales(found["ontology"], found["types"])


def narrow(wanted: EventFilter) -> EventFilter:
    """The filter without what PLOVER's readers would take for acts, or do not know, unless it asks for that."""
    return replace(wanted, statuses=wanted.statuses or ("happened",), types=wanted.types or tuple(load_scales().types))


class Plover:
    """Writes PLOVER JSONL."""

    def __init__(self) -> None:
        self._scales = load_scales()
        self._coder = f"dateline {version('dateline-api')}"

    def begin(self) -> bytes:
        return b""

    def write(self, records: Sequence[Record]) -> bytes:
        kept = (record for record in records if (record["type"], record["family"]) != DENIAL)
        return b"".join(orjson.dumps(event(record, self._scales, coder=self._coder), option=orjson.OPT_APPEND_NEWLINE) for record in kept)

    def end(self) -> bytes:
        return b""


def event(record: Record, scales: Scales, *, coder: str) -> PloverEvent:
    """The PLOVER record of an event."""
    first = record["mentions"][0] if record["mentions"] else None
    start, end, basis = _days(record)
    place = _place(record.get("place"))
    span = max(first["evidence"], key=lambda each: len(each["exact"]), default=None) if first else None
    codebook = f"plover-dateline-{scales.ontology}"
    return {
        "id": record["id"],
        "date": start,
        "enddate": end,
        "event": [record["type"]],
        "mode": [record["mode"]] if record["mode"] else [],
        "context": record["contexts"],
        "actor": [_entity(party) for party in record["actors"]],
        "recipient": [_entity(party) for party in record["recipients"]],
        "event_loc": place,
        "location": place and place["extracted_place"],
        "event_text": [each["exact"] for each in first["evidence"]] if first else [],
        "quad_code": scales.quad(record["type"]),
        "event_scale": scales.score(record["type"], record["mode"]),
        "link": record.get("story_id"),
        "text": span and span["exact"],
        "text_info": {"part": span["part"], "start": span["start"], "end": span["end"]} if span else None,
        "cite_info": {
            "url": first and first["url"],
            "title": first and first["title"],
            "publication": first and first["source"],
            "published_at": first and first["published_at"],
            "language": None,
            "coder": coder,
            "codebook": codebook,
            "version": SCHEMA_VERSION,
        },
        "source": first and first["source"],
        "language": None,
        "coder": coder,
        "codebook": codebook,
        "coded_date": record["updated_at"][:10],
        "dateline": _ours(record, basis),
    }


def _days(record: Record) -> tuple[str, str | None, str]:
    """First day, last day if it is another, and what they rest on. PLOVER wants a day for every event: without one it is that of the report."""
    match record.get("date"):
        case {"start": str(start), "end": end, "basis": str(basis)}:
            return start, end if end != start else None, basis
        case {"start": None, "end": str(end), "basis": str(basis)}:
            return end, None, basis
    return record["first_reported_at"][:10], None, "reported"


def _entity(party: Record) -> Entity:
    """An actor or recipient, under both sets of names that PLOVER's readers use."""
    sectors = party.get("sectors") or []
    return {
        "text": party["name"],
        "entity_text": party["name"],
        "code": party["country"] or (sectors[0] if sectors else None),
        "country": party["country"],
        "sector": sectors[0] if sectors else None,
        "sectors": sectors,
        "wiki": None,
        "identifier_id": None,
        "dateline_id": party["id"],
    }


def _place(place: Record | None) -> Location | None:
    if place is None:
        return None
    point = place["coordinates"] or {"latitude": None, "longitude": None}
    return {
        "extracted_place": place["name"],
        "geonameid": place["geonames_id"],
        "lat": point["latitude"],
        "lon": point["longitude"],
        "resolution": place["kind"],
        "country_code3": place["country"],
    }


def _ours(record: Record, basis: str) -> Ours:
    """What PLOVER has no field for."""
    said_by, when = record.get("said_by"), record.get("date")
    return {
        "schema_version": SCHEMA_VERSION,
        "version": record["version"],
        "retracted": record["retracted"],
        "status": record["status"],
        "said_by": said_by and {"id": said_by["id"], "text": said_by["name"], "country": said_by["country"]},
        "disputed": record.get("disputed", False),
        "background": record.get("background", False),
        "family": record["family"],
        "confidence": record["confidence"],
        "edtf": when and when["edtf"],
        "granularity": when and when["granularity"],
        "date_basis": basis,
        "article_count": record["article_count"],
        "source_count": record["source_count"],
        "first_reported_at": record["first_reported_at"],
        "last_reported_at": record["last_reported_at"],
    }
