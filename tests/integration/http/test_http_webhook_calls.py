"""Webhooks from the request to the receiver: the real service, a real courier, and receivers on loopback whose messages other people's libraries read."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from dateline_api import ids
from dateline_api.db.results import Entry
from dateline_api.records import StoryRecord
from dateline_api.store.tell import append
from dateline_shared.loopback import serving
from integration.courier.office import SECRET, Office, Receiver
from integration.http.subscriptions import add, patch, path, tell

STORY = {
    "id": ids.public("sty", UUID(int=1)),
    "version": 1,
    "title": "Praise",
    "article_count": 1,
    "source_count": 1,
    **dict.fromkeys(("first_reported_at", "last_reported_at", "created_at", "updated_at"), "2024-03-05T12:00:00Z"),
}


@pytest.fixture
def office(api: Any) -> Iterator[Office]:
    api.bench.clock.move(datetime.now(UTC) - api.bench.clock.now())  # verifiers look at the clock on the wall
    with serving() as server:
        office = Office(api.bench.engine, api.bench.clock, server)
        yield office
        for courier in office.couriers:
            courier.close()
    assert [receiver.unreadable for receiver in office.receivers if receiver.unreadable] == []


def subscribe(api: Any, receiver: Receiver, **more: Any) -> dict[str, Any]:
    return add(api, receiver.url, secret=SECRET, filter={"kind": "event"}, **more)


def sent_meanwhile(api: Any, office: Office, ask: Callable[[], httpx2.Response], *, once: str) -> httpx2.Response:
    """The answer to what is asked while a courier works, which begins when this query finds something."""

    def work() -> None:
        api.until(lambda: api.bench.rows(once, now=api.bench.clock.now()))
        office.deliver()

    courier = threading.Thread(target=work)
    courier.start()
    answer = ask()
    courier.join()
    return answer


def data(event: Any) -> Any:
    """The change that an event tells of."""
    return event.get_data()


def ids_of(receiver: Receiver) -> list[str]:
    return [event.get_id() for event in receiver.sent]


def test_test_call_arrives_signed_and_is_answered_with_what_became_of_it(api, office: Office) -> None:
    receiver = office.receiver(always=204)
    hook = subscribe(api, receiver)
    patch(api, hook, state="paused")

    ordered = "SELECT 1 FROM deliveries WHERE outcome = 'waiting' AND next_at <= :now"
    answer = sent_meanwhile(api, office, lambda: api.http.post(path(hook, "test"), headers={"Prefer": "wait=20"}), once=ordered)

    assert (answer.status_code, answer.json()["outcome"], answer.json()["status"]) == (200, "delivered", 204)
    (event,) = receiver.sent
    assert (event.get_type(), event.get_id(), data(event)) == ("dateline.webhook.test", answer.json()["message_id"], {"webhook_id": hook["id"]})
    assert api.get(path(hook))["state"] == "paused"


def test_what_arrives_is_what_polling_gives_and_the_cursor_goes_on_behind_it(api, office: Office) -> None:
    receiver = office.receiver()
    hook = subscribe(api, receiver)
    tell(api, 2)

    office.deliver()

    polled = api.get("/v1/changes", kind="event", cursor=hook["cursor"])["data"]
    assert [data(event) for event in receiver.taken] == polled
    shown = api.get(path(hook))
    assert (shown["lag"], shown["last_delivered_at"] is not None) == (0, True)
    tell(api)
    assert len(api.get("/v1/changes", kind="event", cursor=shown["cursor"])["data"]) == 1
    assert {each["outcome"] for each in api.get(path(hook, "deliveries"))["data"]} == {"delivered"}


def test_changes_of_stories_and_entities_go_every_way(api, office: Office) -> None:
    receiver = office.receiver()
    hook = add(api, receiver.url, secret=SECRET, filter={"kind": ["story", "entity"]})
    story, now = StoryRecord.model_validate(STORY).model_dump(mode="json"), api.bench.clock.now()
    later = story | {"version": 2, "breaking": True}
    with api.bench.engine.begin() as connection:
        append(connection, [Entry("story", "created", UUID(int=1), 1, story, None), Entry("story", "updated", UUID(int=1), 2, later, story)], now=now)
    tell(api)

    office.deliver()

    polled = api.get("/v1/changes", kind="story,entity", cursor=hook["cursor"])["data"]
    assert [data(event) for event in receiver.taken] == polled
    assert [event.get_type() for event in receiver.taken][:2] == ["dateline.story.created", "dateline.story.updated"]
    assert {event.get_type() for event in receiver.taken[2:]} == {"dateline.entity.created", "dateline.story.created"}
    assert polled[1]["record"] == later


def test_both_secrets_sign_during_a_rotation_and_only_the_new_one_after_it(api, office: Office) -> None:
    with_old = office.receiver("/old")
    hook = subscribe(api, with_old)
    fresh = api.http.post(path(hook, "rotate")).json()["secret"]
    tell(api)
    office.deliver()
    assert len(with_old.taken) == 1

    with_new = office.receiver("/new", secret=fresh)
    patch(api, hook, url=with_new.url)
    tell(api)
    office.deliver()
    assert [headers["webhook-signature"].count("v1,") for headers in (*with_old.headers, *with_new.headers)] == [2, 2]

    api.post(path(hook, "rotate"), {"secret": SECRET, "overlap": 0}, expect=200)
    patch(api, hook, url=with_old.url)
    tell(api)
    office.deliver()
    assert with_old.headers[-1]["webhook-signature"].count("v1,") == 1


def test_change_that_fails_is_tried_in_its_place_when_somebody_asks_and_the_others_follow(api, office: Office) -> None:
    receiver = office.receiver(script=[500, 500])
    hook = subscribe(api, receiver)
    tell(api, 3)
    office.deliver()
    api.bench.clock.move(timedelta(seconds=6))
    office.deliver()
    failing = api.get(path(hook))
    assert (failing["attempt"], failing["last_error"][:3], failing["state"]) == (2, "the", "active")
    last = api.get(path(hook, "deliveries"), limit=1)["data"][0]
    assert (last["answer"], last["status"], last["next_attempt_at"]) == ("answer\n", 500, failing["next_attempt_at"])

    due = "SELECT 1 FROM webhooks WHERE next_at <= :now"
    answer = sent_meanwhile(api, office, lambda: api.http.post(path(hook, "deliveries", last["id"], "retry"), headers={"Prefer": "wait=20"}), once=due)

    assert (answer.status_code, answer.json()["outcome"], answer.json()["attempt"], answer.json()["cause"]) == (200, "delivered", 3, "change")
    assert ids_of(receiver)[:3] == [last["message_id"]] * 3
    assert receiver.seqs == sorted(receiver.seqs)
    assert len(receiver.taken) == 3
    assert (api.get(path(hook))["attempt"], api.get(path(hook))["failing_since"], api.get(path(hook))["lag"]) == (0, None, 0)


def test_delivered_change_comes_once_more_out_of_order_and_moves_nothing(api, office: Office) -> None:
    receiver = office.receiver()
    hook = subscribe(api, receiver)
    tell(api, 2)
    office.deliver()
    first = api.get(path(hook, "deliveries"))["data"][-1]
    before = api.get(path(hook))

    order = api.post(path(hook, "deliveries", first["id"], "retry"), None)
    office.deliver()

    assert receiver.sent[-1].get_id() == first["message_id"] == receiver.sent[0].get_id()
    assert data(receiver.sent[-1]) == data(receiver.sent[0])
    settled = api.get(path(hook, "deliveries", order["id"]))
    assert (settled["outcome"], settled["cause"], settled["next_attempt_at"]) == ("delivered", "retry", None)
    assert api.get(path(hook)) == before


def test_replay_brings_the_same_messages_in_the_same_order(api, office: Office) -> None:
    receiver = office.receiver()
    hook = subscribe(api, receiver)
    tell(api, 3)
    office.deliver()
    once = ids_of(receiver)

    api.post(path(hook, "replay"), {"cursor": hook["cursor"]}, expect=200)
    office.deliver()

    assert ids_of(receiver) == once * 2
    assert api.get(path(hook))["lag"] == 0


def test_receiver_that_is_gone_gets_nothing_until_it_is_resumed_with_that_very_change(api, office: Office) -> None:
    receiver = office.receiver(script=[410])
    hook = subscribe(api, receiver)
    tell(api, 2)
    office.deliver()
    disabled = api.get(path(hook))
    assert (disabled["state"], "410" in disabled["reason"], len(receiver.sent)) == ("disabled", True, 1)

    assert patch(api, hook, state="active")["reason"] is None
    office.deliver()

    assert ids_of(receiver)[0] == ids_of(receiver)[1]
    assert len(receiver.taken) == 2


def test_nothing_of_a_deleted_article_is_sent_again(api, office: Office) -> None:
    receiver = office.receiver()
    hook = subscribe(api, receiver)
    tell(api)
    office.deliver()
    (told,) = receiver.taken
    article = data(told)["record"]["mentions"][0]["article_id"]
    assert "praised" in str(data(told))
    assert api.http.delete(f"/v1/articles/{article}").status_code == 202
    api.bench.obey()
    first = api.get(path(hook, "deliveries"))["data"][-1]

    api.post(path(hook, "deliveries", first["id"], "retry"), None)
    api.post(path(hook, "replay"), {"cursor": hook["cursor"]}, expect=200)
    office.deliver()

    again = receiver.taken[1:]
    assert [event.get_id() for event in again].count(told.get_id()) == 2
    assert sorted(data(event)["op"] for event in again) == ["created", "created", "deleted"]
    assert "praised" not in str([data(event) for event in again])
