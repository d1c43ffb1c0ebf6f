"""What people corrected stands when everything is linked anew."""

from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from dateline_api import ids
from integration.chaos import WHO, Chaos
from integration.test_relink import state

HOUR = timedelta(hours=1)


def order(chaos: Chaos, kind: str, **body: Any) -> None:
    assert chaos.order("correct", correction_id=ids.public("cor", ids.new_id()), correction={"kind": kind, **body, **WHO}) == "applied"


def events(chaos: Chaos) -> list[list[str]]:
    """The mentions of each event."""
    found = chaos.bench.rows("SELECT record FROM events WHERE NOT retracted AND redirect_to IS NULL")
    return sorted(sorted(mention["id"] for mention in record["mentions"]) for (record,) in found)


def entities(chaos: Chaos) -> list[list[tuple[str, str]]]:
    """The tellings of each entity."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entity, article, key in chaos.bench.rows("SELECT entity_id::text, article_id::text, key FROM entity_tellings ORDER BY 2, 3"):
        found.setdefault(entity, []).append((article, key))
    return sorted(found.values())


@pytest.fixture
def chaos(bench: Any) -> Chaos:
    """A few articles, all read."""
    made = Chaos(bench, 11)
    bench.accept(*islice(made.coming, 12))
    made.read(skill=1.0)
    return made


def largest(chaos: Chaos) -> dict[str, Any]:
    found = [record for (record,) in chaos.bench.rows("SELECT record FROM events WHERE NOT retracted AND redirect_to IS NULL")]
    return max(found, key=lambda record: (len(record["mentions"]), record["id"]))


@pytest.mark.parametrize("which", ["first", "last"])
def test_events_that_people_split_stay_two(chaos: Chaos, which: str) -> None:
    record = largest(chaos)
    mentions = [mention["id"] for mention in record["mentions"]]
    order(chaos, "split_event", event_id=record["id"], mention_ids=mentions[:1] if which == "first" else mentions[-1:])
    split = events(chaos)
    assert chaos.order("relink", dry_run=False) == "applied"
    assert events(chaos) == split


def test_events_that_people_merged_stay_one(chaos: Chaos) -> None:
    one = largest(chaos)
    other = next(record for (record,) in chaos.bench.rows("SELECT record FROM events WHERE record ->> 'id' <> :id ORDER BY id", id=one["id"]))
    order(chaos, "merge_events", event_ids=[other["id"]], into=one["id"])
    merged = events(chaos)
    assert chaos.order("relink", dry_run=False) == "applied"
    assert events(chaos) == merged


@pytest.mark.parametrize("half", [0, 1])
def test_entities_that_people_split_stay_two(chaos: Chaos, half: int) -> None:
    told = chaos.bench.rows(
        "SELECT entity_id, array_agg(article_id ORDER BY at, article_id), min(key) FROM entity_tellings GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    ((entity, articles, key),) = told
    middle = len(articles) // 2
    some = articles[:middle] if half == 0 else articles[middle:]
    order(chaos, "split_entity", entity_id=ids.public("ent", entity), tellings=[{"article_id": ids.public("art", each), "key": key} for each in some])
    split = entities(chaos)
    assert chaos.order("relink", dry_run=False) == "applied"
    assert entities(chaos) == split


def test_rejected_mention_stays_rejected(chaos: Chaos) -> None:
    order(chaos, "reject_mention", mention_id=largest(chaos)["mentions"][0]["id"])
    rejected = events(chaos)
    assert chaos.order("relink", dry_run=False) == "applied"
    assert events(chaos) == rejected


@pytest.mark.parametrize("seed", [3, 4])
def test_after_anything_linking_anew_twice_changes_nothing_the_second_time(bench: Any, seed: int) -> None:
    chaos = Chaos(bench, seed)
    chaos.go(25)
    assert chaos.order("relink", dry_run=False) == "applied"
    before = state(bench)
    assert chaos.order("relink", dry_run=False) == "applied"
    after = state(bench)
    assert {name: [row for row in after[name] if row not in before[name]] for name in before} == {name: [] for name in before}
