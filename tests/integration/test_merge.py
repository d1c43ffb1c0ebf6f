"""Events are folded from what is told of them: merged, split, and told in the order of publication."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from dateline_api.db import bonds
from dateline_api.db.tables import changes, events, mentions
from dateline_api.store import tell
from dateline_api.store.link.merge import merge_events, split_event, unmerge_event
from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError
from dateline_shared.testing import event, extraction, span
from integration.conftest import PEOPLE
from sqlalchemy import select

HOUR = timedelta(hours=1)


def told(bench) -> list[UUID]:
    """Two events that nothing makes one, each by an article; the later one arrived first."""
    found = []
    kinds: dict[int, dict[str, Any]] = {2: {"type": "ASSAULT", "family": "attack"}, 1: {"type": "AID", "family": "aid"}}
    for n, kind in kinds.items():
        words = f"{PEOPLE[0].name} did it, for the {n}. time."
        at = bench.clock.now() - (3 - n) * HOUR
        bench.accept(Article(text=words, title=f"Report {n}", url=f"https://wire{n}.example/1", published_at=at))
        for chunk in bench.dispatch():
            evidence = [span(reading, PEOPLE[0].name) for reading in chunk.readings]
            acts = [event("x1", evidence=each, actors=PEOPLE[:1], **kind) for each in evidence]
            bench.answer(*(extraction(reading, entities=PEOPLE, events=[act]) for reading, act in zip(chunk.readings, acts, strict=True)))
        bench.record()
        found += [key for (key,) in bench.rows("SELECT id FROM events WHERE type = :type", type=kind["type"])]
    return found


def record(bench, key: UUID) -> dict:
    with bench.engine.connect() as connection:
        return connection.execute(select(events.c.record).where(events.c.id == key)).scalar_one()


def apply(bench, change, *given):
    with bench.engine.begin() as connection:
        result = change(connection, *given, now=bench.clock.now())
        tell.append(connection, result[1] if isinstance(result, tuple) else result, now=bench.clock.now())
        return result


def test_merged_event_is_told_in_the_order_of_publication_and_the_other_redirects(bench) -> None:
    later, earlier = told(bench)
    entries = apply(bench, merge_events, later, earlier)
    assert [entry.op for entry in entries] == ["merged", "updated"]
    merged = record(bench, earlier)
    assert [mention["title"] for mention in merged["mentions"]] == ["Report 1", "Report 2"]
    assert (merged["article_count"], merged["source_count"], merged["mention_count"]) == (2, 2, 2)
    assert record(bench, later)["merged_into"] == merged["id"]


def test_split_gives_back_what_a_merge_took(bench) -> None:
    later, earlier = told(bench)
    before = record(bench, later)
    apply(bench, merge_events, later, earlier)
    with bench.engine.connect() as connection:
        own = [UUID(hex=mention["id"][4:]) for mention in before["mentions"]]
        assert set(connection.execute(select(mentions.c.event_id)).scalars()) == {earlier}
    key, entries = apply(bench, split_event, earlier, own)
    assert sorted(entry.op for entry in entries) == ["split", "updated"]
    again = record(bench, key)
    assert {name: again[name] for name in ("mentions", "claims", "history", "actors")} == {
        name: before[name] for name in ("mentions", "claims", "history", "actors")
    }


def test_the_log_tells_all_of_it(bench) -> None:
    later, earlier = told(bench)
    apply(bench, merge_events, later, earlier)
    with bench.engine.connect() as connection:
        kept = {row.id: row.record for row in connection.execute(select(events))}
        newest = {row.object_id: row.record for row in connection.execute(select(changes).where(changes.c.kind == "event").order_by(changes.c.seq))}
    assert newest == kept


@pytest.mark.parametrize("which", ["itself", "merged", "absent"])
def test_only_two_events_that_stand_are_merged(bench, which) -> None:
    later, earlier = told(bench)
    apply(bench, merge_events, later, earlier)
    with pytest.raises(RejectedError):
        apply(bench, merge_events, {"itself": earlier, "merged": later, "absent": UUID(int=1)}[which], earlier)


def test_event_that_its_own_whole_is_merged_into_is_no_part_of_itself(bench) -> None:
    whole, part = told(bench)
    with bench.engine.begin() as connection:
        connection.execute(events.update().where(events.c.id == part).values(part_of=whole))
        bound = bonds.bound_to(connection, whole, part)
    apply(bench, merge_events, whole, part)
    assert record(bench, part)["part_of"] is None
    said = bench.rows("SELECT id FROM mentions WHERE article_id IN (SELECT id FROM articles WHERE title = 'Report 2')")
    apply(bench, partial(unmerge_event, mentions=[key for (key,) in said], bound=bound), whole, part)
    assert record(bench, part)["part_of"] == record(bench, whole)["id"]
