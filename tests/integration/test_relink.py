"""Linking everything anew: nothing changes where nothing differs, and what differs is moved and told."""

from datetime import timedelta
from uuid import UUID

from dateline_api.db.tables import changes, events
from dateline_api.store import tell
from dateline_api.store.link.merge import merge_events
from dateline_api.store.relink import relink
from dateline_shared.contracts.article import Article
from dateline_shared.testing import event, extraction, person, span
from sqlalchemy import select

HOUR = timedelta(hours=1)
ACTS = ("ASSAULT", "AID", "PROTEST")


def told(bench) -> list[UUID]:
    """Three articles, each with one act that no other tells of; the ids of their events in the order of publication."""
    for n in (1, 2, 0):
        who = person(f"{ACTS[n].title()} Okafor", country="NGA")
        at = bench.clock.now() - (3 - n) * HOUR
        bench.accept(
            Article(text=f"{who.name} did it. Nobody else was there on day {n}.", title=f"Report {n}", url=f"https://wire{n}.example/1", published_at=at)
        )
        for chunk in bench.dispatch():
            for reading in chunk.readings:
                act = event("x1", evidence=span(reading, "did"), actors=[who], type=ACTS[n], family=ACTS[n].lower())
                bench.answer(extraction(reading, entities=[who], events=[act]))
        bench.record()
    found = dict(bench.rows("SELECT type, id FROM events"))
    return [found[kind] for kind in ACTS]


def state(bench) -> dict[str, list]:
    """All that was decided, record by record."""
    tables = {
        "events": "SELECT id, redirect_to, version, record FROM events ORDER BY id",
        "entities": "SELECT id, redirect_to, version, record FROM entities ORDER BY id",
        "mentions": "SELECT id, event_id, choices, entities, retracted FROM mentions ORDER BY id",
        "tellings": "SELECT article_id, key, entity_id FROM entity_tellings ORDER BY 1, 2",
        "keys": "SELECT key, event_id FROM event_keys ORDER BY 1, 2",
        "names": "SELECT key, entity_id FROM entity_keys ORDER BY 1, 2",
        "facts": "SELECT entity_id, kind, value, articles FROM entity_facts ORDER BY 1, 2, 3",
        "parties": "SELECT event_id, role, position, entity_id FROM event_parties ORDER BY 1, 2, 3",
        "stories": "SELECT id, redirect_to, version, record FROM stories ORDER BY id",
        "members": "SELECT article_id, story_id FROM story_articles ORDER BY 1",
        "articles": "SELECT id, version, record, copy_of FROM articles ORDER BY id",
        "log": "SELECT seq, op, version FROM changes ORDER BY seq",
    }
    return {name: bench.rows(sql) for name, sql in tables.items()}


def again(bench, **options) -> dict:
    with bench.engine.begin() as connection:
        return relink(connection, now=bench.clock.now(), **{"dry_run": False} | options)


def apply(bench, change, *given) -> None:
    with bench.engine.begin() as connection:
        result = change(connection, *given, now=bench.clock.now())
        tell.append(connection, result[1] if isinstance(result, tuple) else result, now=bench.clock.now())


def newest(bench) -> dict[UUID, dict]:
    with bench.engine.connect() as connection:
        return {row.object_id: row.record for row in connection.execute(select(changes).where(changes.c.kind == "event").order_by(changes.c.seq))}


def kept(bench) -> dict[UUID, dict]:
    with bench.engine.connect() as connection:
        return {row.id: row.record for row in connection.execute(select(events))}


def test_what_was_linked_well_stays_as_it_is(bench) -> None:
    told(bench)
    before = state(bench)
    report = again(bench)
    assert (report["articles"], report["events"], report["entities"]) == (3, {"b_cubed": 1.0, "moved": 0}, {"b_cubed": 1.0, "moved": 0})
    assert report["changes"] == {}
    assert state(bench) == before


def test_events_that_were_merged_by_mistake_come_apart(bench) -> None:
    one, other, _ = told(bench)
    apply(bench, merge_events, other, one)
    report = again(bench)
    assert report["events"]["b_cubed"] < 1
    assert report["changes"] == {"article updated": 1, "event split": 1, "event updated": 1}
    found = {record["type"]: record for record in kept(bench).values() if record["merged_into"] is None}
    assert sorted(found) == sorted(ACTS)
    assert all(len(record["mentions"]) == 1 for record in found.values())
    assert newest(bench) == kept(bench)


def test_dry_run_only_tells_how_alike_both_are(bench) -> None:
    one, other, _ = told(bench)
    apply(bench, merge_events, other, one)
    before = state(bench)
    report = again(bench, dry_run=True)
    assert report["events"] == {"b_cubed": 0.8, "moved": 1}
    assert state(bench) == before


def test_linking_anew_twice_changes_nothing_the_second_time(bench) -> None:
    one, other, third = told(bench)
    apply(bench, merge_events, other, one)
    apply(bench, merge_events, third, one)
    again(bench)
    before = state(bench)
    assert again(bench)["changes"] == {}
    assert state(bench) == before
