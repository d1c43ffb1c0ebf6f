"""What goes out has the shape that the documentation gives it."""

from typing import Any

import pytest
from dateline_api.http import resources, schemas
from dateline_api.records import EventRecord
from dateline_shared.testing import person
from pydantic import BaseModel

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")


def assert_is(body: Any, model: type[BaseModel]) -> None:
    """The body is a value of the model, and has no field that the model does not know."""
    read = model.model_validate(body)
    assert _names(body) <= _names(read.model_dump(mode="json"))


def _names(value: Any) -> set[str]:
    """Every path of field names."""
    if isinstance(value, dict):
        return set(value) | {f"{name}/{inner}" for name, item in value.items() for inner in _names(item)}
    if isinstance(value, list):
        return {inner for item in value for inner in _names(item)}
    return set()


@pytest.fixture
def article(api) -> str:
    date = {"edtf": "2024-03-01", "granularity": "day", "basis": "stated"}
    return api.tell("Adeyemi congratulated Bako.", {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated", "date": date}, title="Praise")


def test_lists_and_single_reads_have_their_shapes(api, article: str) -> None:
    assert_is(api.get("/v1/events"), schemas.EventPage)
    assert_is(api.get("/v1/events/" + api.get("/v1/events")["data"][0]["id"]), EventRecord)
    assert_is(api.get("/v1/changes"), schemas.ChangePage)
    assert_is(api.get("/v1/articles"), schemas.ArticlePage)
    assert_is(api.get(f"/v1/articles/{article}"), schemas.ArticleWhole)
    assert_is(api.get("/v1/meta"), schemas.Meta)
    assert_is(api.get("/readyz"), schemas.Ready)


def test_answers_to_posts_have_their_shapes(api, article: str) -> None:
    assert_is(api.post("/v1/articles", {"text": "Other words."}), schemas.Accepted)
    known = {"text": "Adeyemi congratulated Bako.", "title": "Praise"}
    assert_is(api.post("/v1/articles", known, expect=200, Prefer="wait=5"), schemas.AcceptedAndRead)
    assert_is(api.post("/v1/articles", [known, {}], expect=200), schemas.Batch)
    assert_is(api.post(f"/v1/articles/{article}/redrive", None), resources.Command)
    assert_is(api.post("/v1/feeds", {"url": "https://news.example/rss"}, expect=201), resources.Feed)
    assert_is(api.post("/v1/keys", {"name": "reader"}, expect=201), resources.NewKey)
    assert_is(api.get("/v1/feeds"), resources.FeedPage)
    assert_is(api.get("/v1/keys"), resources.KeyPage)
