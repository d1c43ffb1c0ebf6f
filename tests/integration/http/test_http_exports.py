"""Exports over HTTP: everything a filter finds, in formats that other people's readers read, whole or visibly not."""

import csv
import gzip
import io
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import pandas
import pytest
from dateline_api.exports.schemas import SCHEMAS, render
from dateline_api.http.exports import MAX_EXPORTS
from dateline_shared.testing import person
from jsonschema import Draft202012Validator

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
PRAISE = {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
EXAMPLE = (Path(__file__).parents[3] / "docs/exports.md").read_text(encoding="utf-8").partition("```sql\n")[2].partition("```")[0]
HOSTILE = ['=HYPERLINK("http://evil.example","x")', "+1", "-2+3", "@here", "\ttab", 'She said "no", twice', "a|b|c", "زيارة 🕊️ الرئيس\u202e", "two\nlines"]


def on(number: int) -> dict[str, Any]:
    """A day of its own for each act, so that linking keeps them apart."""
    return {"date": {"edtf": f"2024-01-{1 + 3 * number:02}", "granularity": "day", "basis": "stated"}}


def export(api, **query: Any) -> httpx2.Response:
    answer = api.http.get("/v1/exports", params=query)
    assert answer.status_code == 200, answer.text
    return answer


def lines(answer: httpx2.Response) -> list[Any]:
    return [json.loads(line) for line in answer.content.decode().splitlines()]


def rows(answer: httpx2.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


@pytest.fixture
def hostile(api):
    """A service with an event for each of the titles that a spreadsheet or a careless reader would trip over."""
    for n, title in enumerate(HOSTILE):
        api.tell("Adeyemi congratulated Bako.", PRAISE | on(n), title=title, source="wire.example")
    return api


def test_ndjson_holds_every_record_as_the_list_gives_it_in_the_order_of_ids(hostile) -> None:
    answer = export(hostile)
    found = lines(answer)
    assert found == hostile.get("/v1/events", limit=200)["data"][::-1]
    assert [each["mentions"][0]["title"] for each in found] == HOSTILE
    validator = Draft202012Validator(hostile.get("/schemas/event-1.json"))
    assert [error.message for each in found for error in validator.iter_errors(each)] == []
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["link"] == '</schemas/event-1.json>; rel="describedby"'
    assert answer.headers["content-disposition"].startswith('attachment; filename="dateline-events-2024')
    assert "etag" not in answer.headers


def test_csv_is_read_by_others_with_all_its_words(hostile) -> None:
    answer = export(hostile, format="csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.content.count(b"\r\n") == len(HOSTILE) + 1
    told = {row["id"]: row for row in rows(answer)}
    for record in lines(export(hostile)):
        row, title = told[record["id"]], record["mentions"][0]["title"]
        assert row["title"] in (title, f"'{title}")
        assert row["title"][0] not in "=+-@\t\r\n"
        assert (row["actor_names"], row["recipient_countries"], row["evidence"]) == ("Folake Adeyemi", "NGA", "congratulated")
    frame = pandas.read_csv(io.BytesIO(answer.content))
    assert list(frame.columns) == [column["name"] for column in hostile.get("/schemas/csv-1.json")["tableSchema"]["columns"]]
    assert frame.confidence.tolist() == [0.9] * len(HOSTILE)
    assert frame.disputed.dtype == bool
    assert frame.title.tolist() == [row["title"] for row in told.values()]


def test_csv_has_a_byte_order_mark_for_excel_if_asked_and_no_other_format_has(hostile) -> None:
    plain, marked = export(hostile, format="csv"), export(hostile, format="csv", bom="true")
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    assert hostile.get("/v1/exports", expect=422, bom="true")["errors"][0]["parameter"] == "bom"


def test_filter_limit_and_retracted_choose_as_in_the_list(api) -> None:
    article = api.tell("Adeyemi congratulated Bako.", PRAISE)
    api.tell("Bako met nobody.", {"type": "CONSULT", "actors": [BAKO], "trigger": "met", "status": "negated"})
    api.post(f"/v1/articles/{article}/retract", {})
    api.bench.obey()

    assert [each["type"] for each in lines(export(api))] == ["CONSULT"]
    assert [each["type"] for each in lines(export(api, retracted="true"))] == ["SUPPORT", "CONSULT"]
    assert [each["type"] for each in lines(export(api, retracted="true", limit=1))] == ["SUPPORT"]
    assert lines(export(api, status="happened")) == []
    assert len(rows(export(api, format="csv", retracted="true"))) == 2
    assert api.get("/v1/exports", expect=422, format="xls")["errors"][0]["parameter"] == "format"
    assert api.get("/v1/exports", expect=422, colour="red")["errors"][0]["parameter"] == "colour"


def test_everything_that_changes_from_the_first_read_on_is_behind_the_cursor(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE | on(4))
    answer = export(api, type="SUPPORT")
    api.tell("Adeyemi congratulated Bako again.", PRAISE | on(9))

    cursor = answer.headers["dateline-changes-cursor"]
    (change,) = api.get("/v1/changes", type="SUPPORT", cursor=cursor)["data"]
    assert change["record"]["id"] not in {each["id"] for each in lines(answer)}
    assert api.get("/v1/changes", type="AID", cursor=cursor, expect=400)["type"] == "/problems/cursor-of-another-filter"


def test_export_costs_one_request(serve) -> None:
    api = serve(rate_limit="3/hour")
    export(api)
    assert export(api).headers["ratelimit"].startswith('"default";r=1;')
    export(api)
    assert api.get("/v1/exports", expect=429)["type"] == "/problems/rate-limited"


def test_gzip_is_sent_to_who_takes_it(hostile) -> None:
    plain = hostile.http.get("/v1/exports", headers={"Accept-Encoding": "identity"})
    with hostile.http.stream("GET", "/v1/exports", headers={"Accept-Encoding": "br, gzip;q=0.5"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content
    refused = hostile.http.get("/v1/exports", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in refused.headers
    assert plain.headers["vary"] == "Accept-Encoding"


def test_http_1_0_is_refused_since_it_has_no_end(api) -> None:
    with socket.create_connection(("127.0.0.1", api.http.base_url.port), timeout=30) as client:
        client.sendall(f"GET /v1/exports HTTP/1.0\r\nAuthorization: {api.http.headers['Authorization']}\r\n\r\n".encode())
        told = b"".join(iter(lambda: client.recv(65536), b""))
    assert told.startswith(b"HTTP/1.1 505")
    assert b"/problems/http-version" in told


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schema_is_what_the_code_says_and_is_served(api, name: str) -> None:
    answer = api.http.get(f"/schemas/{name}", headers={"Authorization": ""})
    assert answer.content == render(name), "run `make schemas`"
    api.get("/schemas/nothing.json", expect=404)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[httpx2.Response], Path]:
    """Keeps an export as its answer names it."""

    def keep(answer: httpx2.Response) -> Path:
        path = tmp_path / answer.headers["content-disposition"].partition('"')[2].rstrip('"')
        path.write_bytes(answer.content)
        return path

    return keep


def test_parquet_is_read_by_duckdb_and_pandas(hostile, file) -> None:
    path = file(export(hostile, format="parquet"))
    assert path.suffix == ".parquet"
    with duckdb.connect() as db:
        found = db.read_parquet(str(path))
        said = f"SELECT mentions[1].title, actors[1].country, first_reported_at, id FROM '{path}' ORDER BY id"
        rows = db.execute(said).fetchall()
        assert [row[0] for row in rows] == HOSTILE
        assert {row[1] for row in rows} == {"NGA"}
        assert db.execute(EXAMPLE.replace("events.parquet", str(path)).replace("PROTEST", "SUPPORT")).fetchall() == [("NGA", len(HOSTILE))]
        assert db.execute(f"SELECT decode(value) FROM parquet_kv_metadata('{path}') WHERE decode(key) = 'schema_version'").fetchall() == [("1",)]
        assert dict(zip(found.columns, map(str, found.types), strict=True))["updated_at"] == "TIMESTAMP WITH TIME ZONE"
    frame = pandas.read_parquet(path)
    assert [mentions[0]["title"] for mentions in frame.mentions] == HOSTILE
    assert str(frame.first_reported_at.dtype) == "datetime64[us, UTC]"
    assert frame.id.tolist() == [each["id"] for each in lines(export(hostile))]


def test_csv_is_read_by_duckdb(hostile, file) -> None:
    path = file(export(hostile, format="csv"))
    with duckdb.connect() as db:
        titles = db.execute(f"SELECT title FROM read_csv('{path}', header = true, delim = ',', quote = '\"', all_varchar = true)").fetchall()
    assert [title.removeprefix("'") for (title,) in titles] == [title.removeprefix("'") for title in HOSTILE]


def test_plover_holds_only_acts_that_happened_unless_others_are_asked_for(api) -> None:
    acts = [
        {"type": "SUPPORT", "family": "congratulate"},
        {"type": "CONSULT", "family": "meet", "status": "negated"},
        {"type": "AID", "family": "give", "status": "planned"},
        {"type": "REJECT", "family": "deny"},
        {"type": "elect", "family": "win"},
    ]
    for act in acts:
        api.tell(f"Adeyemi congratulated Bako, or did another thing: {act}.", PRAISE | act)

    def coded(**query: Any) -> list[str]:
        return [each["event"][0] for each in lines(export(api, format="plover", **query))]

    assert coded() == ["SUPPORT"]
    assert coded(status="happened,negated,planned") == ["SUPPORT", "CONSULT", "AID"]
    assert coded(type="elect,REJECT") == ["elect"]
    assert [each["type"] for each in lines(export(api))] == ["SUPPORT", "CONSULT", "AID", "REJECT", "elect"]
    validator = Draft202012Validator(api.get("/schemas/plover-1.json"))
    everything = lines(export(api, format="plover", status="happened,negated,planned"))
    assert [error.message for each in everything for error in validator.iter_errors(each)] == []
    assert [each["dateline"]["status"] for each in everything] == ["happened", "negated", "planned"]
    cursor = export(api, format="plover", country="NGA").headers["dateline-changes-cursor"]
    assert api.get("/v1/changes", country="NGA", cursor=cursor)["data"] == []


@pytest.mark.parametrize("name", ["ndjson", "csv", "parquet", "plover"])
def test_export_of_nothing_is_a_whole_file(api, file, name: str) -> None:
    path = file(export(api, format=name))
    assert len(pandas.read_parquet(path) if name == "parquet" else path.read_text().splitlines()[name == "csv" :]) == 0


def test_parquet_without_its_library_says_what_to_install(api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "dateline_api.exports.parquet", raising=False)
    problem = api.get("/v1/exports", expect=501, format="parquet")
    assert problem["type"] == "/problems/format-not-installed"
    assert "pip install 'dateline-api[parquet]'" in problem["detail"]
    assert [export(api, format="csv").status_code for _ in range(MAX_EXPORTS + 1)] == [200] * (MAX_EXPORTS + 1)  # no place was lost
