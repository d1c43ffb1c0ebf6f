"""Stories over HTTP: lists by what they are about and how they grow, one with its articles, events and timeline."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db.link_tables import stories, story_articles
from dateline_api.db.tables import events
from dateline_api.records import StoryRecord
from dateline_shared.testing import person

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
LIST = "/v1/stories"
START = datetime(2024, 3, 1, tzinfo=UTC)
BAKO_ID = ids.public("ent", UUID(int=5))

Json = dict[str, Any]


def add(api: Any, n: int, title: str, **more: Any) -> str:
    """A story that began on the nth of March and is told of for two days."""
    first, key = START + timedelta(days=n - 1), UUID(int=n)
    fields = {"article_count": 1, "source_count": 1, "first_reported_at": first, "last_reported_at": first + timedelta(days=2)}
    record = StoryRecord.model_validate(
        {"id": ids.public("sty", key), "version": 1, "title": title, "created_at": first, "updated_at": first, **fields, **more}
    )
    row = {"id": key, "record": record.model_dump(mode="json"), "vector": {}, "created_at": first, "updated_at": first}
    with api.bench.engine.begin() as connection:
        connection.execute(stories.insert(), row | {"first_at": record.first_reported_at, "last_at": record.last_reported_at})
    return record.id


@pytest.fixture
def told(api) -> Any:
    add(api, 1, "Treaty signed", article_count=9, growth=0.5, countries=["NGA"], sources=["wire.example"], summary="Two presidents met in Lagos.")
    add(api, 2, "Ferry sinks off Dakar", article_count=4, growth=3.0, countries=["SEN"], sources=["wire.example", "post.example"], breaking=True)
    add(api, 3, "Bako resigns", article_count=4, growth=0.1, countries=["NGA"], entity_ids=[BAKO_ID], sources=["post.example"])
    return api


def titles(answer: Json) -> list[str]:
    return [each["title"].split()[0] for each in answer["data"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Bako", "Ferry", "Treaty"]),
        ({"sort": "size"}, ["Treaty", "Bako", "Ferry"]),
        ({"sort": "growth"}, ["Ferry", "Treaty", "Bako"]),
        ({"q": "presidents lagos"}, ["Treaty"]),
        ({"q": "resign"}, ["Bako"]),
        ({"country": "nga"}, ["Bako", "Treaty"]),
        ({"country": "NGA", "source": "wire.example"}, ["Treaty"]),
        ({"source": "wire.example,post.example", "sort": "size"}, ["Treaty", "Bako", "Ferry"]),
        ({"entity": BAKO_ID}, ["Bako"]),
        ({"breaking": True}, ["Ferry"]),
        ({"breaking": False}, ["Bako", "Treaty"]),
        ({"from": "2024-03-05"}, ["Bako"]),
        ({"to": "2024-03-01"}, ["Treaty"]),
        ({"from": "2024-03-04", "to": "2024-03-02"}, None),
    ],
)
def test_stories_are_found_by_words_tags_days_and_growth(told, query: Json, found: list[str] | None) -> None:
    if found is None:
        assert told.get(LIST, expect=422, **query)["type"] == "/problems/invalid-request"
    else:
        assert titles(told.get(LIST, **query)) == found


@pytest.mark.parametrize("query", [{"sort": "recent"}, {"sort": "size"}, {"sort": "growth"}, {"sort": "size", "country": "NGA,SEN"}])
def test_pages_of_stories_hold_each_once(told, query: Json) -> None:
    whole, found, cursor = titles(told.get(LIST, **query)), [], None
    for _ in whole:
        answer = told.get(LIST, limit=1, **query, **({"cursor": cursor} if cursor else {}))
        found += titles(answer)
        cursor = answer["next_cursor"]
    assert (found, cursor) == (whole, None)


def test_list_goes_on_in_the_change_log(told) -> None:
    cursor = told.get(LIST, country="NGA")["changes_cursor"]
    assert told.get("/v1/changes", cursor=cursor, kind="story")["data"] == []


def test_retracted_and_merged_stories_are_not_listed(told) -> None:
    with told.bench.engine.begin() as connection:
        connection.execute(stories.update().where(stories.c.id == UUID(int=1)).values(retracted=True))
        connection.execute(stories.update().where(stories.c.id == UUID(int=2)).values(redirect_to=UUID(int=3)))

    assert titles(told.get(LIST)) == ["Bako"]
    assert told.get(f"{LIST}/{ids.public('sty', UUID(int=1))}")["title"] == "Treaty signed"


@pytest.mark.parametrize("rest", ["", "/articles?limit=2", "/events?type=AID", "/timeline"])
def test_merged_story_redirects_with_all_its_paths(told, rest: str) -> None:
    with told.bench.engine.begin() as connection:
        connection.execute(stories.update().where(stories.c.id == UUID(int=2)).values(redirect_to=UUID(int=3)))
    answer = told.http.get(f"{LIST}/{ids.public('sty', UUID(int=2))}{rest}")

    assert (answer.status_code, answer.headers["Location"]) == (308, f"{LIST}/{ids.public('sty', UUID(int=3))}{rest}")
    assert told.get(f"{LIST}/sty_{'f' * 32}{rest}", expect=404)["type"] == "/problems/not-found"


def test_story_has_its_articles_and_events(api) -> None:
    story = add(api, 1, "Praise")
    articles = []
    for n in (2, 1):
        act = {
            "type": "SUPPORT",
            "actors": [ADEYEMI],
            "recipients": [BAKO],
            "trigger": "congratulated",
            "date": {"edtf": f"2024-03-0{3 * n}", "granularity": "day", "basis": "stated"},
        }
        articles.append(api.tell(f"Adeyemi congratulated Bako {n}.", act, title=f"Report {n}", published_at=f"2024-03-0{n}T08:00:00Z"))
    with api.bench.engine.begin() as connection:
        connection.execute(story_articles.delete())  # into which store has put them
        for n, article in enumerate(articles):
            at = START + timedelta(days=2 - n)
            connection.execute(story_articles.insert(), {"article_id": ids.parse("art", article), "story_id": UUID(int=1), "vector": {}, "at": at})
        for row in connection.execute(events.select()).all():
            connection.execute(events.update().where(events.c.id == row.id).values(record=row.record | {"story_id": story}))
    first = api.get(f"{LIST}/{story}/articles", limit=1)
    second = api.get(f"{LIST}/{story}/articles", limit=1, cursor=first["next_cursor"])

    assert [each["title"] for each in first["data"] + second["data"]] == ["Report 2", "Report 1"]
    assert {each["story_id"] for each in first["data"]} == {story}
    assert second["next_cursor"] is None
    assert api.get(f"/v1/articles/{articles[0]}")["story_id"] == story
    events_of = api.get(f"{LIST}/{story}/events")
    assert [each["article_id"] for record in events_of["data"] for each in record["mentions"]] == articles[::-1]
    assert api.get("/v1/changes", cursor=events_of["changes_cursor"], story=story)["data"] == []
    assert [each["on"] for each in api.get(f"{LIST}/{story}/timeline")["events"]] == ["2024-03-03", "2024-03-06"]
    assert api.get(f"{LIST}/{story}/events", expect=422, story=story)["errors"][0]["parameter"] == "story"
