"""Articles over HTTP: what the door takes and refuses, and what becomes of what it took."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from dateline_api.store.obey import apply_next

POST = "/v1/articles"


def test_article_is_taken_in_and_can_be_read(api) -> None:
    answer = api.http.post(POST, json={"text": "Adeyemi congratulated Bako.", "url": "https://www.wire.com/1", "tags": ["a"]})

    assert answer.status_code == 202
    taken = answer.json()
    assert (taken["revision"], taken["state"], taken["outcome"]) == (1, "waiting", "created")
    article = api.get(answer.headers["Location"])
    assert article["id"] == taken["id"]
    assert (article["text"], article["source"], article["tags"]) == ("Adeyemi congratulated Bako.", "wire.com", ["a"])
    assert (article["event_ids"], article["extraction"], article["attempts"]) == ([], None, 0)


def test_same_post_twice_is_the_same_article(api) -> None:
    first = api.post(POST, {"text": "One.", "url": "https://wire.example/1"})
    again = api.post(POST, {"text": "One.", "url": "https://wire.example/1?utm_source=x"})
    changed = api.post(POST, {"text": "Two.", "url": "https://wire.example/1"})

    assert again == {**first, "outcome": "unchanged"}
    assert changed == {**first, "revision": 2, "outcome": "revised"}


def test_words_of_another_article_make_a_duplicate(api) -> None:
    first = api.post(POST, {"text": "The very words.", "url": "https://a.example/1"})
    second = api.post(POST, {"text": "The very words.", "url": "https://b.example/1"})

    assert (second["outcome"], second["duplicate_of"]) == ("duplicate", first["id"])
    assert api.get(f"{POST}/{second['id']}")["duplicate_of"] == first["id"]


def test_read_article_shows_its_events_and_the_extraction(api) -> None:
    from_api = api.tell("Adeyemi congratulated Bako.", {"actors": (), "recipients": (), "trigger": "congratulated"})

    article = api.get(f"{POST}/{from_api}")
    assert article["state"] == "done"
    assert [api.get(f"/v1/events/{key}")["type"] for key in article["event_ids"]] == ["SUPPORT"]
    assert article["extraction"]["events"][0]["evidence"][0]["exact"] == "congratulated"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"text": "a", "colour": "red"}, "/colour"),
        ({}, "/text"),
        ({"text": 7}, "/text"),
        ({"text": "a", "authors": ["A", ""]}, "/authors/1"),
        ({"text": "a", "published_at": "2024-01-01T00:00"}, "/published_at"),
        ({"text": "a", "published_at": "0001-01-01T00:00:00+14:00"}, "/published_at"),
        ({"text": "a", "url": "ftp://a.example"}, "/url"),
        ({"text": "a", "url": "https://["}, "/url"),
        ({"text": "a", "url": "https://a.example/a b"}, "/url"),
        ({"text": "a", "url": "https://" + "a" * 254}, "/url"),
        ({"text": "a", "url": "https://a.example:99999/"}, "/url"),
        ({"text": "a\x00b"}, "/text"),
        ({"text": "a", "tags": ["a\x00b"]}, "/tags/0"),
        ({"text": "  ", "title": "\n"}, "/text"),
        ({"text": "a", "a/b~c": 1}, "/a~1b~0c"),
    ],
)
def test_wrong_field_is_pointed_at(api, fields: dict[str, Any], pointer: str) -> None:
    problem = api.post(POST, fields, expect=422)

    assert problem["type"] == "/problems/invalid-request"
    assert pointer in [error["pointer"] for error in problem["errors"]]


@pytest.mark.parametrize("body", ['{"text": "\\ud800"}', '{"text": "a", "tags": ["\\udfff"]}', '{"text": "a", "\\ud800": 1}'])
def test_half_a_surrogate_pair_is_refused(api, body: str) -> None:
    answer = api.http.post(POST, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")


@pytest.mark.parametrize("body", [b"", b"{", b'{"text": NaN}', b"\xff", b"[" * 100_000, b'{"text": "a"} x', b"1" * 5000])
def test_what_is_not_json_is_a_400(api, body: bytes) -> None:
    answer = api.http.post(POST, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-body")


@pytest.mark.parametrize("body", [b"1", b'"text"', b"null"])
def test_json_that_is_no_object_is_a_422(api, body: bytes) -> None:
    assert api.http.post(POST, content=body, headers={"Content-Type": "application/json"}).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "text/plain"}, {"Content-Type": "application/json; charset=latin-1"}, {"Content-Type": "application/json", "Content-Encoding": "gzip"}],
)
def test_other_content_types_are_a_415(api, headers: dict[str, str]) -> None:
    assert api.http.post(POST, content=b"{}", headers=headers).status_code == 415


def test_text_over_the_limit_is_a_413_in_bytes_of_utf8(serve) -> None:
    api = serve(max_text_bytes=1000)

    problem = api.post(POST, {"text": "é" * 501}, expect=413)
    assert "1002" in problem["detail"]
    assert "1000" in problem["detail"]
    api.post(POST, {"text": "é" * 500})


def test_body_over_the_limit_is_a_413(serve) -> None:
    api = serve(max_text_bytes=1000)
    limit = api.get("/v1/meta")["limits"]["body_bytes"]

    def endless() -> Iterator[bytes]:
        yield from (b" " * 65536 for _ in range(limit // 65536 + 2))

    announced = api.http.post(POST, content=b" " * (limit + 1), headers={"Content-Type": "application/json"})
    chunked = api.http.post(POST, content=endless(), headers={"Content-Type": "application/json"})
    assert (announced.status_code, chunked.status_code) == (413, 413)


def test_bad_item_of_an_array_does_not_lose_the_others(api) -> None:
    data = api.post(POST, [{"text": "One."}, {"text": "Two.", "x": 1}, 3, {"text": "Three."}], expect=200)["data"]

    assert [entry["status"] for entry in data] == [202, 422, 422, 202]
    assert data[1]["problem"]["errors"] == [{"detail": "is not known here", "pointer": "/x"}]
    assert {article["id"] for article in api.get(POST)["data"]} == {data[0]["id"], data[3]["id"]}


def test_array_of_more_than_a_hundred_is_refused(api) -> None:
    assert "101" in api.post(POST, [{"text": f"{n}"} for n in range(101)], expect=413)["detail"]
    assert api.post(POST, [], expect=200) == {"data": []}


def test_ndjson_gives_a_line_for_each_item_and_a_summary(api) -> None:
    lines = [json.dumps({"text": f"Article {n}."}) for n in range(120)]
    lines[3], lines[60] = "{", ""
    lines[70] = lines[69]

    answer = api.http.post(POST, content="\n".join(lines).encode(), headers={"Content-Type": "application/x-ndjson"})

    *results, last = [json.loads(line) for line in answer.text.splitlines()]
    assert [result["line"] for result in results] == [n for n in range(1, 121) if n != 61]
    assert {result["line"]: result["status"] for result in results if result["status"] != 202} == {4: 400}
    assert last == {"summary": {"received": 119, "refused": 1, "outcomes": {"created": 117, "unchanged": 1}}}
    assert len(api.get(POST, limit=200, state="waiting")["data"]) == 117


@pytest.mark.parametrize("field", ["k" * 100_000, "text"])
def test_answer_to_a_large_wrong_article_is_small(api, field: str) -> None:
    answer = api.http.post(POST, json={field: ["\0"] * 10_000})

    assert answer.status_code == 422
    assert len(answer.content) < 10_000


def test_body_holds_two_articles_of_the_largest_kind_or_a_hundred_common_ones(api) -> None:
    largest = json.dumps({"text": "\x01" * 262_144}).encode()
    common = [{"text": f"{n} " + "A common sentence of an article. " * 300} for n in range(100)]

    two = api.http.post(POST, content=b"[" + largest + b"," + largest + b"]", headers={"Content-Type": "application/json"})
    assert [entry["status"] for entry in two.json()["data"]] == [202, 202]
    assert {entry["status"] for entry in api.post(POST, common, expect=200)["data"]} == {202}
    assert api.http.post(POST, content=b"[" + b"{}," * 5_000_000 + b"{}]", headers={"Content-Type": "application/json"}).status_code == 413


def test_line_over_the_limit_does_not_end_the_stream(serve) -> None:
    api = serve(max_text_bytes=100)

    def body() -> Iterator[bytes]:
        yield b'{"text": "One."}\n{"text": "'
        yield from (b"x" * 65536 for _ in range(5))
        yield b'"}\n{"text": "'
        yield "Zwölf.".encode()[:3]
        yield "Zwölf.".encode()[3:] + b'"}'

    answer = api.http.post(POST, content=body(), headers={"Content-Type": "application/x-ndjson"})

    results = [json.loads(line) for line in answer.text.splitlines()][:-1]
    assert [(result["line"], result["status"]) for result in results] == [(1, 202), (2, 413), (3, 202)]
    assert api.get(f"{POST}/{results[2]['id']}")["text"] == "Zwölf."


def test_posts_are_refused_while_too_many_wait(serve) -> None:
    api = serve(max_waiting=2)
    for n in range(3):
        api.post(POST, {"text": f"Article {n}."})

    answer = api.http.post(POST, json={"text": "One more."})

    assert (answer.status_code, answer.json()["type"], answer.headers["Retry-After"]) == (429, "/problems/overloaded", "5")


def test_wait_answers_with_the_events_when_the_article_is_read_in_time(api) -> None:
    posted: list[Any] = []
    thread = threading.Thread(target=lambda: posted.append(api.http.post(POST, json={"text": "Adeyemi congratulated Bako."}, headers={"Prefer": "wait=20"})))
    thread.start()
    waiting = api.until(lambda: api.get(POST)["data"])
    api.bench.read_all()
    thread.join(20)

    (answer,) = posted
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (200, "wait=20")
    body = answer.json()
    assert (body["id"], body["state"], body["outcome"]) == (waiting[0]["id"], "done", "created")
    assert [event["id"] for event in body["events"]] == body["article"]["event_ids"]
    assert body["events"][0]["actors"][0]["name"] == "Folake Adeyemi"


def test_wait_in_vain_answers_202(api) -> None:
    answer = api.http.post(POST, json={"text": "Nobody reads this."}, headers={"Prefer": "wait=1"})

    assert (answer.status_code, answer.headers["Preference-Applied"], answer.json()["state"]) == (202, "wait=1", "waiting")


def test_known_and_done_article_is_answered_at_once(api) -> None:
    api.tell("Adeyemi congratulated Bako.")

    body = api.post(POST, {"text": "Adeyemi congratulated Bako."}, expect=200, Prefer="wait=30")
    assert (body["outcome"], body["state"]) == ("unchanged", "done")


def test_articles_are_listed_by_state_and_source_page_by_page(api) -> None:
    made = [api.post(POST, {"text": f"Article {n}.", "source": "wire.example" if n % 2 else "b.example"})["id"] for n in range(7)]

    pages, cursor = [], None
    while True:
        page = api.get(POST, source="Wire.example", state="waiting", limit=2, **({"cursor": cursor} if cursor else {}))
        pages.append([article["id"] for article in page["data"]])
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    assert sorted(key for page in pages for key in page) == sorted(made[1::2])
    assert [len(page) for page in pages] == [2, 1]
    assert api.get(POST, state="dead")["data"] == []


def test_unknown_article_is_a_404(api) -> None:
    for key in ("art_" + "0" * 32, "art_1", "evt_" + "0" * 32, "%00"):
        assert api.get(f"{POST}/{key}", expect=404)["type"] == "/problems/not-found"


def test_redrive_is_a_command_that_store_applies(api) -> None:
    article = api.post(POST, {"text": "One."})["id"]

    one = api.http.post(f"{POST}/{article}/redrive")
    every = api.post(f"{POST}/redrive", None)

    assert (one.status_code, one.json()["payload"], one.json()["state"]) == (202, {"article_id": article}, "waiting")
    assert every["payload"] == {"all_dead": True}
    assert apply_next(api.bench.engine, api.bench.clock)
    assert api.get(one.headers["Location"])["state"] in ("applied", "refused")
    assert api.post(f"{POST}/redrive", None, Prefer="wait=1")["state"] == "waiting"
    api.post(f"{POST}/art_{'0' * 32}/redrive", None, expect=404)
    api.get(f"/v1/commands/cmd_{'0' * 32}", expect=404)


def test_redrive_can_be_waited_for(api) -> None:
    done: list[Any] = []
    thread = threading.Thread(target=lambda: done.append(api.http.post(f"{POST}/redrive", headers={"Prefer": "wait=20"})))
    thread.start()
    api.until(lambda: apply_next(api.bench.engine, api.bench.clock))
    thread.join(20)

    assert (done[0].status_code, done[0].json()["state"]) == (200, "applied")
