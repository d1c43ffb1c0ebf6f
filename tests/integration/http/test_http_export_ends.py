"""How exports end: whole, or visibly not; and what they leave behind when a client or the database goes away in the middle."""

import contextlib
from collections.abc import Generator
from typing import Any

import httpx2
import psycopg
import pytest
from dateline_api.http.exports import MAX_EXPORTS, PAGE
from dateline_shared.testing import person

FORMATS = ("ndjson", "csv", "parquet", "plover")
PRAISE = {"actors": [person("Folake Adeyemi", country="NGA")], "recipients": [person("Idris Bako", country="NGA")], "trigger": "congratulated"}

# Addresses of 16 kB that cannot be compressed: more than sockets and row groups hold, so that a client who does not read has the export wait.
COPY = f"""
    INSERT INTO events (id, type, status, record, created_at, updated_at)
    SELECT made.id, type, status, jsonb_set(record, '{{mentions,0,url}}', to_jsonb(made.url)), created_at, updated_at
    FROM events, LATERAL (
        SELECT gen_random_uuid() AS id, (SELECT string_agg(md5(n || random()::text || m), '') FROM generate_series(1, 500) AS m) AS url
        FROM generate_series(1, {3 * PAGE}) AS n
    ) AS made
"""


@pytest.fixture
def large(api) -> Any:
    """A service whose exports are of 24 MB and more."""
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql(COPY)
    return api


@contextlib.contextmanager
def readers(api) -> Generator[list[httpx2.Response]]:
    """One client a format, as many as there may be, who have the head of their answer and take no more."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(api.http.stream("GET", "/v1/exports", params={"format": name}, headers={"Accept-Encoding": "identity"})) for name in FORMATS]


def test_clients_who_do_not_read_hold_a_place_and_nothing_in_the_database(large) -> None:
    assert len(FORMATS) == MAX_EXPORTS
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (state <> 'idle' OR backend_xmin IS NOT NULL)"
    )
    with readers(large) as answers:
        assert [answer.status_code for answer in answers] == [200] * MAX_EXPORTS
        assert large.until(lambda: [large.bench.rows(busy) for _ in range(20)] == [[(0,)]] * 20)
        refused = large.http.get("/v1/exports", params={"limit": 1})
        assert (refused.status_code, refused.json()["type"], int(refused.headers["retry-after"]) > 0) == (429, "/problems/overloaded", True)

        answers[0].close()
        assert large.until(lambda: large.http.get("/v1/exports", params={"limit": 1}).status_code == 200)


def test_database_that_goes_away_in_the_middle_breaks_every_format_off(large, postgres_url: str) -> None:
    database = large.bench.engine.url.database
    with readers(large) as answers:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false".encode())
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
        for answer in answers:
            with pytest.raises(httpx2.RemoteProtocolError):
                answer.read()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true".encode())
    assert large.until(lambda: large.http.get("/v1/exports", params={"limit": 1}).status_code == 200)


def test_export_whose_key_is_revoked_breaks_off(large) -> None:
    made = large.post("/v1/keys", {"name": "reader"}, expect=201)
    headers = {"Authorization": f"Bearer {made['key']}", "Accept-Encoding": "identity"}
    with large.http.stream("GET", "/v1/exports", headers=headers) as answer:
        assert large.http.delete(f"/v1/keys/{made['id']}").status_code == 204
        with pytest.raises(httpx2.RemoteProtocolError):
            answer.read()
