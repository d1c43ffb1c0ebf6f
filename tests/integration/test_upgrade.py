"""A database of the release before, with what that had recorded: upgraded and linked anew, it is as if this release had recorded it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from dateline_api.db.engine import make_engine
from dateline_api.db.migrate import upgrade
from dateline_api.store.relink import relink
from integration.conftest import Bench
from integration.newsroom import Newsroom
from psycopg import sql
from psycopg.types.json import Jsonb

TABLES = ("articles", "extractions", "entities", "events", "mentions")
SINCE = ("process", "part_of", "member_of", "cancelled_by", "dates", "corrections", "overdue", "mention_count", "merged_into", "copy_of", "story_id")
DECIDED = {
    "mentions": "SELECT id, event_id, entities FROM mentions ORDER BY 1",
    "tellings": "SELECT article_id, key, entity_id FROM entity_tellings ORDER BY 1, 2",
    "names": "SELECT key, entity_id FROM entity_keys ORDER BY 1, 2",
    "facts": "SELECT entity_id, kind, value, articles FROM entity_facts ORDER BY 1, 2, 3",
    "keys": "SELECT key, event_id FROM event_keys ORDER BY 1, 2",
    "signatures": "SELECT id, signature FROM events ORDER BY 1",
    "events": "SELECT id, record - '{version,updated_at,story_id}'::text[] FROM events ORDER BY 1",
    "entities": "SELECT id, record - '{version,updated_at}'::text[] FROM entities ORDER BY 1",
    "stories": "SELECT array_agg(article_id ORDER BY article_id) FROM story_articles GROUP BY story_id ORDER BY 1",
    "terms": "SELECT term, articles FROM term_counts ORDER BY 1",
    "copies": "SELECT id, copy_of FROM articles ORDER BY 1",
    "prints": "SELECT article_id, print FROM article_prints ORDER BY 1",
}


@pytest.fixture
def older(bench: Bench, empty_database_url: str) -> Iterator[Bench]:
    """What the bench's articles tell, as the release before would have recorded it, upgraded."""
    newsroom = Newsroom(bench)
    for act in ("struck", "fed"):
        newsroom.tell(act, words="It was told at some length, by one who was there and saw it with his own eyes. " * 10)
    upgrade(empty_database_url, revision="0004")
    with psycopg.connect(empty_database_url) as connection:
        for table in TABLES:
            carry(bench, connection, table)
    upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    yield Bench(engine, bench.client, bench.clock, bench.outbox)
    engine.dispose()


def carry(bench: Bench, connection: psycopg.Connection, table: str) -> None:
    """Copy the columns that there were, and of records the fields."""
    asked = "SELECT column_name::text FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' AND column_name <> 'link_key'"
    names = [name for (name,) in connection.execute(asked, [table])]
    for row in bench.rows(f"SELECT {', '.join(names)} FROM {table}"):
        given = dict(zip(names, row, strict=True))
        if given.get("record"):
            given["record"] = {name: value for name, value in given["record"].items() if name not in SINCE}
        if table == "entities":
            given["link_key"] = f"person:{given['name'].casefold()}"
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, given)), sql.SQL(", ").join([sql.Placeholder()] * len(given))
        )
        connection.execute(statement, [Jsonb(value) if isinstance(value, dict | list) else value for value in given.values()])


def again(bench: Bench, *, dry_run: bool = False) -> dict[str, Any]:
    with bench.engine.begin() as connection:
        return relink(connection, dry_run=dry_run, now=bench.clock.now())


def test_linking_anew_makes_of_it_what_is_recorded_now(bench, older) -> None:
    again(older, dry_run=True)
    for table in ("changes", "story_articles", "article_prints", "event_keys"):
        assert older.rows(f"SELECT count(*)::int FROM {table}") == [(0,)]
    again(older)
    assert {name: older.rows(each) for name, each in DECIDED.items()} == {name: bench.rows(each) for name, each in DECIDED.items()}
    told = "SELECT op, count(*)::int FROM changes WHERE kind = 'story' GROUP BY 1"
    assert older.rows(told) == bench.rows(told)
    log = older.rows("SELECT count(*)::int FROM changes")
    again(older)
    assert older.rows("SELECT count(*)::int FROM changes") == log


def test_entities_of_what_was_recorded_before_are_named_as_linking_names_them(older) -> None:
    named = {name for (found,) in older.rows("SELECT entities FROM mentions") for name in found.values()}
    assert named == {key.hex for (key,) in older.rows("SELECT id FROM entities")}
