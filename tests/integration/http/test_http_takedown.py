"""Retracting, deleting and restoring articles over HTTP."""

import threading
from typing import Any

import httpx2
import pytest
from dateline_api.http import resources
from dateline_shared.testing import person

POST = "/v1/articles"
TEXT = "Adeyemi congratulated Bako while the brass band of the harbour played on."
ACT = {"actors": [person("Folake Adeyemi")], "recipients": [person("Idris Bako")], "trigger": "congratulated Bako while the brass band of the harbour"}


@pytest.fixture
def article(api) -> str:
    return api.tell(TEXT, ACT, title="The brass band of the harbour played on", url="https://wire.example/1")


def obeyed(api: Any, answer: httpx2.Response) -> Any:
    """The command of an answer, once store has applied it."""
    assert answer.status_code == 202, answer.text
    api.bench.obey()
    command = resources.Command.model_validate(api.get(answer.headers["Location"]))
    assert command.state == "applied", command.result
    return command


def test_deleted_article_is_a_tombstone_and_its_events_are_gone(api, article) -> None:
    (event,) = api.get("/v1/events")["data"]
    words = {"text": TEXT, "title": "The brass band of the harbour played on", "url": "https://wire.example/1"}
    with_key = {"Idempotency-Key": "again", "Prefer": "wait=5"}
    assert api.post(POST, words, expect=200, **with_key)["article"]["text"] == TEXT

    command = obeyed(api, api.http.delete(f"{POST}/{article}"))

    assert (command.kind, command.payload, command.result["changed"]) == ("delete", {"article_id": article}, True)
    left = api.get(f"{POST}/{article}")
    assert (left["state"], left["title"], left["text"], left["event_ids"], left["extraction"]) == ("retracted", "", "", [], None)
    assert left["url"] == "https://wire.example/1"
    assert left["deleted_at"]
    assert api.get("/v1/events")["data"] == []
    assert api.get(f"/v1/events/{event['id']}")["retracted"]
    changes = api.get("/v1/changes")
    assert [change["op"] for change in changes["data"] if change["kind"] == "event"] == ["created", "deleted"]
    for said in (left, changes, api.get(POST), api.get("/v1/events", retracted="true")):
        assert "brass" not in str(said)
    again = api.post(POST, words, expect=200, **with_key)
    assert (again["outcome"], again["article"]["text"]) == ("kept", "")


def test_restored_article_is_read_when_it_is_posted_again(api, article) -> None:
    (event,) = api.get("/v1/events")["data"]
    obeyed(api, api.http.delete(f"{POST}/{article}"))

    assert obeyed(api, api.http.post(f"{POST}/{article}/restore")).result["awaits_post"]

    assert api.get(f"{POST}/{article}")["deleted_at"] is None
    again = api.post(POST, {"text": TEXT, "url": "https://wire.example/1"})
    assert (again["id"], again["outcome"]) == (article, "revised")
    api.read(article, ACT)
    assert [each["id"] for each in api.get("/v1/events")["data"]] == [event["id"]]


@pytest.mark.parametrize(
    ("body", "reasons"), [({"json": {"reason": "It was a hoax."}}, ["It was a hoax."]), ({"json": {}}, []), ({}, [])], ids=["reason", "empty", "no body"]
)
def test_retracted_article_keeps_its_words_and_says_why(api, article, body, reasons) -> None:
    command = obeyed(api, api.http.post(f"{POST}/{article}/retract", **body))

    assert command.kind == "retract"
    left = api.get(f"{POST}/{article}")
    assert (left["state"], left["text"], left["reasons"], left["event_ids"]) == ("retracted", TEXT, reasons, [])
    assert api.get("/v1/events")["data"] == []
    obeyed(api, api.http.post(f"{POST}/{article}/restore"))
    api.read(article, ACT)
    assert len(api.get("/v1/events")["data"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"json": {"reason": ""}}, 422),
        ({"json": {"reason": "x" * 501}}, 422),
        ({"json": {"why": "a hoax"}}, 422),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"reason=hoax"}, 415),
    ],
)
def test_retraction_with_a_bad_body_is_refused(api, article, body, status) -> None:
    assert api.http.post(f"{POST}/{article}/retract", **body).status_code == status
    assert api.bench.rows("SELECT count(*)::int FROM commands") == [(0,)]


@pytest.mark.parametrize(("method", "path"), [("DELETE", ""), ("POST", "/retract"), ("POST", "/restore")])
def test_takedown_is_waited_for_and_needs_an_article(api, article, method, path) -> None:
    for strange in ("art_" + "0" * 32, "art_1", "evt_" + "0" * 32):
        assert api.http.request(method, f"{POST}/{strange}{path}").json()["type"] == "/problems/not-found"
    done: list[httpx2.Response] = []
    thread = threading.Thread(target=lambda: done.append(api.http.request(method, f"{POST}/{article}{path}", headers={"Prefer": "wait=20"})))
    thread.start()
    api.until(lambda: api.bench.rows("SELECT 1 FROM commands"))
    api.bench.obey()
    thread.join(20)

    assert (done[0].status_code, done[0].json()["state"], done[0].headers["Preference-Applied"]) == (200, "applied", "wait=20")


@pytest.mark.parametrize(("scope", "allowed"), [("read", set()), ("ingest", {"/retract"}), ("admin", {"", "/restore"})], ids=["read", "ingest", "admin"])
def test_deleting_and_restoring_need_an_admin_and_retracting_who_brings_articles(api, article, scope, allowed) -> None:
    headers = {"Authorization": f"Bearer {api.key(scope)}"}
    answers = {
        path: api.http.request(method, f"{POST}/{article}{path}", headers=headers)
        for method, path in (("DELETE", ""), ("POST", "/retract"), ("POST", "/restore"))
    }

    assert {path for path, answer in answers.items() if answer.status_code == 202} == allowed
    assert {answer.status_code for path, answer in answers.items() if path not in allowed} <= {403}
