"""Feeds over HTTP."""

from typing import Any

import pytest


def test_feed_is_added_and_due_at_once(api) -> None:
    answer = api.http.post("/v1/feeds", json={"url": "https://News.example/rss?a=1", "poll_every": "PT5M"})

    assert answer.status_code == 201
    feed = api.get(answer.headers["Location"])
    assert feed == answer.json()
    assert (feed["host"], feed["state"], feed["poll_every"], feed["error_count"]) == ("news.example", "active", "PT5M", 0)
    assert feed["next_at"] == feed["created_at"]


def test_same_feed_again_is_the_one_that_is_there(api) -> None:
    first = api.post("/v1/feeds", {"url": "https://news.example/rss"}, expect=201)
    again = api.post("/v1/feeds", {"url": "https://news.example/rss", "poll_every": 3600}, expect=200)

    assert again == first
    assert again["poll_every"] == "PT15M"


def test_feeds_are_listed_page_by_page(api) -> None:
    made = [api.post("/v1/feeds", {"url": f"https://news.example/{n}"}, expect=201)["id"] for n in range(3)]

    first = api.http.get("/v1/feeds", params={"limit": 2})
    second = api.http.get(first.links["next"]["url"])
    assert [feed["id"] for feed in first.json()["data"] + second.json()["data"]] == made[::-1]


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
        ({"url": "https://news.example/rss", "poll_every": "PT10S"}, "/poll_every"),
        ({"url": "https://news.example/rss", "tags": []}, "/tags"),
    ],
)
def test_wrong_feed_is_pointed_at(api, body: dict[str, Any], pointer: str) -> None:
    assert api.post("/v1/feeds", body, expect=422)["errors"][0]["pointer"] == pointer


def test_password_in_an_address_is_refused_and_not_repeated(api) -> None:
    problem = api.post("/v1/feeds", {"url": "https://reader:opensesame@news.example/rss"}, expect=422)

    assert "leave them out" in problem["detail"]
    assert "opensesame" not in str(problem)


def test_unknown_feed_is_a_404(api) -> None:
    api.get(f"/v1/feeds/fed_{'0' * 32}", expect=404)
