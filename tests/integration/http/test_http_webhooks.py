"""Webhooks over HTTP: who is sent what, and from where in the log."""

import base64
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from dateline_api.http.webhook_bodies import Webhook, WebhookPage, WebhookWithSecret
from integration.http.subscriptions import URL, add, execute, kept, patch, path, stick, tell


def test_webhook_begins_at_the_end_of_the_log_and_shows_its_secret_once(api) -> None:
    tell(api)
    answer = api.http.post("/v1/webhooks", json={"url": URL, "description": "the wall", "filter": {"type": "CONSULT, ASSAULT", "timespan": "24h"}})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    made = answer.json()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made["secret"])
    WebhookWithSecret.model_validate(made)
    shown = api.get(answer.headers["Location"])
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert shown["filter"] == {"type": "CONSULT, ASSAULT", "timespan": "24h"}
    assert (shown["state"], shown["lag"], shown["attempt"], shown["reason"], shown["next_attempt_at"]) == ("active", 0, 0, None, None)
    assert (shown["url"], shown["description"], shown["old_secret_until"]) == (URL, "the wall", None)
    assert (kept(api)["filter"], kept(api)["next_at"]) == (shown["filter"], api.bench.clock.now())
    assert made["secret"] not in api.http.get("/v1/webhooks").text


def test_lag_counts_what_came_since_and_the_cursor_goes_on_there(api) -> None:
    tell(api)
    hook, whole = add(api, filter={"participant": "idris bako"}), add(api)
    tell(api, 2)

    shown = api.get(path(hook))

    assert shown["lag"] == len(api.get("/v1/changes", cursor=whole["cursor"])["data"]) > 2
    polled = api.get("/v1/changes", participant="idris bako", cursor=shown["cursor"])["data"]
    assert [change["kind"] for change in polled] == ["event", "event"]
    assert api.get("/v1/changes", cursor=shown["cursor"], expect=400)["type"] == "/problems/cursor-of-another-filter"


def test_webhook_begins_where_a_list_or_a_poll_of_the_same_filter_ended(api) -> None:
    tell(api)
    listed = api.get("/v1/events", participant="Idris Bako")["changes_cursor"]
    polled = api.get("/v1/changes", participant="Idris Bako")["next_cursor"]
    whole = api.get("/v1/changes", limit=1)["next_cursor"]
    tell(api)

    after_list, after_poll = (add(api, filter={"participant": ["Idris Bako"]}, cursor=cursor) for cursor in (listed, polled))
    from_first = add(api, cursor=whole)

    assert after_list["lag"] == after_poll["lag"] > 0
    assert from_first["lag"] == api.get("/v1/meta")["last_seq"] - 1
    for cursor in (listed, polled):
        assert api.post("/v1/webhooks", {"url": URL, "cursor": cursor}, expect=400)["type"] == "/problems/cursor-of-another-filter"
        body = {"url": URL, "cursor": cursor, "filter": {"participant": "Idris Bako", "kind": "event,article"}}
        assert api.http.post("/v1/webhooks", json=body).status_code == (201 if cursor == listed else 400)
    assert api.post("/v1/webhooks", {"url": URL, "cursor": "OBJUvVsib"}, expect=400)["type"] == "/problems/bad-cursor"


def test_cursor_of_a_log_that_is_no_more_is_gone_and_names_the_oldest_place(api) -> None:
    tell(api, 2)
    cursor = api.get("/v1/changes", limit=1, kind="event")["next_cursor"]
    execute(api, "DELETE FROM changes WHERE seq < 6")

    problem = api.post("/v1/webhooks", {"url": URL, "filter": {"kind": "event"}, "cursor": cursor}, expect=410)

    assert problem["type"] == "/problems/cursor-expired"
    hook = add(api, filter={"kind": ["event"]}, cursor=problem["oldest_cursor"])
    assert hook["lag"] == api.get("/v1/meta")["last_seq"] - 5
    execute(api, "UPDATE log_state SET epoch = 'another'")
    assert api.post("/v1/webhooks", {"url": URL, "filter": {"kind": "event"}, "cursor": hook["cursor"]}, expect=410)["oldest_cursor"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": "receiver.example"}, "/url"),
        ({"url": "ftp://receiver.example/"}, "/url"),
        ({"url": "https://user:opensesame@receiver.example/"}, "/url"),
        ({"url": "https://[::1"}, "/url"),
        ({"url": "https://receiver.example:0/"}, "/url"),
        ({"url": "https://receiver.example/" + "é" * 1000}, "/url"),
        ({"url": URL, "filters": {}}, "/filters"),
        ({"url": URL, "filter": []}, "/filter"),
        ({"url": URL, "filter": {"typ": "ASSAULT"}}, "/filter/typ"),
        ({"url": URL, "filter": {"type": {"is": "ASSAULT"}}}, "/filter/type"),
        ({"url": URL, "filter": {"country": ["NGA", "Nigeria"]}}, "/filter/country/1"),
        ({"url": URL, "filter": {"timespan": "one day"}}, "/filter/timespan"),
        ({"url": URL, "filter": {"kind": "webhook"}}, "/filter/kind/0"),
        ({"url": URL, "filter": {"limit": 5}}, "/filter/limit"),
        ({"url": URL, "filter": {"from": "2024-03-06", "to": "2024-03-05"}}, "/filter"),
        ({"url": URL, "secret": "whsec_" + base64.b64encode(b"opensesame").decode()}, "/secret"),
        ({"url": URL, "secret": base64.b64encode(b"opensesame" * 4).decode()}, "/secret"),
        ({"url": URL, "secret": "whsec_opensesame opensesame opensesame opensesame"}, "/secret"),
        ({"url": URL, "description": ""}, "/description"),
        ({"url": URL, "cursor": ""}, "/cursor"),
    ],
)
def test_wrong_webhook_is_pointed_at_and_no_secret_repeated(api, body: dict[str, Any], pointer: str) -> None:
    problem = api.post("/v1/webhooks", body, expect=422)

    assert problem["errors"][0]["pointer"] == pointer
    assert "sesame" not in str(problem)
    assert api.get("/v1/webhooks")["data"] == []


def test_webhooks_are_listed_page_by_page_newest_first(api) -> None:
    made = [add(api, f"https://receiver.example/{n}")["id"] for n in range(3)]

    first = api.http.get("/v1/webhooks", params={"limit": 2})
    second = api.http.get(first.links["next"]["url"])

    WebhookPage.model_validate(first.json())
    assert [hook["id"] for hook in first.json()["data"] + second.json()["data"]] == made[::-1]
    assert api.http.get("/v1/webhooks", headers={"If-None-Match": api.http.get("/v1/webhooks").headers["ETag"]}).status_code == 304


def test_webhook_that_is_resumed_begins_anew_where_it_is(api) -> None:
    hook = add(api)
    tell(api)
    stick(api, state="disabled", reason="the receiver answered 410 Gone")
    failing = api.get(path(hook))
    assert (failing["state"], failing["reason"], failing["attempt"], failing["next_attempt_at"]) == ("disabled", "the receiver answered 410 Gone", 3, None)

    resumed = patch(api, hook, state="active")

    assert (resumed["state"], resumed["reason"], resumed["attempt"], resumed["failing_since"], resumed["last_error"]) == ("active", None, 0, None, None)
    assert (resumed["cursor"], resumed["lag"]) == (failing["cursor"], failing["lag"])
    row = kept(api)
    assert (row["lease"], row["lease_until"], row["head_seq"], row["next_at"]) == (None, None, None, api.bench.clock.now())


def test_failing_webhook_that_is_set_active_is_tried_at_once(api) -> None:
    hook = add(api)
    stick(api)
    assert datetime.fromisoformat(api.get(path(hook))["next_attempt_at"]) > api.bench.clock.now()

    assert patch(api, hook, state="active")["attempt"] == 0
    assert (kept(api)["next_at"], kept(api)["lease"]) == (api.bench.clock.now(), None)


def test_pause_takes_the_lease_away_and_tells_what_went_wrong(api) -> None:
    hook = add(api)
    stick(api)

    paused = patch(api, hook, state="paused")

    assert (paused["state"], paused["reason"], paused["attempt"], paused["last_error"]) == ("paused", "somebody paused it", 3, "503 Service Unavailable")
    assert (paused["next_attempt_at"], kept(api)["lease"]) == (None, None)


@pytest.mark.parametrize("change", [{"url": "https://receiver.example/other"}, {"filter": {"kind": ["article"]}}])
def test_another_address_or_filter_begins_anew_at_the_same_place(api, change: dict[str, Any]) -> None:
    hook = add(api, filter={"type": "ASSAULT"})
    tell(api)
    lag = api.get(path(hook))["lag"]
    stick(api)

    changed = patch(api, hook, **change)

    assert changed | change == changed
    assert (changed["attempt"], changed["lag"], changed["last_error"]) == (0, lag, None)
    row = kept(api)
    assert (row["lease"], row["head_seq"], row["next_at"]) == (None, None, api.bench.clock.now())
    assert row["filter"] == change.get("filter", {"type": "ASSAULT"})


def test_cursor_of_a_changed_filter_is_one_of_the_new_filter(api) -> None:
    hook = add(api, filter={"type": "ASSAULT"})
    tell(api)

    changed = patch(api, hook, filter={"participant": "Idris Bako"})

    assert len(api.get("/v1/changes", participant="Idris Bako", cursor=changed["cursor"])["data"]) == 1
    assert api.get("/v1/changes", type="ASSAULT", cursor=changed["cursor"], expect=400)["type"] == "/problems/cursor-of-another-filter"


def test_what_is_set_as_it_was_disturbs_nothing(api) -> None:
    hook = add(api, filter={"type": "ASSAULT"}, description="wall")
    stick(api)
    before = kept(api)
    api.bench.clock.move(timedelta(minutes=1))

    assert patch(api, hook, url=URL, filter={"type": "ASSAULT"}, description="wall")["updated_at"] == hook["updated_at"]
    assert kept(api) == before
    assert patch(api, hook, description=None)["description"] is None
    assert kept(api)["lease"] == before["lease"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"state": "disabled"}, "/state"),
        ({"url": None}, "/url"),
        ({"filter": {"q": ""}}, "/filter/q"),
        ({"secret": "x"}, "/secret"),
        ({"filter": None}, "/filter"),
    ],
)
def test_wrong_change_is_pointed_at(api, change: dict[str, Any], pointer: str) -> None:
    assert patch(api, add(api), expect=422, **change)["errors"][0]["pointer"] == pointer


def test_webhook_that_the_log_left_behind_is_resumed_only_by_a_replay(api) -> None:
    hook = add(api, filter={"kind": "event"})
    tell(api, 2)
    patch(api, hook, state="paused")
    execute(api, "DELETE FROM changes WHERE seq < 6")

    problem = patch(api, hook, state="active", expect=410)
    moved = api.post(path(hook, "replay"), {"cursor": problem["oldest_cursor"]}, expect=200)

    assert (moved["state"], moved["lag"]) == ("paused", api.get("/v1/meta")["last_seq"] - 5)
    assert patch(api, hook, state="active")["state"] == "active"


def test_webhook_whose_filter_only_another_release_understands_is_shown_and_mended(api) -> None:
    hook = add(api, filter={"type": "ASSAULT"})
    execute(api, 'UPDATE webhooks SET filter = \'{"mood": "grim"}\'')

    assert (api.get(path(hook))["cursor"], len(api.get("/v1/webhooks")["data"])) == (None, 1)
    assert "PATCH" in api.post(path(hook, "replay"), {"cursor": hook["cursor"]}, expect=409)["detail"]
    assert patch(api, hook, filter={"type": "ASSAULT"})["cursor"] == hook["cursor"]


def test_removed_webhook_is_gone_with_its_deliveries(api) -> None:
    hook = add(api)
    api.post(path(hook, "test"), None)

    assert api.http.delete(path(hook)).status_code == 204
    assert api.get(path(hook), expect=404)["type"] == "/problems/not-found"
    assert api.bench.rows("SELECT count(*) FROM deliveries") == [(0,)]
    assert api.http.delete(path(hook)).status_code == 404


@pytest.mark.parametrize("scope", ["read", "ingest"])
def test_only_admins_see_or_change_webhooks(api, scope: Any) -> None:
    hook = add(api)
    api.http.headers["Authorization"] = f"Bearer {api.key(scope)}"

    for method, place in (
        ("GET", "/v1/webhooks"),
        ("POST", "/v1/webhooks"),
        ("GET", path(hook)),
        ("POST", path(hook, "test")),
        ("GET", path(hook, "deliveries")),
    ):
        assert api.http.request(method, place, json={"url": URL} if method == "POST" else None).json()["type"] == "/problems/missing-scope"


def test_shown_webhook_has_the_documented_shape(api) -> None:
    hook = add(api)
    shown = api.get(path(hook))

    assert set(shown) == set(Webhook.model_fields)
    assert set(hook) == set(WebhookWithSecret.model_fields)
