"""/v1/readings and /v1/relink through `dateline reread`, `diff` and `relink`, against a real service and a store that is turned by hand."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from dateline_api.store import reread
from dateline_shared.contracts.entity import Entity
from dateline_shared.contracts.extraction import Pipeline
from dateline_shared.testing import event, extraction, span
from integration.conftest import PEOPLE

MINUTE = timedelta(minutes=1)
NEWER = Pipeline(version="0.2.0", digest="0" * 12)


@pytest.fixture
def dateline(api: Any) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command, while a store applies what it orders."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        over = threading.Event()

        def obey() -> None:
            while not over.wait(0.05):
                api.bench.obey()

        store = threading.Thread(target=obey)
        store.start()
        try:
            return subprocess.run([sys.executable, "-m", "dateline", *arguments], capture_output=True, text=True, env=kept | settings, check=False)
        finally:
            over.set()
            store.join()

    return run


def read(api: Any, pipeline: Pipeline | None = None, *, recipients: Sequence[Entity] = (), status: str = "happened") -> None:
    """Have all that waits read: one act each, by this pipeline."""
    while reread.step(api.bench.engine, api.bench.clock):
        pass
    while chunks := api.bench.dispatch():
        for chunk in chunks:
            for reading in chunk.readings:
                act = event("x1", evidence=span(reading, "praised"), actors=PEOPLE[:1], recipients=recipients, family="praise", status=status)
                answer = extraction(reading, entities=PEOPLE, events=[act])
                api.bench.answer(answer.model_copy(update={"pipeline": pipeline}) if pipeline else answer)
        api.bench.record()
    while reread.step(api.bench.engine, api.bench.clock):
        pass
    api.bench.clock.move(MINUTE)


def test_archive_is_read_again_and_compared(api: Any, dateline: Any) -> None:
    for n in (1, 2):
        api.post("/v1/articles", {"text": f"Adeyemi praised Bako, {n} times.", "title": f"Report {n}", "published_at": f"2024-03-0{n}T08:00:00Z"})
    read(api)
    assert dateline("diff").stderr.startswith("No article was read by two pipelines yet")
    assert dateline("reread", "--since", "2024-03-02", "--dry-run").stdout == "1 article would be read again, behind all that is new\n"
    begun = dateline("reread", "--since", "2024-03-01", "--pipeline-older-than", "0.2.0")
    assert begun.stdout == "2 articles will be read again, behind all that is new\n", begun.stderr
    assert "0 of 2 articles put in line" in dateline("reread", "--status").stdout
    read(api, NEWER, recipients=PEOPLE[1:], status="alleged")
    assert dateline("reread", "--status").stdout == "Nothing is being read again.\n"

    table, lines = dateline("diff", "--examples", "1"), dateline("diff", "--json", "--since", "2024-03-02")
    assert [line.split() for line in table.stdout.splitlines()[:2]] == [["type", "added", "gone", "changed"], ["SUPPORT", "0", "0", "2"]]
    assert "changed: recipients 2, status 2" in table.stdout
    assert "recipients: [] → ['Idris Bako']" in table.stdout
    assert table.stderr == "2 articles compared, 2 differences.\n"
    (article,) = map(json.loads, lines.stdout.splitlines())
    assert article["mentions"][0]["before"] == {"recipients": [], "status": "happened"}
    assert (article["earlier"]["pipeline"], article["current"]["pipeline"]) == ("0.1.0+000000000000", "0.2.0+000000000000")


def test_pages_of_differences_go_on_where_the_last_ended(api: Any) -> None:
    for n in range(3):
        api.post("/v1/articles", {"text": f"Adeyemi praised Bako, {n} times.", "source": "wire.example"})
    read(api)
    api.post("/v1/readings", {"source": "wire.example"})
    api.bench.obey()
    read(api, NEWER)
    first = api.get("/v1/readings/diff", source="wire.example", limit=2)
    second = api.get("/v1/readings/diff", source="wire.example", limit=2, cursor=first["next_cursor"])
    found = [each["article_id"] for each in (*first["data"], *second["data"])]
    assert (found, second["has_more"]) == (sorted(found), False)
    assert [each["mentions"] for each in first["data"]] == [[], []]
    assert api.get("/v1/readings/diff", source="other.example")["data"] == []


def test_what_is_under_way_can_be_stopped(api: Any, dateline: Any) -> None:
    api.post("/v1/articles", {"text": "Adeyemi praised Bako.", "source": "wire.example"})
    read(api)
    dateline("reread", "--source", "wire.example")
    assert api.get("/v1/readings")["orders"][0]["state"] == "working"
    assert dateline("reread", "--stop").stdout == "1 order ended, 0 articles taken out of the line\n"
    assert api.get("/v1/readings") == {"in_line": 0, "orders": []}


def test_linking_anew_says_how_alike_both_are(api: Any, dateline: Any) -> None:
    api.post("/v1/articles", {"text": "Adeyemi praised Bako."})
    read(api)
    dry, done = dateline("relink", "--dry-run"), dateline("relink")
    for answer in (dry, done):
        found = [line.split()[:3] for line in answer.stdout.splitlines()]
        assert found == [[name, "B-cubed", "1.0000"] for name in ("entities", "events", "stories")], answer.stderr
    assert dry.stderr == "1 article linked, nothing written.\n"
    assert done.stderr == "1 article linked; changes told: none.\n"


@pytest.mark.parametrize(
    "arguments",
    [["reread"], ["reread", "--status", "--stop"], ["reread", "--limit", "3", "--stop"], ["reread", "--since", "yesterday"], ["diff", "--since", "2024-13-01"]],
    ids=["nothing", "both", "limit-stop", "no-day", "no-month"],
)
def test_wrong_use_is_exit_code_2(dateline: Any, arguments: list[str]) -> None:
    assert dateline(*arguments).returncode == 2


@pytest.mark.parametrize(
    "body",
    [{}, {"limit": 3}, {"since": "2024-03-01"}, {"pipeline_older_than": "1.0"}, {"since": "2024-03-01T00:00:00Z", "limit": 0}, {"source": "a", "order": 1}],
    ids=["nothing", "limit-alone", "no-zone", "version", "none", "unknown"],
)
def test_order_that_says_not_which_is_refused(api: Any, body: Any) -> None:
    assert api.post("/v1/readings", body, expect=422)["type"].endswith("invalid-request")


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/readings"), ("DELETE", "/v1/readings"), ("POST", "/v1/relink")])
def test_only_an_admin_may_order_it(api: Any, method: str, path: str) -> None:
    api.http.headers["Authorization"] = f"Bearer {api.key('read', 'ingest')}"
    answer = api.http.request(method, path, json={"source": "a.example"} if path.endswith("readings") and method == "POST" else None)
    assert answer.status_code == 403
