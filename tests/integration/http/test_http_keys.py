"""Keys: who gets in, with what, and until when."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from dateline_api.api_key import new_key
from dateline_api.db.keys import ensure_key
from dateline_api.http.app import openapi_document
from dateline_api.http.holders import FRESH

OPEN = {"/healthz", "/readyz"}
OPERATIONS = [(method.upper(), path) for path, methods in openapi_document()["paths"].items() for method in methods]


def with_key(api, key: str | None, method: str = "GET", path: str = "/v1/meta", **options: Any) -> httpx2.Response:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    return httpx2.request(method, api.url + path, headers=headers, trust_env=False, **options)


def ready(serve, admin_key: str) -> Any:
    api = serve(admin_key=admin_key)
    api.until(lambda: api.http.get("/readyz").status_code == 200)
    return api


def test_nothing_but_health_answers_without_a_key(api) -> None:
    for method, path in OPERATIONS:
        answer = with_key(api, None, method, path)
        if path in OPEN:
            assert answer.status_code in (200, 503), path
        else:
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthorized"), path
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("key", ["dl_test", "x", "é"])
def test_unknown_key_is_refused(api, key: str) -> None:
    answer = httpx2.get(api.url + "/v1/meta", headers=[(b"X-API-Key", key.encode())], trust_env=False)

    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthorized")


def test_mistyped_key_is_told_apart_from_an_unknown_one(api) -> None:
    key = api.key("read")

    assert "mistyped" in with_key(api, key[:-1] + ("0" if key[-1] != "0" else "1")).json()["detail"]
    assert "unknown" in with_key(api, new_key()).json()["detail"]


def test_either_header_carries_a_key(api) -> None:
    key = api.key("read")

    assert with_key(api, key).status_code == 200
    assert httpx2.get(api.url + "/v1/meta", headers={"X-API-Key": key}, trust_env=False).status_code == 200


def test_key_can_do_what_its_scopes_say_and_no_more(api) -> None:
    reader, ingester, admin = api.key("read"), api.key("ingest"), api.key("admin")

    assert with_key(api, ingester, "POST", "/v1/articles", json={"text": "One."}).status_code == 202
    refused = with_key(api, reader, "POST", "/v1/articles", json={"text": "One."})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/missing-scope")
    assert "'ingest'" in refused.json()["detail"]
    assert [with_key(api, key, "GET", "/v1/keys").status_code for key in (reader, ingester, admin)] == [403, 403, 200]
    assert [with_key(api, key, "GET", "/v1/events").status_code for key in (reader, ingester, admin)] == [200, 403, 403]


def test_key_is_shown_once_and_kept_as_a_digest(api) -> None:
    made = api.post("/v1/keys", {"name": "reader", "scopes": ["read", "read", "ingest"]}, expect=201)

    assert made["scopes"] == ["read", "ingest"]
    assert made["prefix"] == made["key"][:8]
    listed = api.get("/v1/keys")["data"][0]
    assert listed == {name: value for name, value in made.items() if name != "key"}
    assert made["key"] not in str(api.bench.rows("SELECT row_to_json(api_keys)::text FROM api_keys"))
    assert with_key(api, made["key"]).status_code == 200


def test_revoked_key_is_out_at_once(api) -> None:
    made = api.post("/v1/keys", {"name": "reader"}, expect=201)
    assert with_key(api, made["key"]).status_code == 200

    assert api.http.delete(f"/v1/keys/{made['id']}").status_code == 204
    assert with_key(api, made["key"]).status_code == 401
    assert api.http.delete(f"/v1/keys/{made['id']}").status_code == 204
    assert api.get("/v1/keys")["data"][0]["revoked_at"] is not None
    assert api.http.delete(f"/v1/keys/key_{'0' * 32}").status_code == 404


def test_key_that_is_revoked_elsewhere_is_out_at_once(serve) -> None:
    here, there = serve(), serve()
    key = here.post("/v1/keys", {"name": "reader"}, expect=201)
    assert with_key(there, key["key"]).status_code == 200
    assert here.http.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert with_key(here, key["key"]).status_code == 401
    there.until(lambda: with_key(there, key["key"]).status_code == 401)  # the clock stands still: nothing runs out


def test_use_is_noted_at_most_once_a_minute(api) -> None:
    made = api.post("/v1/keys", {"name": "reader"}, expect=201)

    def used_after(pause: timedelta) -> str:
        api.bench.clock.move(pause)
        with_key(api, made["key"])
        return api.get("/v1/keys")["data"][0]["last_used_at"]

    assert made["last_used_at"] is None
    first = used_after(timedelta(0))
    assert used_after(timedelta(seconds=59)) == first
    assert used_after(timedelta(seconds=1) + FRESH) > first


@pytest.mark.parametrize(
    ("body", "pointer"), [({}, "/name"), ({"name": ""}, "/name"), ({"name": "a", "scopes": ["all"]}, "/scopes/0"), ({"name": "a", "scopes": []}, "/scopes")]
)
def test_wrong_key_request_is_pointed_at(api, body: dict[str, Any], pointer: str) -> None:
    assert api.post("/v1/keys", body, expect=422)["errors"][0]["pointer"] == pointer


def test_keys_are_listed_page_by_page(api) -> None:
    made = [api.post("/v1/keys", {"name": f"{n}"}, expect=201)["name"] for n in range(3)]

    first = api.http.get("/v1/keys", params={"limit": 2})
    second = api.http.get(first.links["next"]["url"])
    assert [key["name"] for key in first.json()["data"] + second.json()["data"]] == [*reversed(made), "test"]
    assert second.json()["has_more"] is False


def test_key_of_the_settings_has_all_scopes_once_the_service_is_ready(serve) -> None:
    key = new_key()
    api = ready(serve, key)

    assert with_key(api, key, "GET", "/v1/keys").status_code == 200
    assert [named["scopes"] for named in api.get("/v1/keys")["data"] if named["name"] == "admin"] == [["read", "ingest", "correct", "admin"]]


def test_revoked_key_of_the_settings_stays_out_after_a_restart(serve) -> None:
    key = new_key()
    for _ in range(2):
        api = ready(serve, key)
        (named,) = [named for named in api.get("/v1/keys")["data"] if named["name"] == "admin"]
        api.http.delete(f"/v1/keys/{named['id']}")
        assert with_key(api, key).status_code == 401


def test_who_runs_the_service_gets_in_again_when_every_key_was_revoked(serve) -> None:
    first, second = new_key(), new_key()
    api = ready(serve, first)
    for key in sorted(api.get("/v1/keys")["data"], key=lambda key: key["name"] == "admin"):  # its own last
        with_key(api, first, "DELETE", f"/v1/keys/{key['id']}")
    assert [with_key(api, key).status_code for key in (first, api.http.headers["Authorization"].removeprefix("Bearer "))] == [401, 401]
    serve.stop()

    assert with_key(ready(serve, second), second, "GET", "/v1/keys").status_code == 200


def test_prefix_is_never_the_whole_key_of_an_operator(serve) -> None:
    api = ready(serve, "k" * 24)

    assert [named["prefix"] for named in api.get("/v1/keys")["data"] if named["name"] == "admin"] == ["k" * 8]
    with api.bench.engine.begin() as connection:
        ensure_key(connection, "secret", name="short", scopes=["read"], now=api.bench.clock.now())
    assert [named["prefix"] for named in api.get("/v1/keys")["data"] if named["name"] == "short"] == ["se"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example:8400"},
        {"Host": "127.0.0.1.attacker.example"},
        {"Host": "localhost@attacker.example"},
        {"Host": "10.0.0.1"},
        {"Origin": "http://attacker.example"},
        {"Origin": "http://localhost.attacker.example"},
        {"Origin": "null"},
    ],
)
def test_without_auth_no_page_of_another_machine_is_answered(serve, headers: dict[str, str]) -> None:
    api = serve(auth="off")

    for method, path in (("GET", "/v1/articles"), ("POST", "/v1/keys"), ("POST", "/v1/articles/redrive")):
        answer = httpx2.request(method, api.url + path, headers=headers, trust_env=False)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-request"), path
        assert "localhost" in answer.json()["detail"]


@pytest.mark.parametrize(
    "headers", [{"Host": "localhost"}, {"Host": "[::1]:8400"}, {"Host": "127.0.0.2:1"}, {"Origin": "http://localhost:3000"}, {"Origin": "https://127.0.0.1"}]
)
def test_without_auth_pages_of_this_machine_are_answered(serve, headers: dict[str, str]) -> None:
    assert httpx2.get(serve(auth="off").url + "/v1/articles", headers=headers, trust_env=False).status_code == 200


def test_without_auth_everybody_may_do_everything(serve) -> None:
    api = serve(auth="off")

    assert with_key(api, None, "GET", "/v1/keys").status_code == 200
    assert with_key(api, "nonsense", "POST", "/v1/articles", json={"text": "One."}).status_code == 202
