"""`dateline corrections` against a real service, and what it exports as gold."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dateline.evaluate.gold import load
from dateline_shared.testing import person

ADEYEMI, BAKO = person("Folake Adeyemi"), person("Idris Bako")
TEXT = (
    "ABUJA (Lantern) - Deputy commissioner Folake Adeyemi congratulated Idris Bako on Monday. "
    "Later she congratulated the crew, and accused the harbour board of neglect."
)
TOLD = [
    {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"},
    {"actors": [ADEYEMI], "trigger": "neglect", "type": "REJECT", "family": "reject"},
    {"actors": [ADEYEMI], "trigger": "accused", "type": "ACCUSE", "family": "accuse"},
]


@pytest.fixture
def store(api) -> Iterator[None]:
    """A store that carries out what is asked for, as long as the test runs."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(0.05):
            api.bench.obey()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.fixture
def mentions(api) -> dict[str, str]:
    """An article with three acts: their mentions, by type."""
    api.tell(TEXT, *TOLD, url="https://lantern.example/1", title="Praise and blame in the harbour", published_at="2024-03-05T09:00:00Z")
    return {event["type"]: event["mentions"][0]["id"] for event in api.get("/v1/events")["data"]}


def dateline(api: Any, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run([sys.executable, "-m", "dateline", *arguments], input=stdin, capture_output=True, text=True, env=kept | settings, check=False)


def corrections(api: Any, *arguments: str, **more: Any) -> str:
    """What a command that succeeds prints."""
    done = dateline(api, "corrections", *arguments, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("store")
def test_correction_is_made_listed_shown_and_withdrawn(api, mentions) -> None:
    given = (f"mention_id={mentions['ACCUSE']}", "date=2024-03-04", "recipients=harbour board", "place=null", "--reason", "it says so", "--author", "Wole")
    made = corrections(api, "add", "amend_mention", *given)
    key, how = made.split()
    assert how == "stands"
    assert corrections(api, "add", "amend_mention", *given).split() == [key, "stood", "already"]
    shown = json.loads(corrections(api, "show", key, "--json"))
    assert shown["fields"] == {"date": "2024-03-04", "recipients": ["harbour board"], "place": None}
    assert "reason: it says so" in corrections(api, "show", key)
    assert [json.loads(line)["id"] for line in corrections(api, "list", "--author", "Wole", "--json").splitlines()] == [key]
    assert key in corrections(api, "list")
    assert corrections(api, "withdraw", key) == f"{key}  withdrawn\n"
    assert corrections(api, "list", "--state", "standing") == ""


@pytest.mark.usefixtures("store")
def test_corrections_are_taken_from_a_file(api, mentions) -> None:
    asked = [{"kind": "reject_mention", "mention_id": mentions[kind], "author": "desk", "reason": "no"} for kind in ("ACCUSE", "REJECT")]
    made = corrections(api, "add", "--file", "-", "--json", stdin="".join(json.dumps(each) + "\n" for each in asked))
    assert [json.loads(line)["changed"] for line in made.splitlines()] == [True, True]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["add"], 2, "name the kind"),
        (["add", "reject_mention", "that one", "--reason", "no"], 2, "write NAME=VALUE"),
        (["add", "reject_mention", f"mention_id=mnt_{1:032x}"], 2, "--reason"),
        (["add", "reject_mention", f"mention_id=mnt_{1:032x}", "--reason", "no"], 1, f"there is no mnt_{1:032x}"),
        (["show", f"cor_{1:032x}"], 1, "there is no correction"),
        (["withdraw", f"cor_{1:032x}"], 1, "there is no correction"),
    ],
)
def test_what_cannot_be_is_told(api, arguments, code, words) -> None:
    done = dateline(api, "corrections", *arguments)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr


@pytest.mark.usefixtures("store")
def test_what_was_corrected_is_gold_that_evaluate_reads(api, mentions, tmp_path: Path) -> None:
    assert "Nothing was corrected" in dateline(api, "corrections", "export", str(tmp_path / "none")).stderr
    corrections(api, "add", "amend_mention", f"mention_id={mentions['ACCUSE']}", "recipients=harbour board", "--reason", "named")
    corrections(api, "add", "reject_mention", f"mention_id={mentions['REJECT']}", "--reason", "nobody rejects anything")
    folder = tmp_path / "gold"
    corrections(api, "export", str(folder))

    (half,) = load(folder)
    (gold,) = half.articles
    (event,) = gold["events"]
    assert (event["types"], event["actors"], event["recipients"]) == (["ACCUSE"], ["Folake Adeyemi"], ["harbour board"])
    assert [(each["types"], each["why"]) for each in gold["never"]] == [(["REJECT"], "nobody rejects anything")]
    assert [(each["types"], each["evidence"]) for each in gold["optional"]] == [(["SUPPORT"], "Adeyemi congratulated Idris")]
    for each in (*gold["events"], *gold["optional"], *gold["never"]):
        assert (gold["title"] + gold["text"]).count(each["evidence"]) == 1
    measured = dateline(api, "evaluate", "--gold", str(folder), "--json")
    assert measured.returncode == 0, measured.stderr
    assert json.loads(measured.stdout)
    story = json.loads((folder / "stories" / "open" / "corrections.json").read_text())
    assert [each["id"] for each in story["articles"]] == [gold["id"]]


@pytest.mark.usefixtures("store")
def test_split_events_are_gold_of_what_must_not_be_merged(api, mentions, tmp_path: Path) -> None:
    api.tell(TEXT, *TOLD, url="https://radio.example/1", title="Praise and blame in the harbour, again", published_at="2024-03-05T10:00:00Z")
    act = next(event for event in api.get("/v1/events")["data"] if event["mention_count"] == 2)
    corrections(api, "add", "split_event", f"event_id={act['id']}", f"mention_ids={act['mentions'][1]['id']}", "--reason", "another day")
    corrections(api, "export", str(tmp_path))
    story = json.loads((tmp_path / "stories" / "open" / "corrections.json").read_text())
    ((one, other, why),) = story["never_merge"]
    assert why == "another day"
    assert {one, other} == {mention["event"] for article in story["articles"] for mention in article["events"]}
    assert {one, other} <= {*story["events"]}
