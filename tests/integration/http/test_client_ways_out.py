"""`dateline.client` and the commands over exports, searches and statistics of a real service."""

import csv
import io
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import httpx2
import pytest
from dateline.client import CannotConnectError, Client, ProblemError
from dateline_shared.errors import RejectedError
from dateline_shared.testing import person

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
PRAISE = {"type": "SUPPORT", "actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
MEETING = {"type": "CONSULT", "actors": [ADEYEMI], "recipients": [DIOP], "trigger": "met"}


def key_of(api: Any) -> str:
    return api.http.headers["Authorization"].removeprefix("Bearer ")


def client(api: Any, **options: Any) -> Client:
    return Client(api.url, key_of(api), **options)


def dateline(api: Any, *arguments: str, is_text: bool = True) -> subprocess.CompletedProcess[Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key_of(api), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "dateline", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=is_text, env=kept | settings, check=False)


class Cutting(httpx2.HTTPTransport):
    """A line that is cut in the middle of the body of an export."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=_Cut(answer)) if "exports" in request.url.path else answer


class _Cut(httpx2.SyncByteStream):
    def __init__(self, answer: httpx2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Any:
        stream = self._answer.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        yield next(iter(stream))[:20]
        raise httpx2.RemoteProtocolError("peer closed connection without sending complete message body")

    def close(self) -> None:
        self._answer.close()


def test_export_is_what_the_list_says_with_a_place_to_follow_from(api: Any, words: Any, tmp_path: Path) -> None:
    api.bench.accept(*islice(words, 30))
    api.bench.read_all()
    file = tmp_path / "events.ndjson"

    with client(api) as service:
        done = service.export("ndjson", file, type="SUPPORT")
        listed = {event["id"]: event for event in service.events(type="SUPPORT")}
        assert {event["id"]: event for event in map(json.loads, file.read_text().splitlines())} == listed
        assert done.size == file.stat().st_size
        api.tell("Adeyemi congratulated Bako.", PRAISE | {"date": {"edtf": "1999-02-01", "granularity": "day", "basis": "stated"}})
        assert next(service.follow(start=str(done.changes_cursor), type="SUPPORT"))["op"] == "created"
        memory = io.BytesIO()
        service.export("csv", memory, type="SUPPORT", limit=3, bom=True)
        assert len(list(csv.DictReader(io.StringIO(memory.getvalue().decode("utf-8-sig"))))) == 3


def test_export_that_breaks_off_leaves_what_was_there(api: Any, words: Any, tmp_path: Path) -> None:
    api.bench.accept(*islice(words, 3))
    api.bench.read_all()
    file = tmp_path / "events.ndjson"
    file.write_text("the last one")

    with client(api, transport=Cutting()) as service, pytest.raises(CannotConnectError, match="broke off"):
        service.export("ndjson", file)
    with client(api) as service:
        with pytest.raises(RejectedError, match="Cannot write"):
            service.export("ndjson", tmp_path / "none" / "events.ndjson")
        with pytest.raises(ProblemError, match="format"):
            service.export("docx", file)

    assert [each.read_text() for each in tmp_path.iterdir()] == ["the last one"]


def test_exports_are_written_by_command(api: Any, tmp_path: Path) -> None:
    api.tell("Adeyemi congratulated Bako. Adeyemi met Diop.", PRAISE, MEETING)

    lines = dateline(api, "export", "--type", "CONSULT")
    table = dateline(api, "export", "--format", "csv", "--bom", "-o", str(tmp_path / "events.csv"))
    parquet = dateline(api, "export", "--format", "parquet", is_text=False)
    nowhere = dateline(api, "export", "-o", str(tmp_path / "none" / "x"))

    assert [json.loads(line)["type"] for line in lines.stdout.splitlines()] == ["CONSULT"]
    assert (table.stdout, "cursor " in table.stderr) == ("", True)
    assert len((tmp_path / "events.csv").read_text("utf-8-sig").splitlines()) == 3
    assert (parquet.stdout[:4], parquet.stdout[-4:]) == (b"PAR1", b"PAR1")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")


def test_articles_are_found_by_their_words(api: Any) -> None:
    ids = [api.tell(f"The envoy signed border treaty number {n} in Accra.", title=f"Treaty {n}", source="wire.example") for n in range(60)]

    with client(api) as service:
        assert {article["id"] for article in service.search('"border treaty"', from_="2024-01-01")} == set(ids)
        assert len(list(service.search("treaty", limit=7, sort="newest", source=["wire.example", "b.example"]))) == 7
    told = dateline(api, "search", "border", "treaty", "--limit", "2")
    records = dateline(api, "search", "treaty", "--newest", "--json")

    assert "Treaty" in told.stdout
    assert "--limit shows more" in told.stderr
    assert len(records.stdout.splitlines()) == 20
    assert dateline(api, "search", "nonsuch").stdout == ""


def test_events_are_counted(api: Any) -> None:
    api.tell("Adeyemi congratulated Bako. Adeyemi met Diop.", PRAISE, MEETING)

    with client(api) as service:
        counts = service.counts(["type", "country"], participant="Awa Diop")
        timeline = service.timeline(by="reported", interval="day", split="type")
    table, both = dateline(api, "counts", "type", "actor"), dateline(api, "counts", "country", "--type", "CONSULT", "--json")
    along = dateline(api, "timeline", "--by", "reported", "--reported-from", "2024-03-04", "--reported-to", "2024-03-06", "--split", "type")

    assert [value["value"] for value in counts["facets"]["type"]["data"]] == ["CONSULT"]
    assert counts["total"] == 1
    assert sum(row["count"] for row in timeline["data"]) == 2
    assert all(word in table.stdout for word in ("CONSULT", "SUPPORT", "Folake Adeyemi"))
    assert json.loads(both.stdout)["total"] == 1
    assert [line.split()[:2] for line in along.stdout.splitlines()[1:]] == [["2024-03-04", "0"], ["2024-03-05", "2"], ["2024-03-06", "0"]]
    assert "2 events" in along.stderr


def test_names_are_completed(api: Any) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)

    with client(api) as service:
        (entity,) = service.suggest("adey", kind="person", limit=3)
        assert "actor" in entity["parameters"]
        assert [event["type"] for event in service.events(actor=entity["value"])] == ["SUPPORT"]
