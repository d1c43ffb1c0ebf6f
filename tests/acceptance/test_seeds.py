"""Real articles through the whole system; they are other people's and not shipped: `pytest --gold FOLDER` says where they lie.

The folder holds `seeds/gold.json` and the texts that it names. Without the option these tests are skipped, and say so.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
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


ACTS = {  # what the gold calls an act between two, as the type and family that it is read with
    "congratulation": ("SUPPORT", "congratulate"),
    "praise": ("SUPPORT", "praise"),
    "call": ("CONSULT", None),
    "talk": ("CONSULT", None),
    "meeting cancelled": ("REJECT", None),
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class Seeds:
    """The gold, what became of its articles, and what the API tells of them."""

    running: Any
    ids: dict[str, str]  # of the articles, by the first three characters of their files' names
    posted: dict[str, dict[str, Any]]
    across: list[str]  # what must hold over all articles, as the gold says it
    names: list[str]  # of the gold's entities

    def events(self, **query: str) -> list[dict[str, Any]]:
        return self.running.http.get("/v1/events", params={"limit": 200, **query}).json()["data"]

    def line(self, *words: str) -> str:
        """The one line of the gold that holds these words."""
        (found,) = [line for line in self.across if all(word in line for word in words)]
        return found


@pytest.fixture(scope="module")
def seeds(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, up: Any) -> Iterator[Seeds]:
    given = pytestconfig.getoption("--gold")
    if given is None:
        pytest.skip("the real articles were NOT read: --gold names no folder that holds them")
    folder = Path(given) / "seeds"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    posted = {
        each["file"][:3]: each["post_as"] | {"external_id": each["file"], "text": (folder / each["file"]).read_text(encoding="utf-8")}
        for each in gold["articles"]
    }
    names = sorted({entity["name"] for each in gold["articles"] for entity in each["entities"]})
    with up(tmp_path_factory.mktemp("seeds") / "home") as running:
        ids = {name: running.post(article)["id"] for name, article in posted.items()}
        running.wait_done(list(ids.values()))
        yield Seeds(running, ids, posted, gold["across_articles"], names)


def test_headline_event_of_every_article_is_read_and_a_second_post_changes_nothing(seeds: Seeds) -> None:
    running, ids = seeds.running, seeds.ids
    assert {running.http.get(f"/v1/articles/{each}").json()["state"] for each in ids.values()} == {"done"}
    assert [(name, wanted) for name, all_wanted in HEADLINES.items() for wanted in all_wanted if not _is_told(running, ids[name], wanted)] == []
    log = running.changes()
    again = {name: running.post(article) for name, article in seeds.posted.items()}
    assert {name: (each["id"], each["outcome"]) for name, each in again.items()} == {name: (ids[name], "unchanged") for name in ids}
    assert running.changes() == log


def test_who_is_named_in_many_articles_is_one_record(seeds: Seeds) -> None:
    wanted = [name for name in seeds.names if name in seeds.line("One entity record each")]
    records = {change["id"]: change["record"] for change in seeds.running.changes() if change["kind"] == "entity"}
    standing = {key: record for key, record in records.items() if record["merged_into"] is None}
    found = {name: [key for key, record in standing.items() if name in (record["name"], *_words(record["aliases"]))] for name in wanted}
    assert len(wanted) > 1
    assert {name: len(keys) for name, keys in found.items()} == dict.fromkeys(wanted, 1)
    parties = {
        (party["name"], party["id"]) for event in seeds.events() for party in (*event["actors"], *event["recipients"]) if party["id"] and party["name"] in found
    }
    assert parties <= {(name, keys[0]) for name, keys in found.items()}


def test_act_that_an_article_tells_of_again_and_again_is_one_event(seeds: Seeds) -> None:
    line = seeds.line("one event each however often")
    (article,) = re.findall(r"article (\d{3})", line)
    days = re.findall(r"(\w+) of (\d{4}-\d{2}-\d{2})", line)
    assert len(days) > 1
    found = {(act, day): [event for event in seeds.events(article=seeds.ids[article]) if _is(event, act, day)] for act, day in days}
    assert {key: len(events) for key, events in found.items()} == dict.fromkeys(days, 1)


def test_congratulations_of_different_years_and_a_refusal_are_events_of_their_own(seeds: Seeds) -> None:
    line = seeds.line("different events", "refusal")
    told = re.findall(r"(\d{4}-\d{2}-\d{2}) \((\w+) to (\w+)\)", line)
    assert len(told) > 1
    found = [
        event
        for day, actor, recipient in told
        for event in seeds.events()
        if _is(event, "congratulation", day) and _is_from(event, actor, recipient) and event["status"] == "happened"
    ]
    assert len({event["id"] for event in found}) == len(found) == len(told)
    ((month, year, status),) = re.findall(r"refusal of (\w+) (\d{4}) .* status (\w+)", line)
    reported = f"{year}-{MONTHS.index(month) + 1:02}"
    parties = {name for _, *names in told for name in names}
    refused = [
        event
        for event in seeds.events(status=status)
        if _is(event, "congratulation", None) and event["first_reported_at"].startswith(reported) and len(_parties(event) & parties) == len(parties)
    ]
    assert len(refused) == 1
    assert refused[0]["id"] not in {event["id"] for event in found}


def test_timeline_of_two_leaders_is_in_order(seeds: Seeds) -> None:
    line = seeds.line("timeline for the pair")
    ((one, other, listed),) = re.findall(r"pair (\w+)-(\w+) lists, in order: (.*?)\.?$", line)
    pair = ",".join(next(name for name in seeds.names if name.endswith(surname)) for surname in (one, other))
    answer = seeds.running.http.get("/v1/timeline", params={"pair": pair}).json()
    acts, at = answer["events"], -1
    for entry in listed.split(", "):
        day = next(iter(re.findall(r"\d{4}(?:-\d{2})*", entry)), None)
        named = [act for act in ACTS if act in entry]
        places = [
            min(
                (n for n, event in enumerate(acts) if n > at and _is(event, act, day) and (event["status"] == "negated") == entry.startswith(f"{day} no ")),
                default=None,
            )
            for act in named
        ]
        assert named, entry
        assert None not in places, f"{entry}: not behind what the gold has before it, in {[(event['on'], event['family'], event['status']) for event in acts]}"
        at = max(place for place in places if place is not None)


def _is(event: dict[str, Any], act: str, day: str | None) -> bool:
    """Whether an event is an act of this kind that may have been done on a day, in a month or a year; without a date, whether it was told of then."""
    kind, family = ACTS[act]
    if event["type"] != kind or family not in (None, event["family"]):
        return False
    if day is None:
        return True
    if event["date"] is None:
        return event["first_reported_at"].startswith(day)
    bounds = [event["date"][side] for side in ("start", "end")]
    return any(bound is not None and bound[: len(day)] == day for bound in bounds)


def _is_from(event: dict[str, Any], actor: str, recipient: str) -> bool:
    sides = [[party["name"].split()[-1] for party in event[role]] for role in ("actors", "recipients")]
    return sides == [[actor], [recipient]]


def _parties(event: dict[str, Any]) -> set[str]:
    return {party["name"].split()[-1] for role in ("actors", "recipients") for party in event[role]}


def _words(aliases: list[Any]) -> list[str]:
    """Names alone, however they are counted."""
    return [alias["name"] if isinstance(alias, dict) else alias for alias in aliases]


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
