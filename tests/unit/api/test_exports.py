"""What the formats of exports make of records, without a service."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dateline_api.exports.columns import COLUMNS
from dateline_api.exports.table import Table, cell, defused
from dateline_api.records import EventRecord

DOCUMENT = (Path(__file__).parents[3] / "docs/exports.md").read_text(encoding="utf-8")
AT = datetime(2024, 3, 5, 12, tzinfo=UTC)
SPANS = [{"part": "text", "start": 4, "end": 7, "exact": "met"}, {"part": "text", "start": 0, "end": 12, "exact": "Ana met Lía."}]


def record(**fields: Any) -> dict[str, Any]:
    """The record of an event that one article tells of."""
    mention: dict[str, Any] = {"id": "mnt_1", "article_id": "art_1", "source": "wire.example", "url": None, "title": "Ana meets Lía", "published_at": AT}
    mention |= {"reported_at": AT, "headline": False, "background": False, "status": "happened", "evidence": SPANS, "confidence": 0.9}
    given: dict[str, Any] = {"id": "evt_1", "version": 1, "type": "CONSULT", "family": "meet", "actors": [], "recipients": [], "status": "happened"}
    given |= {"confidence": 0.9, "mentions": [mention], "history": [], "article_count": 1, "source_count": 1}
    given |= dict.fromkeys(("first_reported_at", "last_reported_at", "created_at", "updated_at"), AT)
    return EventRecord.model_validate(given | fields).model_dump(mode="json")


def row(**fields: Any) -> dict[str, str]:
    return {column.name: cell(column, record(**fields)) for column in COLUMNS}


def person(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "kind": "person", **fields}


@pytest.mark.parametrize("text", ["=1+1", "+41 22", "-2+3", "@here", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"])
def test_text_that_a_spreadsheet_would_carry_out_is_defused(text: str) -> None:
    assert defused(text) == "'" + text
    assert row(object={"text": text})["object"] == "'" + text
    assert row(actors=[person(text), person("Ana")])["actor_names"] == f"'{text}|Ana"


@pytest.mark.parametrize("text", ["", "Ana", "1-1", "a=b", "'quoted'", " =1", "2024-03-05", "زيارة"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_numbers_stay_numbers() -> None:
    place = {"name": "Talca", "country": "CHL", "coordinates": {"latitude": -35.4264, "longitude": -71.6554}, "geonames_id": 3870294}
    made = row(place=place, disputed=True)
    assert (made["latitude"], made["longitude"], made["geonames_id"]) == ("-35.4264", "-71.6554", "3870294")
    assert (made["confidence"], made["disputed"], made["retracted"]) == ("0.9", "true", "false")


def test_cells_of_a_side_agree_in_their_order() -> None:
    crowd = [person("Ana | Lía", country="CHL", sectors=["GOV", "MIL"], id="ent_1"), person("a crowd")]
    made = row(actors=crowd)
    assert [made[f"actor_{name}"] for name in ("ids", "names", "countries", "sectors")] == ["ent_1|", "Ana ¦ Lía|a crowd", "CHL|", "GOV MIL|"]


def test_what_is_not_known_is_an_empty_cell() -> None:
    made = row(date={"edtf": "../2024-03-05", "start": None, "end": "2024-03-05", "granularity": "day", "basis": "stated"}, mentions=[])
    assert (made["date"], made["date_start"], made["date_end"]) == ("../2024-03-05", "", "2024-03-05")
    assert {made[name] for name in ("place", "latitude", "said_by", "title", "url", "evidence", "article_id", "story_id")} == {""}


def test_evidence_is_the_clause_and_not_the_trigger() -> None:
    assert row()["evidence"] == "Ana met Lía."


def test_record_from_before_a_field_was_added_still_has_a_row() -> None:
    old = {name: value for name, value in record().items() if name not in ("story_id", "disputed")}
    assert Table().write([old]).endswith(b"\r\n")


def documented(mark: str) -> list[tuple[str, ...]]:
    """The rows of the table that the document has between two marks."""
    table = DOCUMENT.partition(f"<!-- {mark} -->")[2].partition(f"<!-- /{mark} -->")[0]
    return re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", table, re.MULTILINE)


def test_document_lists_the_columns_of_csv() -> None:
    assert documented("csv") == [(column.name, column.datatype + (" list" if column.is_list else ""), column.description) for column in COLUMNS]
