"""Feeds over HTTP."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from dateline_api.http import resources
from dateline_shared import routes
from dateline_shared.contracts.arrival import Entry, PollReport
from dateline_shared.contracts.article import Article

RSS = "https://news.example/rss"


def add(api: Any, url: str = RSS, **more: Any) -> dict[str, Any]:
    return api.post("/v1/feeds", {"url": url, **more}, expect=201)


def patch(api: Any, feed: dict[str, Any], *, expect: int = 200, **changes: Any) -> dict[str, Any]:
    answer = api.http.patch(f"/v1/feeds/{feed['id']}", json=changes)
    assert answer.status_code == expect, answer.text
    return answer.json()


def lease(api: Any) -> list[Any]:
    """The polls that store sends out now."""
    api.bench.dispatch()
    return api.bench.polls()


def poll(api: Any, outcome: Any = "ok", **more: Any) -> None:
    """Have store send out all polls that are due, and record this report of each."""
    for task in lease(api):
        report(api, task, outcome, **more)


def report(api: Any, task: Any, outcome: Any = "ok", **more: Any) -> None:
    fields: dict[str, Any] = {"polled_at": api.bench.clock.now(), "duration": timedelta(seconds=1), **more}
    api.bench.answer(PollReport(feed_id=task.feed_id, attempt=task.attempt, outcome=outcome, **fields), stream=routes.ARRIVALS)
    api.bench.record()


def test_feed_is_added_and_due_at_once(api) -> None:
    answer = api.http.post("/v1/feeds", json={"url": "https://News.example/rss?a=1", "poll_every": "PT5M", "tags": ["world", " world", "news  wire"]})

    assert answer.status_code == 201
    feed = api.get(answer.headers["Location"])
    assert feed == answer.json()
    assert (feed["host"], feed["state"], feed["poll_every"], feed["interval"], feed["error_count"]) == ("news.example", "active", "PT5M", "PT5M", 0)
    assert (feed["tags"], feed["full_text"], feed["items_a_day"], feed["lag"]) == (["world", "news wire"], "auto", None, None)
    assert feed["next_check_at"] == feed["created_at"]


def test_feed_adapts_its_interval_unless_told_otherwise(api) -> None:
    feed = add(api)
    assert (feed["poll_every"], feed["interval"]) == (None, "PT15M")

    poll(api, listed=13, window=timedelta(days=1), etag='"v1"')
    feed = api.get(f"/v1/feeds/{feed['id']}")
    assert (feed["interval"], feed["items_a_day"], feed["etag"]) == ("PT1H", 12.0, '"v1"')


def test_same_feed_again_is_the_one_that_is_there(api) -> None:
    first = add(api)
    again = api.post("/v1/feeds", {"url": RSS, "poll_every": 3600, "tags": ["new"]}, expect=200)

    assert again == first


def test_feeds_are_listed_page_by_page(api) -> None:
    made = [add(api, f"https://news.example/{n}")["id"] for n in range(3)]

    first = api.http.get("/v1/feeds", params={"limit": 2})
    second = api.http.get(first.links["next"]["url"])
    assert [feed["id"] for feed in first.json()["data"] + second.json()["data"]] == made[::-1]


def test_feeds_are_found_by_state_tag_host_and_whether_they_fail(api) -> None:
    failing = add(api, "https://failing.example/rss", tags=["a"])
    poll(api, "soft_error", reason="the server answered 503 Service Unavailable")
    paused = add(api, "https://paused.example/rss", tags=["a", "b"])
    patch(api, paused, state="paused")

    def found(**query: Any) -> list[str]:
        return [feed["id"] for feed in api.get("/v1/feeds", **query)["data"]]

    assert found(failing="true") == found(host="FAILING.example") == found(tag="a", state="active") == [failing["id"]]
    assert found(failing="false") == found(tag="b") == found(state="paused") == [paused["id"]]
    assert found(tag="a") == [paused["id"], failing["id"]]
    assert found(tag="c") == []
    cursor = api.get("/v1/feeds", tag="a", limit=1)["next_cursor"]
    assert found(tag="a", cursor=cursor) == [failing["id"]]
    assert api.get("/v1/feeds", tag="b", cursor=cursor, expect=400)["type"] == "/problems/cursor-of-another-filter"


def test_feed_in_trouble_says_so(api) -> None:
    feed = add(api)
    poll(api, "hard_error", reason="the server answered 404 Not Found", http_status=404)

    shown = api.get(f"/v1/feeds/{feed['id']}")
    assert (shown["state"], shown["error_count"], shown["last_error"]) == ("active", 1, "the server answered 404 Not Found")
    assert shown["next_check_at"] > feed["next_check_at"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/url"),
        ({"url": "news.example/rss"}, "/url"),
        ({"url": "https://["}, "/url"),
        ({"url": "http://a b/"}, "/url"),
        ({"url": "http://a\n.example/rss"}, "/url"),
        ({"url": "http://" + "a" * 254}, "/url"),
        ({"url": "https://reader@news.example/rss"}, "/url"),
        ({"url": "https://news.example/" + "é" * 1000}, "/url"),
        ({"url": RSS, "poll_every": "PT10S"}, "/poll_every"),
        ({"url": RSS, "poll_every": "P8D"}, "/poll_every"),
        ({"url": RSS, "interval": "PT1H"}, "/interval"),
        ({"url": RSS, "tags": ["a, b"]}, "/tags/0"),
        ({"url": RSS, "tags": [" "]}, "/tags/0"),
        ({"url": RSS, "language": "English"}, "/language"),
        ({"url": RSS, "full_text": True}, "/full_text"),
    ],
)
def test_wrong_feed_is_pointed_at(api, body: dict[str, Any], pointer: str) -> None:
    assert api.post("/v1/feeds", body, expect=422)["errors"][0]["pointer"] == pointer


def test_password_in_an_address_is_refused_and_not_repeated(api) -> None:
    problem = api.post("/v1/feeds", {"url": "https://reader:opensesame@news.example/rss"}, expect=422)

    assert "leave them out" in problem["detail"]
    assert "opensesame" not in str(problem)


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/refresh")])
def test_unknown_feed_is_a_404(api, method: str, path: str) -> None:
    assert api.http.request(method, f"/v1/feeds/fed_{'0' * 32}{path}", json={} if method == "PATCH" else None).status_code == 404


def test_what_is_changed_is_changed_and_the_rest_stays(api) -> None:
    feed = add(api, tags=["a"], source="outlet.example", poll_every="P1D")
    poll(api)

    changed = patch(api, feed, title="News", source=None, full_text="never", poll_every=600)
    assert {name: changed[name] for name in ("title", "source", "full_text", "poll_every", "tags")} == {
        "title": "News",
        "source": None,
        "full_text": "never",
        "poll_every": "PT10M",
        "tags": ["a"],
    }
    assert api.get("/v1/feeds")["data"] == [changed]
    api.bench.clock.move(timedelta(minutes=10))
    assert len(lease(api)) == 1, "a shorter interval counts from now on"


def test_nothing_given_changes_nothing(api) -> None:
    feed = add(api)

    assert patch(api, feed) == feed


@pytest.mark.parametrize(
    ("change", "pointer"), [({"url": None}, "/url"), ({"state": "gone"}, "/state"), ({"tags": None}, "/tags"), ({"host": "a.example"}, "/host")]
)
def test_wrong_change_is_pointed_at(api, change: dict[str, Any], pointer: str) -> None:
    assert patch(api, add(api), expect=422, **change)["errors"][0]["pointer"] == pointer


def test_paused_feed_is_not_polled_until_it_is_resumed(api) -> None:
    feed = add(api)
    patch(api, feed, state="paused")
    assert lease(api) == []

    patch(api, feed, state="active")
    assert len(lease(api)) == 1


def test_gone_feed_is_asked_at_once_when_it_is_resumed(api) -> None:
    feed = add(api)
    poll(api, "gone", reason="the server answered 410 Gone", http_status=410)
    api.bench.clock.move(timedelta(minutes=1))
    assert lease(api) == []

    resumed = patch(api, feed, state="active")
    assert (resumed["state"], resumed["error_count"], resumed["last_error"]) == ("active", 0, None)
    assert len(lease(api)) == 1


def test_moved_feed_is_asked_anew_and_its_running_poll_is_of_no_account(api) -> None:
    feed = add(api)
    poll(api, etag='"v1"')
    api.bench.clock.move(timedelta(days=1))
    (running,) = lease(api)

    moved = patch(api, feed, url="https://new.example/rss")
    assert (moved["id"], moved["host"], moved["etag"]) == (feed["id"], "new.example", None)
    report(api, running, etag='"v2"')
    assert api.get(f"/v1/feeds/{feed['id']}")["etag"] is None
    (task,) = lease(api)
    assert (task.url, task.etag) == ("https://new.example/rss", None)


def test_feed_cannot_be_moved_onto_another(api) -> None:
    other, feed = add(api), add(api, "https://new.example/rss")

    problem = patch(api, feed, url=RSS, title="Kept out", expect=409)
    assert problem["type"] == "/problems/conflict"
    assert other["id"] in problem["detail"]
    assert api.get(f"/v1/feeds/{feed['id']}") == feed


def test_deleted_feed_leaves_its_articles(api) -> None:
    feed = add(api)
    entry = Entry(hash="0" * 32, article=Article(text="Words.", external_id="e-1", source="news.example"))
    poll(api, entries=(entry,), seen=(entry.hash,), listed=1)

    assert api.http.delete(f"/v1/feeds/{feed['id']}").status_code == 204
    assert api.http.delete(f"/v1/feeds/{feed['id']}").status_code == 404
    (article,) = api.get("/v1/articles")["data"]
    assert api.get(f"/v1/articles/{article['id']}")["feed_id"] is None
    assert add(api)["id"] != feed["id"]


def test_refreshed_feed_is_due_at_once_whatever_went_wrong(api) -> None:
    feed = add(api)
    poll(api, "hard_error", reason="the server answered 404 Not Found")
    api.bench.clock.move(timedelta(minutes=1))
    assert lease(api) == []

    answer = api.http.post(f"/v1/feeds/{feed['id']}/refresh")
    assert (answer.status_code, answer.json()["error_count"], answer.headers["Location"]) == (202, 0, f"/v1/feeds/{feed['id']}")
    assert len(lease(api)) == 1


def test_refresh_waits_until_the_feed_was_polled(api) -> None:
    feed = add(api)
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(api.http.post(f"/v1/feeds/{feed['id']}/refresh", headers={"Prefer": "wait=20"})))
    asking.start()

    def polled_and_answered() -> bool:
        poll(api, title="News")
        api.bench.clock.move(timedelta(seconds=5))
        return not asking.is_alive()

    api.until(polled_and_answered)
    (answer,) = answers
    assert (answer.status_code, answer.json()["title"], answer.headers["Preference-Applied"]) == (200, "News", "wait=20")


def test_refresh_that_was_not_polled_in_time_is_a_202(api) -> None:
    assert api.post(f"/v1/feeds/{add(api)['id']}/refresh", None, expect=202, Prefer="wait=0")["last_polled_at"] is None


@pytest.mark.parametrize("state", ["paused", "gone"])
def test_feed_that_is_not_polled_cannot_be_refreshed(api, state: str) -> None:
    feed = add(api)
    if state == "gone":
        poll(api, "gone", reason="the server answered 410 Gone")
    else:
        patch(api, feed, state=state)

    assert state in api.post(f"/v1/feeds/{feed['id']}/refresh", None, expect=409)["detail"]


def test_all_feeds_or_those_of_a_tag_are_refreshed(api) -> None:
    add(api, "https://a.example/rss", tags=["a"])
    add(api, "https://b.example/rss")
    patch(api, add(api, "https://c.example/rss", tags=["a"]), state="paused")
    poll(api)
    api.bench.clock.move(timedelta(minutes=1))

    refreshed = api.post("/v1/feeds/refresh?tag=a", None)
    resources.Refreshed.model_validate(refreshed)
    assert refreshed == {"refreshed": 1}
    assert [task.url for task in lease(api)] == ["https://a.example/rss"]
    assert api.post("/v1/feeds/refresh", None) == {"refreshed": 2}
    assert [task.url for task in lease(api)] == ["https://b.example/rss"]


def test_feeds_are_changed_by_those_who_may_alone(api) -> None:
    feed = add(api)
    reading = {"Authorization": f"Bearer {api.key('read')}"}

    asked = (("PATCH", f"/{feed['id']}"), ("DELETE", f"/{feed['id']}"), ("POST", f"/{feed['id']}/refresh"), ("POST", "/refresh"), ("POST", ""))
    assert {api.http.request(method, f"/v1/feeds{path}", headers=reading, json={}).status_code for method, path in asked} == {403}
