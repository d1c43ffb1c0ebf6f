"""Deliveries over HTTP: the record of every try, test calls, and messages that somebody has sent again. A courier's part is played in SQL."""

import threading
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from dateline_api import ids
from dateline_api.http.webhook_bodies import Delivery, DeliveryPage
from dateline_shared.testing import person
from sqlalchemy import text

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
TRY = """
INSERT INTO deliveries (id, webhook_id, message_id, seq, attempt, at, milliseconds, outcome, status, error, answer)
VALUES (:id, :hook, :message, :seq, :attempt, :now, 12, :outcome, :status, :error, :answer)
"""
SETTLE = "UPDATE deliveries SET attempt = 1, outcome = 'delivered', status = 204, milliseconds = 7, next_at = NULL WHERE outcome = 'waiting'"


@pytest.fixture
def hook(api) -> Any:
    api.tell("Adeyemi praised Bako.", {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "praised"})
    made = api.post("/v1/webhooks", {"url": "https://receiver.example/"}, expect=201)
    execute(api, "UPDATE webhooks SET seq = 0")
    return made


def execute(api: Any, sql: str, **values: Any) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(text(sql), values)


def tried(api: Any, hook: dict[str, Any], seq: int, *, epoch: str = "", **more: Any) -> str:
    """Write down a try of this change as a courier does; returns its id."""
    key = ids.new_id()
    message = f"{epoch or api.get('/v1/meta')['epoch']}-{seq:020d}"
    values = {"attempt": 1, "outcome": "failed", "status": 503, "error": "503 Service Unavailable", "answer": "come back\nlater", **more}
    execute(api, TRY, id=key, hook=ids.parse("whk", hook["id"]), message=message, seq=seq, now=api.bench.clock.now(), **values)
    return ids.public("dlv", key)


def deliveries(hook: dict[str, Any], *parts: str) -> str:
    return "/".join((f"/v1/webhooks/{hook['id']}/deliveries", *parts))


def listed(api: Any, hook: dict[str, Any], **query: Any) -> list[str]:
    return [each["id"] for each in api.get(deliveries(hook), **query)["data"]]


def sent_meanwhile(api: Any, ask: Callable[[], httpx2.Response], settle: Callable[[], bool]) -> httpx2.Response:
    """The answer to what is asked while another thread plays the courier, as soon as it finds something to do."""
    courier = threading.Thread(target=lambda: api.until(settle))
    courier.start()
    answer = ask()
    courier.join()
    return answer


def test_tries_are_listed_newest_first_and_found_by_outcome_and_message(api, hook) -> None:
    first = tried(api, hook, 1, outcome="delivered", status=200, error=None)
    second = tried(api, hook, 2)
    third = tried(api, hook, 2, attempt=2, outcome="refused", status=None, error="127.0.0.1 is not public", answer=None)
    other = api.post("/v1/webhooks", {"url": "https://other.example/"}, expect=201)
    tried(api, other, 2)

    whole = api.get(deliveries(hook))

    DeliveryPage.model_validate(whole)
    assert listed(api, hook) == [third, second, first]
    assert listed(api, hook, outcome="delivered") == [first]
    assert listed(api, hook, message_id=whole["data"][0]["message_id"]) == [third, second]
    assert listed(api, hook, outcome="failed", message_id=whole["data"][0]["message_id"]) == [second]
    assert api.get(deliveries(hook, second)) == whole["data"][1]
    assert (whole["data"][1]["answer"], whole["data"][1]["seq"], whole["data"][1]["cause"]) == ("come back\nlater", 2, "change")
    assert set(whole["data"][0]) == set(Delivery.model_fields)


def test_tries_are_paged_for_one_webhook_and_filter(api, hook) -> None:
    made = [tried(api, hook, 1, attempt=n) for n in range(1, 4)]
    other = api.post("/v1/webhooks", {"url": "https://other.example/"}, expect=201)

    first = api.http.get(deliveries(hook), params={"limit": 2, "outcome": "failed"})
    second = api.http.get(first.links["next"]["url"])

    assert [each["id"] for each in first.json()["data"] + second.json()["data"]] == made[::-1]
    cursor = first.json()["next_cursor"]
    for place, query in ((deliveries(hook), {}), (deliveries(other), {"outcome": "failed"})):
        assert api.get(place, cursor=cursor, expect=400, **query)["type"] == "/problems/cursor-of-another-filter"


def test_what_is_not_there_is_not_found(api, hook) -> None:
    other = api.post("/v1/webhooks", {"url": "https://other.example/"}, expect=201)
    delivery = tried(api, hook, 1)

    for place in (deliveries(other, delivery), deliveries(hook, "dlv_" + "0" * 32), deliveries(hook, "nonsense"), "/v1/webhooks/nonsense/deliveries"):
        assert api.get(place, expect=404)["type"] == "/problems/not-found"
    for place in (deliveries(other, delivery, "retry"), deliveries(hook, "dlv_" + "0" * 32, "retry"), "/v1/webhooks/whk_" + "0" * 32 + "/test"):
        assert api.post(place, None, expect=404)["type"] == "/problems/not-found"
    assert api.get(deliveries(hook), outcome="lost", expect=422)["errors"][0]["parameter"] == "outcome"


@pytest.mark.parametrize("state", ["active", "paused", "disabled"])
def test_test_call_waits_for_the_courier_and_changes_nothing_else(api, hook, state: str) -> None:
    execute(api, "UPDATE webhooks SET state = :state", state=state)
    before = api.get(f"/v1/webhooks/{hook['id']}")

    answer = api.http.post(f"/v1/webhooks/{hook['id']}/test")

    assert answer.status_code == 202
    order = answer.json()
    assert (order["cause"], order["outcome"], order["attempt"], order["seq"], order["status"]) == ("test", "waiting", 0, None, None)
    assert order["message_id"] == f"test-{ids.parse('dlv', order['id'])}"
    assert api.get(answer.headers["Location"]) == order
    assert api.get(f"/v1/webhooks/{hook['id']}") == before


def test_whoever_waits_hears_what_became_of_a_test_call(api, hook) -> None:
    def settle() -> bool:
        with api.bench.engine.begin() as connection:
            return connection.execute(text(SETTLE)).rowcount > 0

    answer = sent_meanwhile(api, lambda: api.http.post(f"/v1/webhooks/{hook['id']}/test", headers={"Prefer": "wait=20"}), settle)

    assert (answer.status_code, answer.headers["Preference-Applied"]) == (200, "wait=20")
    assert (answer.json()["outcome"], answer.json()["status"], answer.json()["next_attempt_at"]) == ("delivered", 204, None)


def test_change_that_holds_up_its_webhook_is_tried_in_its_place(api, hook) -> None:
    delivery = tried(api, hook, 2)
    execute(api, "UPDATE webhooks SET head_seq = 2, seq = 1, attempt = 4, next_at = now() + interval '1 day'")

    answer = api.post(deliveries(hook, delivery, "retry"), None)

    assert answer["id"] == delivery
    assert api.bench.rows("SELECT next_at, lease, attempt, head_seq FROM webhooks") == [(api.bench.clock.now(), None, 4, 2)]
    assert listed(api, hook) == [delivery]


def test_change_that_a_courier_is_trying_just_now_is_left_to_it(api, hook) -> None:
    delivery = tried(api, hook, 2)
    lease = "lease = gen_random_uuid(), lease_until = :until"
    execute(api, f"UPDATE webhooks SET head_seq = 2, attempt = 4, {lease}", until=api.bench.clock.now().replace(hour=13))
    before = api.bench.rows("SELECT * FROM webhooks")

    api.post(deliveries(hook, delivery, "retry"), None)

    assert api.bench.rows("SELECT * FROM webhooks") == before


def test_whoever_waits_hears_what_became_of_the_next_try(api, hook) -> None:
    delivery = tried(api, hook, 2)
    execute(api, "UPDATE webhooks SET head_seq = 2, attempt = 1, next_at = now() + interval '1 day'")

    def settle() -> bool:
        if not api.bench.rows("SELECT 1 FROM webhooks WHERE next_at = :now", now=api.bench.clock.now()):
            return False
        return bool(tried(api, hook, 2, attempt=2, outcome="delivered", status=200, error=None))

    answer = sent_meanwhile(api, lambda: api.http.post(deliveries(hook, delivery, "retry"), headers={"Prefer": "wait=20"}), settle)

    assert (answer.status_code, answer.json()["attempt"], answer.json()["outcome"]) == (200, 2, "delivered")


@pytest.mark.parametrize(("state", "head"), [("active", None), ("active", 3), ("paused", 2), ("disabled", 2)])
def test_any_other_change_is_sent_once_more_out_of_order(api, hook, state: str, head: int | None) -> None:
    delivery = tried(api, hook, 2)
    execute(api, "UPDATE webhooks SET state = :state, head_seq = :head", state=state, head=head)
    before = api.get(f"/v1/webhooks/{hook['id']}")

    order = api.post(deliveries(hook, delivery, "retry"), None)

    assert order["id"] != delivery
    assert (order["cause"], order["outcome"], order["seq"]) == ("retry", "waiting", 2)
    assert order["message_id"] == api.get(deliveries(hook, delivery))["message_id"]
    assert api.get(f"/v1/webhooks/{hook['id']}") == before


def test_what_cannot_be_sent_again_is_refused_with_the_reason(api, hook) -> None:
    test = api.post(f"/v1/webhooks/{hook['id']}/test", None)["id"]
    forgotten, of_another_log = tried(api, hook, 1), tried(api, hook, 2, epoch="another")
    execute(api, "DELETE FROM changes WHERE seq = 1")

    def reason(delivery: str) -> str:
        return api.post(deliveries(hook, delivery, "retry"), None, expect=409)["detail"]

    assert "waits" in reason(test)
    execute(api, SETTLE)
    assert "test call" in reason(test)
    assert "no longer in the change log" in reason(forgotten)
    assert "no longer in the change log" in reason(of_another_log)


def test_no_more_than_twenty_wait_for_the_courier(api, hook) -> None:
    for _ in range(20):
        api.post(f"/v1/webhooks/{hook['id']}/test", None)

    assert "courier" in api.post(f"/v1/webhooks/{hook['id']}/test", None, expect=409)["detail"]
    execute(api, SETTLE)
    api.post(f"/v1/webhooks/{hook['id']}/test", None)


def test_nothing_of_an_article_is_in_the_record_of_deliveries(api, hook) -> None:
    tried(api, hook, 2)
    api.post(f"/v1/webhooks/{hook['id']}/test", None)

    assert "Adeyemi" not in api.http.get(deliveries(hook)).text
