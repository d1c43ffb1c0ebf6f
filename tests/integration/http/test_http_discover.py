"""Searches for the feeds of a site over HTTP, and the store that hands them out."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from dateline_api.http import resources
from dateline_api.http.routers.commands import LOOK_EVERY
from dateline_shared import routes
from dateline_shared.contracts.discovery import Discover, Discovered, FoundFeed
from dateline_shared.errors import BrokerUnavailableError

SITE = "https://wire.example/"
FOUND = FoundFeed(url="https://wire.example/rss.xml", title="The Wire", kind="rss", entries=20)
MINUTE = timedelta(minutes=1)


def ask(api: Any, url: str = SITE) -> str:
    return api.post("/v1/discover", {"url": url})["id"]


def lease(api: Any) -> list[Discover]:
    """The searches that store sends out now."""
    api.bench.dispatch()
    return [message for _, message in api.bench.sent if isinstance(message, Discover)]


def answer(api: Any, task: Discover, *feeds: FoundFeed, reason: str | None = None) -> None:
    found = Discovered(command_id=task.command_id, attempt=task.attempt, feeds=feeds, reason=reason)
    api.bench.answer(found, stream=routes.ARRIVALS)
    api.bench.record()


def command(api: Any, key: str) -> dict[str, Any]:
    body = api.get(f"/v1/commands/{key}")
    resources.Command.model_validate(body)
    return body


def test_search_is_handed_to_a_worker_and_its_feeds_are_told(api) -> None:
    key = ask(api)
    assert command(api, key)["state"] == "waiting"
    (task,) = lease(api)
    assert (task.command_id, task.url, command(api, key)["state"]) == (key, SITE, "working")

    answer(api, task, FOUND)
    settled = command(api, key)
    assert (settled["state"], settled["result"]) == ("applied", {"feeds": [FOUND.model_dump(mode="json")]})
    assert settled["applied_at"] is not None


def test_search_that_finds_nothing_is_refused_with_the_reason(api) -> None:
    key = ask(api)
    (task,) = lease(api)
    answer(api, task, reason="the server answered 404 Not Found")

    assert command(api, key)["result"] == {"reason": "the server answered 404 Not Found"}
    assert command(api, key)["state"] == "refused"


def test_answer_waits_for_the_end_of_the_search_and_not_for_its_beginning(api) -> None:
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(api.http.post("/v1/discover", json={"url": SITE}, headers={"Prefer": "wait=20"})))
    asking.start()
    (task,) = api.until(lambda: lease(api))
    looked = threading.Event()
    assert not looked.wait(2 * LOOK_EVERY)
    assert asking.is_alive(), "it was answered when a worker had begun"

    answer(api, task, FOUND)
    asking.join(25)
    (answered,) = answers
    assert (answered.status_code, answered.json()["state"], answered.headers["Preference-Applied"]) == (200, "applied", "wait=20")


def test_answer_does_not_wait_for_longer_than_asked(api) -> None:
    assert api.post("/v1/discover", {"url": SITE}, expect=202, Prefer="wait=0")["state"] == "waiting"


def test_search_that_nobody_answers_is_tried_three_times_in_all(api) -> None:
    key = ask(api)
    attempts = []
    for _ in range(3):
        (task,) = lease(api)
        attempts.append(task.attempt)
        api.bench.clock.move(10 * MINUTE)
        assert lease(api) == [], "its host rests first"
        api.bench.clock.move(MINUTE)

    assert attempts == [1, 2, 3]
    assert lease(api) == []
    assert (command(api, key)["state"], command(api, key)["result"]) == ("refused", {"reason": "no worker answered, 3 times"})


def test_late_answer_changes_nothing(api) -> None:
    key = ask(api)
    (late,) = lease(api)
    api.bench.clock.move(10 * MINUTE)
    lease(api)
    api.bench.clock.move(MINUTE)
    (task,) = lease(api)

    answer(api, late, reason="late")
    assert command(api, key)["state"] == "working"
    answer(api, task, FOUND)
    answer(api, task, reason="twice")
    assert command(api, key)["state"] == "applied"


def test_search_that_could_not_be_published_waits_uncharged(api) -> None:
    ask(api)
    api.bench.outbox.broken = True
    with pytest.raises(BrokerUnavailableError):
        lease(api)
    api.bench.outbox.broken = False

    (task,) = lease(api)
    assert task.attempt == 1


def test_search_and_polls_share_the_lease_of_a_host(api) -> None:
    api.post("/v1/feeds", {"url": "https://wire.example/rss.xml"}, expect=201)
    ask(api)
    other = ask(api, "https://other.example/")
    api.bench.processes = 2

    first, second = lease(api)
    assert {first.url, second.command_id} == {SITE, other}
    assert api.bench.polls() == []
    answer(api, first, FOUND)
    api.bench.clock.move(timedelta(seconds=4))
    lease(api)
    assert api.bench.polls() == []
    api.bench.clock.move(timedelta(seconds=1))
    lease(api)
    assert len(api.bench.polls()) == 1


def test_searches_go_out_as_there_are_workers(api) -> None:
    for n in range(3):
        ask(api, f"https://{n}.example/")

    assert [task.url for task in lease(api)] == ["https://0.example/"]
    api.bench.processes = 2
    assert [task.url for task in lease(api)] == ["https://1.example/"]


def test_clock_that_was_ahead_strands_no_search(api) -> None:
    key = ask(api)
    api.bench.clock.move(timedelta(days=2))
    lease(api)
    api.bench.clock.move(timedelta(days=-2))
    lease(api)

    assert command(api, key)["state"] == "waiting"


@pytest.mark.parametrize("url", ["wire.example", "ftp://wire.example/", "https://reader:opensesame@wire.example/", "https://", "http://a b/"])
def test_wrong_address_is_pointed_at(api, url: str) -> None:
    problem = api.post("/v1/discover", {"url": url}, expect=422)

    assert problem["errors"][0]["pointer"] == "/url"
    assert "opensesame" not in str(problem)


def test_other_commands_are_not_held_up_by_searches(api) -> None:
    ask(api)
    redrive = api.post("/v1/articles/redrive", None)["id"]
    api.bench.obey()

    assert command(api, redrive)["state"] == "applied"
