"""What the formats of exports make of records, without a service."""

import io
import re
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import pyarrow
import pytest
from dateline_api.exports.columns import COLUMNS
from dateline_api.exports.parquet import PARTS, SCHEMA, Columns, described
from dateline_api.exports.plover import Plover, load_scales
from dateline_api.exports.schemas import render
from dateline_api.exports.table import Table, cell, defused
from dateline_api.records import EventRecord
from dateline_nlp.ontology.load import load_ontology
from jsonschema import Draft202012Validator
from pyarrow import parquet as pq

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


# What readers of PLOVER look for: the manual's chapter on data fields, and the names that its users go by.
OF_A_RECORD = "id date enddate event mode context actor recipient event_loc event_text quad_code event_scale link text text_info cite_info coder coded_date"
OF_A_PARTY = "code sector entity_text identifier_id text country wiki"
OF_A_PLACE = "extracted_place geonameid lat lon resolution"
OF_A_CITATION = "url title publication language coder codebook version"


def test_plover_names_every_field_that_its_readers_look_for_and_the_document_every_field() -> None:
    schema = orjson.loads(render("plover-1.json"))
    parts = {name: set(part["properties"]) for name, part in schema["$defs"].items()}
    assert set(f"{OF_A_RECORD} location source language".split()) <= set(schema["properties"])
    assert set(OF_A_PARTY.split()) <= parts["Entity"]
    assert set(OF_A_PLACE.split()) <= parts["Location"]
    assert set(OF_A_CITATION.split()) <= parts["CiteInfo"]
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", DOCUMENT.partition("## PLOVER")[2]))))
    assert set(schema["properties"]) | parts["Entity"] | parts["Location"] <= told


def plover(**fields: Any) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in Plover().write([record(**fields)]).splitlines()]


def test_plover_record_follows_its_schema_and_names_every_field_of_the_manual() -> None:
    place = {"name": "Talca", "kind": "city", "country": "CHL", "coordinates": {"latitude": -35.4, "longitude": -71.6}, "geonames_id": 3870294}
    when = {"edtf": "2024-03", "start": "2024-03-01", "end": "2024-03-31", "granularity": "month", "basis": "stated"}
    ana = person("Ana", country="CHL", sectors=["GOV", "MIL"], id="ent_1")
    (made,) = plover(
        type="CONSULT", mode="visit", actors=[ana], recipients=[person("rebels", sectors=["REB"])], place=place, date=when, contexts=["diplomatic"]
    )

    assert list(Draft202012Validator(orjson.loads(render("plover-1.json"))).iter_errors(made)) == []
    assert (made["event"], made["mode"], made["context"], made["quad_code"], made["event_scale"]) == (["CONSULT"], ["visit"], ["diplomatic"], 1, 4.0)
    assert (made["date"], made["enddate"]) == ("2024-03-01", "2024-03-31")
    assert [(each["text"], each["code"], each["country"], each["sector"]) for each in made["actor"] + made["recipient"]] == [
        ("Ana", "CHL", "CHL", "GOV"),
        ("rebels", "REB", None, "REB"),
    ]
    there = {"extracted_place": "Talca", "geonameid": 3870294, "lat": -35.4, "lon": -71.6, "resolution": "city", "country_code3": "CHL"}
    assert made["event_loc"] == there
    assert (made["text"], made["text_info"]) == ("Ana met Lía.", {"part": "text", "start": 0, "end": 12})
    assert made["cite_info"]["coder"] == made["coder"] == f"dateline {version('dateline-api')}"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (None, ("2024-03-05", None, "reported")),
        ({"edtf": "../2024-03-02", "start": None, "end": "2024-03-02"}, ("2024-03-02", None, "stated")),
        ({"edtf": "2024-03-02/..", "start": "2024-03-02", "end": None}, ("2024-03-02", None, "stated")),
        ({"edtf": "2024-03-02", "start": "2024-03-02", "end": "2024-03-02"}, ("2024-03-02", None, "stated")),
        ({"edtf": "?", "start": None, "end": None}, ("2024-03-05", None, "reported")),
    ],
)
def test_plover_record_has_a_day_whatever_the_event_has(when: Any, told: tuple[Any, ...]) -> None:
    (made,) = plover(date=when and when | {"granularity": "day", "basis": "stated"})
    assert (made["date"], made["enddate"], made["dateline"]["date_basis"]) == told


def test_charge_denied_in_words_is_no_plover_event() -> None:
    assert plover(type="REJECT", family="deny") == []
    assert len(plover(type="REJECT", family="refuse")) == 1


def test_type_that_is_not_plovers_has_neither_quad_code_nor_score() -> None:
    (made,) = plover(type="elect", mode=None)
    assert (made["event"], made["quad_code"], made["event_scale"]) == (["elect"], None, None)


def test_quad_codes_and_scores_are_those_of_the_ontology() -> None:
    quads = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
    scales, known = load_scales(), load_ontology().types.values()
    assert {kind.name: scales.quad(kind.name) for kind in known} == {kind.name: quads.index(kind.quad) + 1 if kind.quad else None for kind in known}
    modes = [(kind, mode) for kind in known if kind.quad for mode in kind.modes]
    assert {(kind.name, mode.name): scales.score(kind.name, mode.name) for kind, mode in modes} == {
        (kind.name, mode.name): kind.score if mode.score is None else mode.score for kind, mode in modes
    }


def parquet(*records: dict[str, Any], times: int = 1) -> tuple[pyarrow.Table, pq.FileMetaData]:
    writer = Columns()
    written = writer.begin() + b"".join(writer.write(records) for _ in range(times)) + writer.end()
    return pq.read_table(io.BytesIO(written)), pq.read_metadata(io.BytesIO(written))


def test_parquet_holds_what_the_record_holds() -> None:
    place = {"name": "Talca", "country": "CHL", "coordinates": {"latitude": -35.4, "longitude": -71.6}}
    when = {"edtf": "0987", "start": "0987-01-01", "end": "0987-12-31", "granularity": "year", "basis": "stated"}
    about = [{"type": "AID", "about": [{"type": "AGREE"}]}]
    made = record(place=place, date=when, about=about, object={"text": "=1+1"}, topics=[{"text": "aid"}], actors=[person("Ana 🕊️", sectors=["GOV"])])
    table, metadata = parquet(made)

    (row,) = table.to_pylist()
    assert row["date"]["start"] == date(987, 1, 1)
    assert row["first_reported_at"] == AT
    assert (row["place"]["latitude"], row["object"], row["topics"]) == (-35.4, "=1+1", ["aid"])
    assert orjson.loads(row["about"]) == made["about"]
    same = ("id", "type", "actors", "recipients", "status", "said_by", "claims", "confidence", "contexts", "article_count")
    assert {name: row[name] for name in same} == {name: made[name] for name in same}
    assert metadata.metadata[b"schema_version"] == b"1"
    assert [(field.name, str(field.type)) for field in table.schema] == [
        (column["name"], column["type"]) for column in orjson.loads(render("parquet-1.json"))["columns"]
    ]


def test_every_field_of_the_record_has_its_column() -> None:
    assert set(SCHEMA.names) == set(EventRecord.model_fields) - {"schema_version"}


def test_row_groups_are_bounded_and_an_empty_export_is_a_file() -> None:
    many = [record(id=f"evt_{n}") for n in range(500)]
    table, metadata = parquet(*many, times=41)
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [20_000, 500]
    assert table.num_rows == 20_500
    empty, _ = parquet()
    assert (empty.num_rows, empty.schema.names) == (0, SCHEMA.names)


def short(kind: str, parts: dict[str, str]) -> str:
    """A type of Arrow, with the names of structs in place of what they are made of."""
    for name, whole in parts.items():
        kind = kind.replace(whole, name)
    return f"`{kind.replace('element: ', '')}`"


def test_document_lists_the_columns_of_parquet() -> None:
    parts = {name: str(kind) for name, kind in PARTS.items()}
    assert documented("parquet") == [(column["name"], short(column["type"], parts), column["description"]) for column in described()["columns"]]
    structs = [f"| `{name}` | {short(whole, {k: v for k, v in parts.items() if k != name})} |" for name, whole in parts.items()]
    assert [line for line in structs if line not in DOCUMENT] == []
