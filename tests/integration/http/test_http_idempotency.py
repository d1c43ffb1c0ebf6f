"""A POST with an Idempotency-Key that is sent again is answered again, not carried out again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from dateline_api.db import idempotency as table
from dateline_api.db.retention import forget
from dateline_api.http.idempotency import MAX_BODY

POST = "/v1/articles"
KEY = {"Idempotency-Key": '"one"'}


def same(first: httpx2.Response, second: httpx2.Response) -> bool:
    told = ("content-type", "location")
    return (first.status_code, first.content, [first.headers.get(n) for n in told]) == (
        second.status_code,
        second.content,
        [second.headers.get(n) for n in told],
    )


def commands(api) -> int:
    return api.bench.rows("SELECT count(*) FROM commands")[0][0]


def test_same_request_is_answered_again_with_status_place_and_body(api) -> None:
    first = api.http.post(POST, json={"text": "One."}, headers=KEY)
    bare = api.http.post(POST, json={"text": "One."}, headers={"Idempotency-Key": "one"})

    assert (first.status_code, first.json()["outcome"], "Idempotency-Replayed" in first.headers) == (202, "created", False)
    assert same(first, bare)
    assert bare.headers["Idempotency-Replayed"] == "true"
    assert bare.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_of_twenty_at_once_exactly_one_is_carried_out(api) -> None:
    at_once = threading.Barrier(20)

    def post(_: int) -> httpx2.Response:
        with httpx2.Client(base_url=api.url, headers={**api.http.headers, **KEY}, timeout=30, trust_env=False) as http:
            at_once.wait(20)
            return http.post(f"{POST}/redrive")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))

    done = [answer for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code != 202]
    assert {(answer.status_code, answer.json()["type"], answer.headers["Retry-After"]) for answer in refused} <= {
        (409, "/problems/idempotency-in-progress", "1")
    }
    assert sum("Idempotency-Replayed" not in answer.headers for answer in done) == 1
    assert len({answer.content for answer in done}) == 1
    assert commands(api) == 1


def test_request_that_is_under_way_is_a_409_and_is_answered_afterwards(api) -> None:
    headers = {**KEY, "Prefer": "wait=20"}
    answers: list[httpx2.Response] = []
    body = {"text": "Adeyemi congratulated Bako."}
    thread = threading.Thread(target=lambda: answers.append(api.http.post(POST, json=body, headers=headers)))
    thread.start()
    api.until(lambda: api.get(POST)["data"])

    meanwhile = api.http.post(POST, json=body, headers=headers)
    api.bench.read_all()
    thread.join(20)
    afterwards = api.http.post(POST, json=body, headers=headers)

    assert (meanwhile.status_code, meanwhile.json()["type"]) == (409, "/problems/idempotency-in-progress")
    assert (answers[0].status_code, answers[0].json()["state"]) == (200, "done")
    assert same(answers[0], afterwards)
    assert afterwards.headers["Preference-Applied"] == "wait=20"


@pytest.mark.parametrize("other", [{"json": {"text": "Two."}}, {"json": {"text": "One."}, "params": {"priority": "import"}}])
def test_key_of_another_request_is_refused(api, other: dict[str, Any]) -> None:
    api.http.post(POST, json={"text": "One."}, headers=KEY)

    answer = api.http.post(POST, headers=KEY, **other)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len(api.get(POST)["data"]) == 1


def test_key_counts_for_its_holder_alone(api) -> None:
    api.http.post(POST, json={"text": "One."}, headers=KEY)

    answer = api.http.post(POST, json={"text": "Two."}, headers={**KEY, "Authorization": f"Bearer {api.key('ingest')}"})

    assert (answer.status_code, answer.json()["outcome"]) == (202, "created")


def test_without_keys_of_the_api_all_share_theirs(serve) -> None:
    api = serve(auth="off")
    first, second = (api.http.post(POST, json={"text": "One."}, headers=KEY) for _ in range(2))

    assert same(first, second)
    assert second.headers["Idempotency-Replayed"] == "true"


def test_refusal_of_a_wrong_request_is_kept_and_one_of_a_full_house_is_not(serve) -> None:
    api = serve(max_waiting=0)
    wrong = [api.http.post("/v1/feeds", json={"url": 7}, headers=KEY) for _ in range(2)]
    api.post(POST, {"text": "First."})

    full = api.http.post(POST, json={"text": "One."}, headers={"Idempotency-Key": "two"})
    api.bench.read_all()
    api.until(lambda: api.http.post(POST, json={"text": "Other."}).status_code == 202)
    api.bench.read_all()
    room = api.until(lambda: (answer := api.http.post(POST, json={"text": "One."}, headers={"Idempotency-Key": "two"})).status_code == 202 and answer)

    assert (wrong[0].status_code, wrong[1].headers["Idempotency-Replayed"]) == (422, "true")
    assert same(*wrong)
    assert full.status_code == 429
    assert room.json()["outcome"] == "created"
    assert "Idempotency-Replayed" not in room.headers


def test_fault_of_the_server_frees_the_key(api, serve) -> None:
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE commands RENAME TO away")
    failed = api.http.post(f"{POST}/redrive", headers=KEY)
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO commands")

    again = api.http.post(f"{POST}/redrive", headers=KEY)

    assert failed.status_code == 503
    assert again.status_code == 202
    assert "Idempotency-Replayed" not in again.headers


def test_request_of_a_process_that_died_can_be_made_again_when_its_lease_is_over(api) -> None:
    api.http.post(POST, json={"text": "One."}, headers=KEY)
    with api.bench.engine.begin() as connection:  # as if it had died after it took the article in, and before it kept the answer
        connection.exec_driver_sql("UPDATE idempotency SET state = 'running', status = NULL, body = NULL, lease_until = created_at + interval '3 minutes'")

    early = api.http.post(POST, json={"text": "One."}, headers=KEY)
    api.bench.clock.move(table.LEASE)
    other = api.http.post(POST, json={"text": "Two."}, headers=KEY)
    late = api.http.post(POST, json={"text": "One."}, headers=KEY)

    assert [answer.status_code for answer in (early, other, late)] == [409, 422, 202]
    assert late.json()["outcome"] == "unchanged"
    assert len(api.get(POST)["data"]) == 1
    assert api.http.post(POST, json={"text": "One."}, headers=KEY).headers["Idempotency-Replayed"] == "true"


def test_late_answer_does_not_overwrite_that_of_a_later_claim(bench) -> None:
    options: dict[str, Any] = {"holder": "h", "key": "k", "fingerprint": b"f"}

    def claim() -> table.Claim | table.Kept:
        with bench.engine.begin() as connection:
            return table.claim(connection, now=bench.clock.now(), **options)

    first = claim()
    bench.clock.move(table.LEASE)
    second = claim()
    assert isinstance(first, table.Claim)
    assert isinstance(second, table.Claim)
    with bench.engine.begin() as connection:
        table.keep(connection, second, status=202, headers={}, body=b"second")
        table.keep(connection, first, status=500, headers={}, body=b"first")
        table.free(connection, first)

    assert claim() == table.Kept(fingerprint=b"f", status=202, headers={}, body=b"second")


def test_answers_are_kept_for_a_day(api) -> None:
    api.http.post(POST, json={"text": "One."}, headers=KEY)
    clock = api.bench.clock
    clock.move(table.KEPT - timedelta(seconds=1))
    assert api.http.post(POST, json={"text": "One."}, headers=KEY).headers["Idempotency-Replayed"] == "true"
    with api.bench.engine.begin() as connection:
        assert forget(connection, before=clock.now() - timedelta(days=90), now=clock.now()) == 0

    clock.move(timedelta(seconds=1))

    assert api.http.post(POST, json={"text": "One."}, headers=KEY).json()["outcome"] == "unchanged"
    clock.move(table.KEPT)
    with api.bench.engine.begin() as connection:
        assert forget(connection, before=clock.now() - timedelta(days=90), now=clock.now()) == 1


def test_body_over_a_megabyte_has_no_key(api) -> None:
    largest = [{"text": "x" * 200_000} for _ in range(6)]

    answer = api.http.post(POST, json=largest, headers=KEY)

    assert answer.status_code == 413
    assert f"at most {MAX_BODY} are read with an Idempotency-Key" in answer.json()["detail"]
    assert api.http.post(POST, json=largest[:5], headers=KEY).status_code == 200


@pytest.mark.parametrize(
    ("path", "content_type", "content"), [(POST, "application/x-ndjson", b'{"text": "One."}\n'), ("/v1/keys", "application/json", b'{"name": "a"}')]
)
def test_key_is_refused_where_it_is_not_heeded(api, path: str, content_type: str, content: bytes) -> None:
    answer = api.http.post(path, content=content, headers={**KEY, "Content-Type": content_type})

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")
    assert api.get(POST)["data"] == []


def test_bad_key_is_a_400_and_a_wrong_api_key_is_told_first(api) -> None:
    bad = api.http.post(POST, json={"text": "One."}, headers={"Idempotency-Key": "a b"})
    unknown = api.http.post(POST, json={"text": "One."}, headers={"Idempotency-Key": "a b", "Authorization": "Bearer none"})

    assert (bad.status_code, bad.json()["type"]) == (400, "/problems/bad-idempotency-key")
    assert unknown.status_code == 401
    assert api.http.get(POST, headers={"Idempotency-Key": "a b"}).json()["data"] == []
