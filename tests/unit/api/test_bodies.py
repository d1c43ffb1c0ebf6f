"""What is said of a wrong body stays small, however wrong and however deep the body is; and a body that stops coming is given up."""

import asyncio
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from dateline_api.http.bodies import SMALL, arriving, decode, read_body, understand, validate
from dateline_api.http.intake import read_article
from dateline_api.http.problems import ProblemError
from dateline_api.http.resources import KeyRequest
from dateline_shared.contracts.article import Article
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

LONG = "k" * 32_000


def refused(value: Any, model: Any = Article) -> dict[str, Any]:
    with pytest.raises(ProblemError) as caught:
        validate(model, value)
    return caught.value.body()


@pytest.mark.parametrize(
    ("value", "total"),
    [
        ({LONG: ["\0"] * 3_000}, 3_000),
        ({f"a{n}": 1 for n in range(50_000)}, 50_000),
        ({"text": "a"} | {f"a{n}" * 10_000: 1 for n in range(40)}, 40),
        ({"text": "a", "tags": ["\0"] * 1_000}, 1_000),
    ],
)
def test_twenty_errors_are_listed_and_the_others_counted(value: Any, total: int) -> None:
    problem = refused(value)

    assert len(problem["errors"]) == 20
    assert f"and {total - 1} more" in problem["detail"]
    assert len(json.dumps(problem)) < 10_000


def test_few_errors_are_all_listed() -> None:
    problem = refused({"text": 7, "titel": "a"})

    assert [error["pointer"] for error in problem["errors"]] == ["/text", "/titel"]
    assert problem["detail"].endswith("and 1 more")


@pytest.mark.parametrize(
    ("time", "told"), [("2024-03-06", "its offset"), ("2024-03-06T08:00:00", "its offset"), ("6.3.2024", "RFC 3339"), ("yesterday at noon", "RFC 3339")]
)
def test_wrong_time_is_told_how_one_is_written(time: str, told: str) -> None:
    (error,) = refused({"text": "a", "published_at": time})["errors"]

    assert told in error["detail"]
    assert error["detail"].endswith("as in 2024-03-06T08:00:00Z")


def test_long_name_is_cut() -> None:
    (error,) = refused({"text": "a", LONG: 1})["errors"]

    assert len(error["pointer"]) == 200


@pytest.mark.parametrize("wrong", [1, "", "a" * 501])
def test_first_wrong_name_of_a_long_list_ends_the_reading(wrong: Any) -> None:
    assert [error["pointer"] for error in refused({"text": "a", "tags": [wrong] * 10_000})["errors"]] == ["/tags/0"]
    assert [error["pointer"] for error in refused({"name": "a", "scopes": ["read", wrong] * 10_000}, KeyRequest)["errors"]] == ["/scopes/1"]


def test_article_has_at_most_fifty_tags_and_authors() -> None:
    assert len(read_article({"text": "a", "tags": ["t"] * 50}, max_text_bytes=10).article.tags) == 50
    assert refused({"text": "a", "tags": ["t"] * 51})["errors"][0]["pointer"] == "/tags"
    assert refused({"text": "a", "authors": ["t"] * 51})["errors"][0]["pointer"] == "/authors"


@pytest.mark.parametrize("depth", range(100, 1_100, 50))
def test_value_of_any_depth_is_refused(depth: int) -> None:
    with pytest.raises(ProblemError) as caught:
        validate(KeyRequest, decode(b'{"name":' + b"[" * depth + b"]" * depth + b"}"))
    assert caught.value.kind.slug in ("malformed-body", "invalid-request")


JSON = st.recursive(
    st.sampled_from(["", "a", "\0", "b\ud800", 1, None]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner)
)


def found(value: Any, path: str = "") -> list[str]:
    """Pointers to the strings that cannot be kept, the plain way."""
    if isinstance(value, str):
        return [path] if "\0" in value or "\ud800" in value else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, item in items for each in found(item, f"{path}/{key}")]


@given(JSON)
def test_every_string_that_cannot_be_kept_is_pointed_at(value: Any) -> None:
    wanted = found({"name": value})
    problem = refused({"name": value, "scopes": "none"}, KeyRequest)

    if wanted:
        assert [error["pointer"] for error in problem["errors"]] == wanted[:20]


def test_others_are_served_while_a_large_body_is_read() -> None:
    async def read() -> bool:
        served = threading.Event()
        asyncio.get_running_loop().call_soon(served.set)
        return await understand(lambda _: served.wait(20), b" " * (SMALL + 1))

    assert asyncio.run(read())


def test_body_that_stops_coming_is_given_up() -> None:
    asked = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        if asked > 2:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"ab", "more_body": True}

    async def read() -> None:
        async for part in arriving(Request({"type": "http", "headers": []}, receive), silence=timedelta(milliseconds=10)):
            parts.append(part)

    parts: list[bytes] = []
    with pytest.raises(ProblemError, match="no byte of the body") as caught:
        asyncio.run(read())
    assert (caught.value.kind.slug, caught.value.kind.status) == ("body-awaited", 408)
    assert parts == [b"ab", b"ab"]


def test_body_that_comes_in_drips_is_given_up() -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b"a", "more_body": True}

    reading = read_body(Request({"type": "http", "headers": []}, receive), limit=SMALL, within=timedelta(milliseconds=50))
    with pytest.raises(ProblemError, match="the body is not whole") as caught:
        asyncio.run(reading)
    assert caught.value.kind.slug == "body-awaited"
