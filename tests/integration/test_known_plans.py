"""Lists of entities and stories, acts between two, co-actors and mentions are found along indexes, never by a look at whole tables."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db import chronicle, co_actors, entities, sources, stories, told
from dateline_api.db.entities import EntityFilter
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.stories import StoryFilter
from sqlalchemy import Connection, event

KEY, NOW = UUID(int=1), datetime(2024, 3, 5, tzinfo=UTC)
PAIR = (ids.public("ent", KEY), ids.public("ent", UUID(int=2)))


@contextmanager
def noted(connection: Connection) -> Generator[list[tuple[str, Any]]]:
    """The queries that are made meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            found.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


QUERIES: dict[str, Callable[[Connection], Any]] = {
    "pair": lambda c: chronicle.read_chronicle(c, wanted=EventFilter(pair=PAIR), after=None, limit=50),
    "pair of names": lambda c: chronicle.read_chronicle(
        c, wanted=EventFilter(pair=("Awa Diop", "NGA")), after=chronicle.Place(NOW.date(), 0, NOW, KEY), limit=50
    ),
    "story": lambda c: chronicle.read_chronicle(c, wanted=EventFilter(stories=(ids.public("sty", KEY),)), after=None, limit=50),
    "part of": lambda c: chronicle.read_chronicle(c, wanted=EventFilter(part_of=(ids.public("evt", KEY),)), after=None, limit=50),
    "disputed": lambda c: chronicle.read_chronicle(c, wanted=EventFilter(disputed=True), after=None, limit=50),
    "co-actors": lambda c: co_actors.count_co_actors(c, KEY, wanted=EventFilter(), limit=20),
    "entities by mentions": lambda c: entities.list_entities(c, wanted=EntityFilter(), sort="mentions", after=(3, "awa diop", KEY.hex), limit=50),
    "entities of a name": lambda c: entities.list_entities(c, wanted=EntityFilter(words="di"), sort="name", after=None, limit=50),
    "entities lately": lambda c: entities.list_entities(c, wanted=EntityFilter(words="di"), sort="recent", after=None, limit=50),
    "entities of outlets": lambda c: entities.list_entities(c, wanted=EntityFilter(sources=("a.example", "b.example")), sort="mentions", after=None, limit=50),
    "entities of outlets lately": lambda c: entities.list_entities(c, wanted=EntityFilter(sources=("a.example",)), sort="recent", after=None, limit=50),
    "articles of an entity": lambda c: entities.list_tellings(c, KEY, before=(NOW, KEY, "person:x"), limit=50),
    "stories": lambda c: stories.list_stories(c, wanted=StoryFilter(), sort="recent", after=(NOW, KEY), limit=50),
    "largest stories": lambda c: stories.list_stories(c, wanted=StoryFilter(), sort="size", after=(4.0, KEY), limit=50),
    "growing stories": lambda c: stories.list_stories(c, wanted=StoryFilter(), sort="growth", after=(0.5, KEY), limit=50),
    "stories of a country": lambda c: stories.list_stories(c, wanted=StoryFilter(countries=("NGA",)), sort="recent", after=None, limit=50),
    "stories of words": lambda c: stories.list_stories(c, wanted=StoryFilter(words="treaty"), sort="recent", after=None, limit=50),
    "articles of a story": lambda c: stories.list_articles(c, KEY, before=(NOW, KEY), limit=50),
    "mentions of an event": lambda c: told.told_of_event(c, KEY, after=(NOW, KEY, KEY), limit=50),
    "mentions of an article": lambda c: told.told_by_article(c, KEY, after=None, limit=50),
    "sources": lambda c: sources.list_sources(c, after="", limit=50),
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_needs_a_look_at_a_whole_table(bench: Any, name: str) -> None:
    with bench.engine.connect() as connection:
        with noted(connection) as queries:
            QUERIES[name](connection)
        connection.rollback()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plans = ["\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars()) for statement, values in queries]
    small = ("log_state", "sources", "feeds")
    whole = [line for plan in plans for line in plan.splitlines() if "Seq Scan on" in line and not any(f"on {table}" in line for table in small)]
    assert plans
    assert whole == [], "\n\n".join(plans)
