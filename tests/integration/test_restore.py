"""What the database reads out of records survives a dump and a restore, and goes on being read."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from dateline.engines.programs import postgres_folder
from dateline_api import ids
from dateline_api.db import entity_index, tellings
from dateline_api.db.engine import make_engine
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.tables import events
from sqlalchemy import select, text

NOW = datetime(2024, 3, 5, tzinfo=UTC)
READ = """
SELECT contexts, sources, articles, story_id, first_reported_at, latitude, longitude, confidence, words::text FROM events ORDER BY id;
SELECT role, name, country, sectors FROM event_parties ORDER BY 1, 2;
SELECT key, place, weight FROM entity_names ORDER BY 1;
SELECT kind, value FROM codes ORDER BY 1, 2
"""


def record(key: uuid.UUID) -> dict[str, Any]:
    voice = {"id": None, "name": "Łukasz Øre", "kind": "person", "country": "POL", "sectors": ["GOV"], "role": None, "count": None}
    span = {"part": "text", "start": 0, "end": 6, "exact": "treaty"}
    told = {"article_id": ids.public("art", uuid.UUID(int=7)), "source": "wire.example", "title": "“Zażółć” signed", "evidence": [span]}
    return {
        "id": ids.public("evt", key),
        "contexts": ["legal"],
        "actors": [voice],
        "recipients": [],
        "place": {"id": None, "name": "Suva", "coordinates": {"latitude": -18.1, "longitude": 178.4}},
        "claims": [{"said_by": voice | {"name": "İpek"}, "article_id": told["article_id"]}],
        "confidence": 0.7,
        "mentions": [told],
        "history": [{"article_id": told["article_id"]}],
        "story_id": None,
        "first_reported_at": "2024-03-05T00:00:00Z",
        "last_reported_at": "2024-03-05T02:00:00+02:00",
    }


def put(engine: Any) -> None:
    key = ids.new_id()
    columns = {"type": "SUPPORT", "mode": None, "status": "happened", "starts_on": None, "ends_on": None, "retracted": False, "version": 1}
    names = {"id": ids.public("ent", key), "name": "Zażółć Gęślą", "aliases": ["Z. G."]}
    entity = {"id": key, "kind": "person", "name": names["name"], "country": None, "version": 1, "record": names}
    with engine.begin() as connection:
        entity_index.put_entities(connection, [entity | {"created_at": NOW, "updated_at": NOW}])
        tellings.put_events(connection, [{"id": key, "record": record(key), "created_at": NOW, "updated_at": NOW, **columns}])


def read(engine: Any) -> list[Any]:
    with engine.connect() as connection:
        return [[tuple(row) for row in connection.execute(text(statement))] for statement in READ.split(";")]


@pytest.fixture
def restored_url(database_url: str, postgres_url: str) -> Iterator[str]:
    """Another database, whose name is known; what restores into it makes it all."""
    name = f"restored_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield database_url.rsplit("/", 1)[0] + "/" + name
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.skipif("DATELINE_TEST_DATABASE_URL" in os.environ, reason="our pg_dump reads our server; another may be newer")
def test_derived_columns_names_and_codes_survive_a_dump_and_a_restore(database_url: str, restored_url: str) -> None:
    engine, restored = make_engine(database_url), make_engine(restored_url)
    put(engine)
    programs = postgres_folder() / "bin"

    dump = subprocess.run([programs / "pg_dump", "--format=custom", database_url], capture_output=True, check=True).stdout
    subprocess.run([programs / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={restored_url}"], input=dump, capture_output=True, check=True)

    assert read(restored) == read(engine)
    put(restored)
    with restored.connect() as connection:
        wanted = EventFilter(said_by=("ipek",), text="zazolc treaty", sources=("wire.example",))
        assert len(connection.execute(select(events.c.id).where(matches(wanted, StoredEvent()))).all()) == 2
    engine.dispose()
    restored.dispose()
