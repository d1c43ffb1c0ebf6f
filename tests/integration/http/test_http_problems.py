"""Errors as problems, request ids, health, and the documentation."""

import re

import pytest
from dateline_api.http.problems import PROBLEM_TYPES
from sqlalchemy import text

AWAY = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"


def test_unknown_path_and_method_are_problems(api) -> None:
    missing, refused = api.http.get("/v1/nothing"), api.http.put("/v1/events")

    assert (missing.status_code, missing.headers["Content-Type"], missing.json()["type"]) == (404, "application/problem+json", "/problems/not-found")
    assert (refused.status_code, refused.headers["Allow"], refused.json()["type"]) == (405, "GET", "/problems/method-not-allowed")
    assert (missing.json()["instance"], missing.json()["status"]) == ("/v1/nothing", 404)


@pytest.mark.parametrize(
    ("path", "allowed"), [("/v1/articles", "GET, POST"), ("/v1/articles/redrive", "POST"), ("/v1/feeds/fed_0", "DELETE, GET, PATCH"), ("/docs", "GET")]
)
def test_refused_method_is_answered_with_all_that_the_path_has(api, path: str, allowed: str) -> None:
    assert api.http.request("TRACE", path).headers["Allow"] == allowed


def test_request_id_goes_through_or_is_made(api) -> None:
    given = api.http.get("/v1/nothing", headers={"X-Request-ID": "abc-1"})
    forged = api.http.get("/healthz", headers={"X-Request-ID": "a b"})

    assert given.headers["X-Request-ID"] == given.json()["request_id"] == "abc-1"
    assert re.fullmatch("[0-9a-f]{32}", forged.headers["X-Request-ID"])


def test_fault_of_the_server_is_a_problem_that_tells_nothing_of_it(api) -> None:
    with api.bench.engine.begin() as connection:
        append = "SELECT append_changes(ARRAY['story'], ARRAY['created'], ARRAY[gen_random_uuid()], ARRAY[1], ARRAY['{}'::jsonb], ARRAY[NULL::jsonb], now())"
        connection.execute(text(append))

    answer = api.http.get("/v1/changes")

    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert "KeyError" not in answer.text


def test_database_that_is_away_is_a_503_to_try_again(serve) -> None:
    api = serve(database_url=AWAY)

    answer = api.http.get("/v1/events")

    assert (answer.status_code, answer.json()["type"], answer.headers["Retry-After"]) == (503, "/problems/unavailable", "5")
    assert api.http.get("/healthz").json() == {"status": "ok"}
    ready = api.http.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "down")


def test_service_is_ready_without_a_broker_but_says_so(api) -> None:
    checks = {"database": "ok", "migration": "ok", "broker": "degraded"}
    assert api.until(lambda: api.http.get("/readyz").json() == {"status": "ready", "checks": checks})


def test_broker_that_is_there_is_ok(serve, broker_url: str) -> None:
    api = serve(redis_url=broker_url)

    assert api.until(lambda: api.http.get("/readyz").json()["checks"]["broker"] == "ok")


def test_service_on_an_empty_database_is_not_ready(serve, postgres_url: str) -> None:
    api = serve(database_url=postgres_url)

    ready = api.http.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["migration"]) == (503, "awaited")
    assert "migrated" in api.http.get("/v1/events").json()["detail"]


def test_meta_tells_what_the_service_keeps_to(api) -> None:
    api.post("/v1/articles", {"text": "One."})

    meta = api.get("/v1/meta")

    assert meta["schema_versions"] == {"record": "1", "message": "1.1"}
    assert (meta["retention_days"], meta["last_seq"], meta["oldest_seq"]) == (90.0, 0, 1)
    assert meta["limits"]["articles_per_array"] == 100
    assert meta["totals"] == {"articles": 1, "events": 0, "entities": 0, "feeds": 0, "waiting": 1}


def test_many_wrong_parameters_make_a_short_answer(api) -> None:
    answer = api.http.get("/v1/events?" + "&".join(f"a{n}=1" for n in range(5_000)))

    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert "4999 more" in answer.json()["detail"]


def test_long_path_is_not_repeated_whole(api) -> None:
    assert len(api.http.get("/v1/articles/" + "a" * 30_000).content) < 2_000


def test_every_problem_has_a_page_and_every_type_leads_to_one(api) -> None:
    api.http.headers.pop("Authorization")
    for slug, kind in PROBLEM_TYPES.items():
        page = api.http.get(f"/problems/{slug}")
        assert page.status_code == 200
        assert str(kind.status) in page.text
        assert f"/problems/{slug}" in api.http.get("/problems").text
    assert api.http.get("/problems/none").status_code == 404


def test_docs_list_every_operation_and_load_nothing_from_elsewhere(api) -> None:
    api.http.headers.pop("Authorization")
    page = api.http.get("/", follow_redirects=True)

    assert page.url.path == "/docs"
    assert all(f">{path}</span>" in page.text for path in api.http.get("/openapi.json").json()["paths"])
    assert re.findall(r"(?:src|href)=\"(?!/|data:)[^\"]*", page.text) == []
    assert "<script" not in page.text


def test_refusal_reaches_a_client_that_is_still_sending(api) -> None:
    def body():
        for _ in range(200):
            yield b" " * 65536

    api.http.headers.pop("Authorization")
    assert api.http.post("/v1/articles", content=body(), headers={"Content-Type": "application/json"}).status_code == 401


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/feeds", "/v1/keys", "/v1/changes"])
def test_unknown_parameter_is_named_by_every_list(api, path: str) -> None:
    assert api.get(path, expect=422, colour="red")["errors"] == [{"detail": "is not known here", "parameter": "colour"}]
