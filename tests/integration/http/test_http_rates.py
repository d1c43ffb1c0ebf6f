"""How many requests a key may make, and how it is told."""

import re

import pytest

POLICY = '"default";q=5;w=60'


def left(answer) -> int:
    found = re.fullmatch(r'"default";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
    assert found
    assert 0 <= int(found[2]) <= 60
    return int(found[1])


def test_every_answer_tells_the_limit_and_what_is_left_of_it(serve) -> None:
    api = serve(rate_limit="5/minute")

    answers = [api.http.get("/v1/meta"), api.http.post("/v1/articles", json={"text": 7}), api.http.get("/v1/events/evt_1")]

    assert [answer.status_code for answer in answers] == [200, 422, 404]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {POLICY}
    assert [left(answer) for answer in answers] == [4, 3, 2]


def test_one_request_too_many_is_a_429_for_this_key_alone(serve) -> None:
    api = serve(rate_limit="5/minute")
    statuses = [api.http.get("/v1/meta").status_code for _ in range(5)]

    refused = api.http.post("/v1/articles", json={"text": "One."})

    assert statuses == [200] * 5
    assert (refused.status_code, refused.json()["type"], left(refused)) == (429, "/problems/rate-limited", 0)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    other = api.http.get("/v1/articles", headers={"Authorization": f"Bearer {api.key('read')}"})
    assert (other.status_code, other.json()["data"]) == (200, [])


def test_what_a_key_may_not_do_is_counted(serve) -> None:
    api = serve(rate_limit="5/minute")
    reader = {"Authorization": f"Bearer {api.key('read')}"}

    answers = [api.http.post("/v1/articles", json={"text": "One."}, headers=reader) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]


def test_what_was_not_modified_is_not_counted(serve) -> None:
    api = serve(rate_limit="5/minute")
    first = api.http.get("/v1/events")

    again = [api.http.get("/v1/events", headers={"If-None-Match": first.headers["ETag"]}) for _ in range(20)]

    assert {answer.status_code for answer in again} == {304}
    assert {left(answer) for answer in again} == {4}


def test_who_has_no_key_is_neither_counted_nor_told(serve) -> None:
    api = serve(rate_limit="5/minute")

    for answer in (api.http.get("/v1/meta", headers={"Authorization": "Bearer none"}), api.http.get("/healthz"), api.http.get("/v1/nowhere")):
        assert "RateLimit" not in answer.headers
    assert left(api.http.get("/v1/meta")) == 4


@pytest.mark.parametrize("limit", ["", "off"])
def test_limit_can_be_off(serve, limit: str) -> None:
    answer = serve(rate_limit=limit).http.get("/v1/meta")

    assert answer.status_code == 200
    assert "RateLimit" not in answer.headers
    assert "RateLimit-Policy" not in answer.headers


def test_without_keys_addresses_are_counted(serve) -> None:
    api = serve(rate_limit="5/minute", auth="off")

    assert [api.http.get("/v1/meta").status_code for _ in range(6)] == [200] * 5 + [429]
