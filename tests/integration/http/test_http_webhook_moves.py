"""Webhooks over HTTP: which secrets sign, and going back in the log."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from dateline_api.webhook_secret import new_secret
from integration.http.subscriptions import URL, add, execute, kept, path, stick, tell


def test_own_secret_is_taken(api) -> None:
    own = new_secret()

    assert add(api, secret=own)["secret"] == own
    assert kept(api)["secrets"] == [{"secret": own, "until": None}]


def test_former_secret_signs_on_for_a_day(api) -> None:
    hook = add(api)
    now = api.bench.clock.now()

    answer = api.http.post(path(hook, "rotate"))

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    rotated = answer.json()
    assert rotated["secret"] != hook["secret"]
    assert datetime.fromisoformat(rotated["old_secret_until"]) == now + timedelta(hours=24)
    assert [each["secret"] for each in kept(api)["secrets"]] == [rotated["secret"], hook["secret"]]
    for secret in (hook["secret"], rotated["secret"]):
        assert secret not in api.http.get(path(hook)).text


def test_leaked_secret_can_be_put_out_of_force_at_once(api) -> None:
    hook = add(api)
    api.post(path(hook, "rotate"), {}, expect=200)
    own = new_secret()

    last = api.post(path(hook, "rotate"), {"secret": own, "overlap": "PT0S"}, expect=200)

    assert (last["secret"], last["old_secret_until"]) == (own, None)
    assert kept(api)["secrets"] == [{"secret": own, "until": None}]
    assert "in force" in api.post(path(hook, "rotate"), {"secret": own}, expect=409)["detail"]


def test_no_more_than_ten_secrets_sign_at_once(api) -> None:
    hook = add(api)
    for _ in range(9):
        api.post(path(hook, "rotate"), {}, expect=200)

    assert "overlap" in api.post(path(hook, "rotate"), {}, expect=409)["detail"]
    api.bench.clock.move(timedelta(hours=24, seconds=1))
    api.post(path(hook, "rotate"), {}, expect=200)
    assert len(kept(api)["secrets"]) == 2


@pytest.mark.parametrize("place", ["", "/{id}/rotate"])
def test_answer_with_a_secret_is_kept_for_nobody(api, place: str) -> None:
    target = "/v1/webhooks" + place.format(id=add(api)["id"])
    problem = api.post(target, {"url": URL} if not place else {}, expect=422, **{"Idempotency-Key": "k1"})

    assert problem["errors"][0]["parameter"] == "Idempotency-Key"


def test_replay_goes_back_to_a_cursor_of_its_filter(api) -> None:
    hook = add(api, filter={"participant": "Idris Bako"})
    tell(api, 2)
    execute(api, "UPDATE webhooks SET seq = (SELECT last_seq FROM log_state)")
    stick(api)

    moved = api.post(path(hook, "replay"), {"cursor": hook["cursor"]}, expect=200)

    assert moved["cursor"] == hook["cursor"]
    assert (moved["lag"], moved["attempt"], moved["state"]) == (api.get("/v1/meta")["last_seq"], 0, "active")
    assert (kept(api)["lease"], kept(api)["head_seq"], kept(api)["next_at"]) == (None, None, api.bench.clock.now())
    assert api.post(path(hook, "replay"), {"cursor": add(api)["cursor"]}, expect=400)["type"] == "/problems/cursor-of-another-filter"


def test_replay_forward_is_refused_unless_what_lies_between_may_be_skipped(api) -> None:
    hook = add(api)
    tell(api, 2)
    end = api.get("/v1/changes", limit=200)["next_cursor"]
    last = api.get("/v1/meta")["last_seq"]

    problem = api.post(path(hook, "replay"), {"cursor": end}, expect=409)
    assert f"{last} changes" in problem["detail"]
    assert "`skip`" in problem["detail"]
    assert api.get(path(hook))["lag"] == last
    assert api.post(path(hook, "replay"), {"cursor": end, "skip": True}, expect=200)["lag"] == 0


def test_replay_goes_back_to_a_time(api) -> None:
    hook = add(api)
    tell(api)
    between = api.get("/v1/meta")["last_seq"]
    api.bench.clock.move(timedelta(minutes=10))
    since = api.bench.clock.now()
    tell(api)
    execute(api, "UPDATE webhooks SET seq = (SELECT last_seq FROM log_state)")
    last = api.get("/v1/meta")["last_seq"]

    def lag(at: datetime, **more: Any) -> int:
        return api.post(path(hook, "replay"), {"since": at.isoformat(), **more}, expect=200)["lag"]

    assert lag(since) == last - between
    assert lag(since - timedelta(days=1)) == last
    assert lag(since + timedelta(days=1), skip=True) == 0
    execute(api, "DELETE FROM changes WHERE seq <= 2")
    problem = api.post(path(hook, "replay"), {"since": (since - timedelta(days=1)).isoformat()}, expect=410)
    assert api.post(path(hook, "replay"), {"cursor": problem["oldest_cursor"]}, expect=200)["lag"] == last - 2


@pytest.mark.parametrize(
    "body", [{}, {"cursor": "x", "since": "2024-03-05T12:00:00Z"}, {"since": "2024-03-05"}, {"since": "2024-03-05T12:00:00"}, {"skip": True}]
)
def test_replay_says_where_to(api, body: dict[str, Any]) -> None:
    api.post(path(add(api), "replay"), body, expect=422)


def test_replay_to_a_place_of_another_epoch_is_gone(api) -> None:
    hook = add(api)
    execute(api, "UPDATE log_state SET epoch = 'another'")

    problem = api.post(path(hook, "replay"), {"cursor": hook["cursor"]}, expect=410)

    assert problem["oldest_cursor"]
    assert api.get("/v1/changes", cursor=api.get(path(hook))["cursor"])["data"] == []
