"""Real articles through the whole system; they are other people's and not shipped: `pytest --gold FOLDER` says where they lie.

The folder holds `seeds/gold.json` and the texts that it names. Without the option these tests are skipped, and say so.
"""

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(420)

# What the headline of each article says: type, mode, actors, recipients, status, said by. Mutual acts list all parties as actors.
HEADLINES: dict[str, list[dict[str, Any]]] = {
    "000": [{"type": "SUPPORT", "actors": ["Donald Trump"], "recipients": ["Vladimir Putin"], "status": "happened"}],
    "001": [{"type": "SUPPORT", "actors": ["Vladimir Putin"], "recipients": ["Donald Trump"], "status": "negated", "said_by": "Dmitry Peskov"}],
    "002": [{"type": "CONSULT", "mode": "phone", "actors": ["Donald Trump", "Vladimir Putin"], "recipients": [], "status": "happened"}],
    "003": [
        {"type": "CONSULT", "actors": ["Donald Trump", "Vladimir Putin"], "recipients": [], "status": "happened"},
        {"type": "SUPPORT", "actors": ["Vladimir Putin"], "recipients": ["Donald Trump"], "status": "happened"},
    ],
    "004": [{"type": "SUPPORT", "actors": ["Vladimir Putin"], "recipients": ["Donald Trump"], "status": "happened", "date": "2025-01-20"}],
}


@pytest.fixture(scope="module")
def seeds(pytestconfig: pytest.Config) -> dict[str, dict[str, Any]]:
    """Each article as it is to be posted, by the first three characters of its file's name."""
    given = pytestconfig.getoption("--gold")
    if given is None:
        pytest.skip("the real articles were NOT read: --gold names no folder that holds them")
    folder = Path(given) / "seeds"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["articles"]
    return {each["file"][:3]: each["post_as"] | {"external_id": each["file"], "text": (folder / each["file"]).read_text(encoding="utf-8")} for each in gold}


def test_headline_event_of_every_article_is_read_and_a_second_post_changes_nothing(tmp_path: Path, up: Any, seeds: dict[str, dict[str, Any]]) -> None:
    with up(tmp_path / "home") as running:
        ids = {name: running.post(article)["id"] for name, article in seeds.items()}
        running.wait_done(list(ids.values()))
        assert {running.http.get(f"/v1/articles/{each}").json()["state"] for each in ids.values()} == {"done"}
        missing = [(name, wanted) for name, all_wanted in HEADLINES.items() for wanted in all_wanted if not _is_told(running, ids[name], wanted)]
        assert missing == []
        log = running.changes()
        again = {name: running.post(article) for name, article in seeds.items()}
        assert {name: (each["id"], each["outcome"]) for name, each in again.items()} == {name: (ids[name], "unchanged") for name in seeds}
        assert running.changes() == log


def _is_told(running: Any, article_id: str, wanted: dict[str, Any]) -> bool:
    events = running.http.get("/v1/events", params={"article": article_id, "limit": 200}).json()["data"]
    return any(all(_plain(event, name) == value for name, value in wanted.items()) for event in events)


def _plain(event: dict[str, Any], name: str) -> Any:
    value = event[name]
    if name in ("actors", "recipients"):
        return sorted(party["name"] for party in value)
    if name == "said_by":
        return value and value["name"]
    if name == "date":
        return value and value["edtf"]
    return value
