"""What lists, counts, timelines, searches and suggestions take over many events: `pytest -s tests/faults/test_scale.py --scale 300000`."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from dateline_api.db.counts import count_events
from dateline_api.db.engine import make_engine
from dateline_api.db.event_filter import Box, EventFilter
from dateline_api.db.events import list_events
from dateline_api.db.search import ArticleFilter, search_articles
from dateline_api.db.suggest import suggest_entities
from dateline_api.db.timeline import read_timeline
from sqlalchemy import Connection, Engine, text

pytestmark = pytest.mark.timeout(7200)

TIMES = 5  # each question; the first finds nothing in memory
SLOWEST = 10.0  # seconds in the median: after so many a statement is given up

# Made up alike each time: what is asked of a number and a salt is spread over 0 to 1, and its cube makes few things frequent.
CHANCE = """
    CREATE FUNCTION chance(n bigint, salt integer) RETURNS double precision LANGUAGE sql IMMUTABLE
    RETURN (hashint8extended(n, salt) & 16777215) / 16777216.0
"""
RARELY = "CREATE FUNCTION rarely(n bigint, salt integer, amount integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN floor(amount * chance(n, salt) ^ 3)"
WORDS = """
    CREATE FUNCTION some_words(n bigint, amount integer) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN (SELECT string_agg('w' || rarely(n * 1000 + k, 9, 30000), ' ') FROM generate_series(1, amount) AS k)
"""
PARTY = """
    CREATE FUNCTION party(n bigint, salt integer) RETURNS jsonb LANGUAGE sql IMMUTABLE
    RETURN (
        SELECT jsonb_build_object(
            'id', 'ent_' || md5('entity' || e), 'name', 'Person N' || e, 'kind', 'person',
            'country', 'C' || chr(65 + e % 26) || chr(65 + e / 26 % 26),
            'sectors', jsonb_build_array((ARRAY['GOV', 'MIL', 'BUS', 'CVL'])[1 + e % 4]))
        FROM (SELECT rarely(n, salt, 20000)) AS chosen (e)
    )
"""
ENTITIES = """
    INSERT INTO entities (id, kind, name, record, created_at, updated_at)
    SELECT md5('entity' || e)::uuid, 'person', name, jsonb_build_object('name', name, 'aliases', '[]'::jsonb, 'roles', '[]'::jsonb), now(), now()
    FROM generate_series(0, 19999) AS e, LATERAL (SELECT 'Person N' || e) AS named (name)
"""
ARTICLES = """
    INSERT INTO articles (id, source, title, text, content_hash, state, received_at, revised_at, published_at, recorded_revision)
    SELECT md5('article' || n)::uuid, 'outlet' || rarely(n, 1, 400) || '.example', some_words(n, 6), some_words(n, 100 + rarely(n, 2, 1500)),
        decode(md5('words' || n), 'hex'), 'done', at, at, at, 1
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n,
        LATERAL (SELECT timestamptz '2022-01-01' + n * interval '3 years' / CAST(:count AS integer)) AS told (at)
"""
EVENTS = """
    INSERT INTO events (id, type, mode, status, starts_on, ends_on, record, created_at, updated_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, record ->> 'type', NULL, record ->> 'status', at::date, at::date, record, at, at
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n,
        LATERAL (SELECT timestamptz '2022-01-01' + n * interval '3 years' / CAST(:count AS integer)) AS told (at), LATERAL (
        SELECT jsonb_build_object(
            'id', 'evt_' || lpad(to_hex(n), 32, '0'), 'version', 1,
            'type', (ARRAY['CONSULT', 'SUPPORT', 'ASSAULT', 'ACCUSE', 'AID', 'YIELD'])[1 + rarely(n, 3, 6)],
            'status', (ARRAY['happened', 'planned', 'denied'])[1 + rarely(n, 4, 3)],
            'contexts', jsonb_build_array((ARRAY['military', 'legal', 'health'])[1 + rarely(n, 5, 3)]),
            'actors', jsonb_build_array(party(n, 6)), 'recipients', jsonb_build_array(party(n, 7)), 'confidence', chance(n, 8),
            'date', jsonb_build_object('start', at::date, 'end', at::date),
            'place', jsonb_build_object('name', 'Place', 'coordinates', jsonb_build_object(
                'latitude', 170 * chance(n, 10) - 85, 'longitude', 360 * chance(n, 11) - 180)),
            'mentions', jsonb_build_array(jsonb_build_object(
                'article_id', 'art_' || md5('article' || n), 'source', 'outlet' || rarely(n, 1, 400) || '.example', 'title', some_words(n, 6),
                'evidence', jsonb_build_array(jsonb_build_object('exact', some_words(n + 1, 15))))),
            'first_reported_at', to_json(at), 'last_reported_at', to_json(at)
        )
    ) AS made (record)
"""


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--scale")


@pytest.fixture
def engine(database_url: str, count: int) -> Iterator[Engine]:
    engine = make_engine(database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for statement in (CHANCE, RARELY, WORDS, PARTY, ENTITIES, "ALTER TABLE events DISABLE TRIGGER parties_of_event"):
            connection.execute(text(statement))
        for first in range(1, count + 1, 10_000):
            stretch = {"first": first, "last": min(first + 9999, count), "count": count}
            connection.execute(text(ARTICLES), stretch)
            connection.execute(text(EVENTS), stretch)
        connection.execute(text("INSERT INTO event_parties SELECT events.id, parties.* FROM events, parties_of(events.record) AS parties"))
        connection.execute(text("VACUUM ANALYZE"))
    yield engine
    engine.dispose()


def _listed(connection: Connection, **wanted: Any) -> int:
    return len(list_events(connection, wanted=EventFilter(**wanted), with_retracted=False, before=None, limit=50).records)


def _counted(connection: Connection, *by: Any, **wanted: Any) -> int:
    return count_events(connection, wanted=EventFilter(**wanted), by=by, limit=10).total


def _along(connection: Connection, unit: Any, split: Any = None, **wanted: Any) -> int:
    return sum(read_timeline(connection, wanted=EventFilter(**wanted), unit=unit, by="date", split=split, limit=10, span=(None, None)).counts)


def _searched(connection: Connection, words: str, sort: Any) -> int:
    return len(search_articles(connection, wanted=ArticleFilter(words=words), sort=sort, after=None, limit=20).found)


QUESTIONS: dict[str, Callable[[Connection], int]] = {
    "list": lambda c: _listed(c),
    "list of a frequent, a rare type": lambda c: _listed(c, types=("CONSULT",)) + _listed(c, types=("YIELD",)),
    "list of a frequent, a rare party": lambda c: _listed(c, participants=("Person N0",)) + _listed(c, participants=("Person N19000",)),
    "list of a country": lambda c: _listed(c, countries=("CBC",)),
    "list of old reports": lambda c: _listed(c, reported_to=datetime(2022, 2, 1, tzinfo=UTC)),
    "list of one old day": lambda c: _listed(c, from_on=date(2022, 3, 1), to_on=date(2022, 3, 1)),
    "list of a rectangle": lambda c: _listed(c, box=Box(west=0, south=40, east=5, north=45)),
    "list of a frequent word, with highlights": lambda c: _listed(c, text="w0"),
    "counts by type": lambda c: _counted(c, "type"),
    "counts by country": lambda c: _counted(c, "country"),
    "counts by type, status, country and actor of a month": lambda c: _counted(c, "type", "status", "country", "actor", from_on=date(2024, 12, 1)),
    "timeline by month": lambda c: _along(c, "month"),
    "timeline by month, split by country": lambda c: _along(c, "month", "country"),
    "search for a frequent word, best first": lambda c: _searched(c, "w0", "relevance"),
    "search for a rare word, newest first": lambda c: _searched(c, "w29000", "newest"),
    "suggestions": lambda c: len(suggest_entities(c, words="person n19", kinds=["person"], limit=10)),
}


def test_every_question_is_answered_before_a_statement_is_given_up(engine: Engine, count: int) -> None:
    answers: dict[str, int] = {}
    medians: dict[str, float] = {}
    for name, ask in QUESTIONS.items():
        took = []
        for _ in range(TIMES):
            with engine.connect() as connection:
                began = time.perf_counter()
                answers[name] = ask(connection)
                took.append(time.perf_counter() - began)
        medians[name] = sorted(took)[TIMES // 2]
        print(f"\n{name}: {1000 * medians[name]:.0f} ms, at most {1000 * max(took):.0f} ms", end="")
    assert max(medians.values()) < SLOWEST
    assert answers["list"] == 50
    assert {answers["counts by type"], answers["counts by country"], answers["timeline by month"]} == {count}
