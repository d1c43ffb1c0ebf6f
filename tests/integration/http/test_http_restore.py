"""A database that comes out of a backup: its change log begins a new epoch, and nobody is told too little."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from dateline.engines.programs import postgres_folder
from dateline_api.db import epoch
from dateline_api.db.engine import make_engine
from dateline_api.db.restored import begin_epoch
from sqlalchemy import text

TELL = {"actors": [], "recipients": [], "trigger": "congratulated"}
PARTS = ("cluster", "timeline", "database", "table")


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """A new database to restore into."""
    name = f"restored_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def dump(url: str, file: Path) -> Path:
    run("pg_dump", "--format=custom", f"--file={file}", url)
    return file


def run(program: str, *arguments: str) -> None:
    done = subprocess.run([str(postgres_folder() / "bin" / program), *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def settle(url: str) -> str | None:
    engine = make_engine(url, pool_size=1)
    with engine.begin() as connection:
        begun = epoch.settle(connection)
    engine.dispose()
    return begun


def follow(api: Any, cursor: str | None = None) -> tuple[list[dict[str, Any]], str]:
    """All changes from a cursor on, and the cursor after them."""
    found: list[dict[str, Any]] = []
    while True:
        page = api.get("/v1/changes", limit=7, **({"cursor": cursor} if cursor else {}))
        found += page["data"]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            return found, page["next_cursor"]


def subscribe(bench: Any) -> None:
    statement = (
        "INSERT INTO webhooks (id, url, epoch, seq, next_at, created_at, updated_at)"
        " SELECT gen_random_uuid(), 'https://hooks.example/', epoch, last_seq, now(), now(), now() FROM log_state"
    )
    with bench.engine.begin() as connection:
        connection.execute(text(statement))


def test_cursors_of_before_a_restore_are_gone_and_whoever_starts_anew_misses_nothing(
    request: pytest.FixtureRequest, serve, api, bench, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    api.tell("Adeyemi congratulated Bako. One.", TELL)
    subscribe(bench)
    _, within = follow(api)
    file = dump(database_url, tmp_path / "dump")
    api.tell("Adeyemi congratulated Bako. Two.", TELL)
    _, beyond = follow(api)
    listed = api.get("/v1/events", limit=1)

    run("pg_restore", "--exit-on-error", f"--dbname={empty_database_url}", str(file))
    bench.engine.dispose()
    bench.engine = make_engine(empty_database_url)
    request.addfinalizer(bench.engine.dispose)
    restored = serve(database_url=empty_database_url)

    # Before anything is appended the log is a beginning of the one that the cursors are of.
    known, _ = follow(restored)
    assert follow(restored, within)[0] == []
    assert restored.get("/v1/changes", cursor=beyond, expect=410)["oldest_cursor"]
    restored.get("/v1/changes", cursor=listed["changes_cursor"], expect=410)

    restored.tell("Adeyemi congratulated Bako. Three.", TELL)
    for old in (within, beyond, listed["changes_cursor"]):
        gone = restored.get("/v1/changes", cursor=old, expect=410)
        assert gone["type"] == "/problems/cursor-expired"
        anew, _ = follow(restored, gone["oldest_cursor"])
        assert [change["seq"] for change in anew] == list(range(1, len(anew) + 1))
        assert anew[: len(known)] == known
        assert len(anew) > len(known)
    restored.get("/v1/events", limit=1, cursor=listed["next_cursor"], expect=410)
    assert {event["id"] for event in restored.get("/v1/events")["data"]} == {change["id"] for change in anew if change["kind"] == "event"}
    assert bench.rows("SELECT count(*) FROM webhooks JOIN log_state USING (epoch)") == [(1,)]


def test_restore_over_the_same_database_begins_an_epoch_too(api, bench, database_url: str, tmp_path: Path) -> None:
    api.tell("Adeyemi congratulated Bako. One.", TELL)
    file = dump(database_url, tmp_path / "dump")
    _, cursor = follow(api)

    run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={database_url}", str(file))

    assert follow(api, cursor)[0] == []
    api.tell("Adeyemi congratulated Bako. Two.", TELL)
    api.get("/v1/changes", cursor=cursor, expect=410)


def test_log_that_stayed_where_it_is_keeps_its_epoch(api, bench, database_url: str) -> None:
    assert settle(database_url) is None
    api.tell("Adeyemi congratulated Bako. One.", TELL)
    _, cursor = follow(api)
    assert settle(database_url) is None
    with bench.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL log_state"))
    assert settle(database_url) is None
    api.tell("Adeyemi congratulated Bako. Two.", TELL)
    assert follow(api, cursor)[0]


@pytest.mark.parametrize("part", PARTS)
def test_epoch_begins_when_any_part_of_the_home_is_another(bench, database_url: str, part: str) -> None:
    assert settle(database_url) is None
    with bench.engine.begin() as connection:
        home = connection.execute(text("SELECT home FROM log_state")).scalar_one().split("/")
        home[PARTS.index(part)] += "0"
        connection.execute(text("UPDATE log_state SET home = :home"), {"home": "/".join(home)})
    assert settle(database_url)
    assert settle(database_url) is None


def test_server_that_does_not_tell_its_cluster_is_known_by_its_database(bench) -> None:
    refuse = "CREATE FUNCTION pg_control_system() RETURNS TABLE (system_identifier bigint) LANGUAGE plpgsql AS $$ BEGIN RAISE insufficient_privilege; END $$"
    with bench.engine.connect() as connection:
        told = connection.execute(text("SELECT log_home()")).scalar_one().split("/")
        connection.execute(text(refuse))
        connection.execute(text("SET LOCAL search_path = public, pg_catalog"))
        assert connection.execute(text("SELECT log_home()")).scalar_one().split("/") == ["?", "?", *told[2:]]


def test_epoch_is_begun_by_hand_where_a_restore_cannot_be_seen(api, bench, database_url: str) -> None:
    api.tell("Adeyemi congratulated Bako.", TELL)
    _, cursor = follow(api)
    before = api.get("/v1/meta")["epoch"]

    command = [sys.executable, "-m", "dateline_api.db.restored"]
    done = subprocess.run(command, env=os.environ | {"DATELINE_DATABASE_URL": database_url}, capture_output=True, text=True, check=False, timeout=60)

    now = api.get("/v1/meta")["epoch"]
    assert (done.returncode, now != before) == (0, True), done.stderr
    assert f"epoch {now}" in done.stderr
    api.get("/v1/changes", cursor=cursor, expect=410)
    assert begin_epoch(database_url) not in (before, now)
