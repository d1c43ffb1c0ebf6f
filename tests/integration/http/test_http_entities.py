"""Entities over HTTP: lists, one with what is said of it, its timeline, its co-actors, the articles that name it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db.link_tables import entity_tellings
from dateline_api.db.tables import articles, entities
from dateline_shared.testing import person
from sqlalchemy import select

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
LIST = "/v1/entities"

Json = dict[str, Any]


def act(kind: str, actor: Any, *recipients: Any, on: str | None = None) -> Json:
    return {
        "type": kind,
        "actors": [actor],
        "recipients": list(recipients),
        "trigger": kind,
        "date": on and {"edtf": on, "granularity": "day", "basis": "stated"},
    }


@pytest.fixture
def told(api) -> Any:
    """Adeyemi is in four acts, Bako in three, Diop in one; every article names all three."""
    acts = (
        act("SUPPORT", ADEYEMI, BAKO, on="2024-03-04"),
        act("CONSULT", ADEYEMI, BAKO),
        act("COERCE", BAKO, ADEYEMI, on="2024-03-01"),
        act("AID", ADEYEMI, DIOP),
    )
    for n, each in enumerate(acts):
        at = f"2024-03-0{n + 2}T08:00:00Z"
        api.tell(f"{each['type']} {n}.", each, title=f"Report {n}", source=f"wire{n % 2}.example", published_at=at)
    return api


def names(answer: Json) -> list[str]:
    return [each["name"] for each in answer["data"]]


def key_of(api: Any, name: str) -> str:
    (found,) = [each["id"] for each in api.get(LIST)["data"] if each["name"] == name]
    return found


def merge(api: Any, loser: str, winner: str) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(entities.update().where(entities.c.id == ids.parse("ent", loser)).values(redirect_to=ids.parse("ent", winner)))


def make(api: Any, *rows: Json, at: timedelta = timedelta(0)) -> None:
    """Entities that no article tells of."""
    now = api.bench.clock.now() + at
    with api.bench.engine.begin() as connection:
        for n, row in enumerate(rows):
            key = UUID(int=1000 + n)
            record = {"id": ids.public("ent", key), "version": 1, "schema_version": "1", "kind": "group", "aliases": [], "sectors": [], "roles": []} | row
            more = {"created_at": now, "updated_at": now}
            connection.execute(
                entities.insert(), {"id": key, "kind": record["kind"], "name": row["name"], "country": row.get("country"), "record": record, **more}
            )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "name"}, ["Awa Diop", "Folake Adeyemi", "Idris Bako"]),
        ({"q": "adey"}, ["Folake Adeyemi"]),
        ({"q": "FOLAKE"}, ["Folake Adeyemi"]),
        ({"q": "...", "sort": "name"}, []),
        ({"q": "awa", "sort": "recent"}, ["Awa Diop"]),
        ({"country": "nga", "sort": "name"}, ["Folake Adeyemi", "Idris Bako"]),
        ({"country": "NGA,SEN", "kind": "person", "sort": "name"}, ["Awa Diop", "Folake Adeyemi", "Idris Bako"]),
        ({"kind": "place"}, []),
        ({"sector": "mil"}, []),
        ({"source": "WIRE1.example", "q": "awa"}, ["Awa Diop"]),
        ({"source": "none.example"}, []),
        ({"source": "none.example", "sort": "recent"}, []),
    ],
)
def test_entities_are_found_by_name_kind_country_sector_and_source(told, query: Json, found: list[str]) -> None:
    assert names(told.get(LIST, **query)) == found


@pytest.mark.parametrize("sort", ["mentions", "name", "recent"])
@pytest.mark.parametrize("sources", ["wire1.example", "none.example,wire1.example"])
def test_entities_of_an_outlet_are_those_that_its_articles_name(told, sort: str, sources: str) -> None:
    with told.bench.engine.begin() as connection:
        wire = select(articles.c.id).where(articles.c.source == "wire1.example")
        of_diop = entity_tellings.c.key == DIOP.key, entity_tellings.c.article_id.in_(wire)
        connection.execute(entity_tellings.delete().where(*of_diop))
    assert sorted(names(told.get(LIST, sort=sort))) == ["Awa Diop", "Folake Adeyemi", "Idris Bako"]
    first = told.get(LIST, sort=sort, source=sources, limit=1)
    rest = told.get(LIST, sort=sort, source=sources, limit=1, cursor=first["next_cursor"])
    assert (sorted(names(first) + names(rest)), rest["has_more"]) == (["Folake Adeyemi", "Idris Bako"], False)


@pytest.mark.parametrize("sort", ["mentions", "name", "recent"])
@pytest.mark.parametrize("q", [None, "pa"])
def test_pages_of_any_order_hold_each_entity_once(api, sort: str, q: str | None) -> None:
    api.tell("Adeyemi met Bako.", act("met", ADEYEMI, BAKO))
    made = [{"name": f"Party of {word} Pa", "aliases": ["Pa Party"], "country": "GHA"} for word in ("Reform", "Unity", "Dawn", "Salt", "Peace")]
    make(api, *made)
    asked = {"sort": sort, **({"q": q} if q else {})}
    whole = names(api.get(LIST, **asked))
    found, cursor = [], None
    while True:
        answer = api.get(LIST, limit=2, **asked, **({"cursor": cursor} if cursor else {}))
        found += names(answer)
        if not (cursor := answer["next_cursor"]):
            break
    assert found == whole
    assert len(set(found)) == len(found)
    others = [] if q else ["Folake Adeyemi", "Idris Bako", "Awa Diop"]
    seen = {each["name"] for each in made} if sort != "recent" else set()  # who was never in the news was not last in them
    assert set(found) == {*others, *seen}


def test_one_entity_has_what_articles_say_of_it(told) -> None:
    entity = told.get(f"{LIST}/{key_of(told, 'Folake Adeyemi')}")

    assert entity["seen"] == {"first_at": "2024-03-02T08:00:00Z", "last_at": "2024-03-05T08:00:00Z", "articles": 4}
    assert (entity["kind"], entity["country"], entity["merged_into"]) == ("person", "NGA", None)
    assert told.get(LIST, q="adey")["data"][0]["seen"] == entity["seen"]


def test_facts_are_shown_the_most_frequent_first(told) -> None:
    key = key_of(told, "Folake Adeyemi")
    with told.bench.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entity_facts")
        for kind, value, articles in (("name", "Adeyemi", 1), ("name", "Folake Adeyemi", 4), ("role", "mayor", 2), ("sector", "GOV", 2), ("country", "NGA", 4)):
            row = (key.removeprefix("ent_"), kind, value, articles)
            connection.exec_driver_sql("INSERT INTO entity_facts VALUES (%s, %s, %s, %s, '2024-03-02T08:00Z', '2024-03-05T08:00Z')", row)
    entity = told.get(f"{LIST}/{key}")

    assert [(each["value"], each["articles"]) for each in entity["names"]] == [("Folake Adeyemi", 4), ("Adeyemi", 1)]
    assert entity["roles_seen"] == [{"value": "mayor", "articles": 2, "first_at": "2024-03-02T08:00:00Z", "last_at": "2024-03-05T08:00:00Z"}]
    assert [entity[name][0]["value"] for name in ("sectors_seen", "countries_seen")] == ["GOV", "NGA"]


def test_timeline_of_an_entity_has_its_acts_in_order(told) -> None:
    path = f"{LIST}/{key_of(told, 'Folake Adeyemi')}/timeline"
    answer = told.get(path)

    assert [(each["on"], each["by"], each["type"]) for each in answer["events"]] == [
        ("2024-03-01", "date", "COERCE"),
        ("2024-03-03", "report", "CONSULT"),
        ("2024-03-04", "date", "SUPPORT"),
        ("2024-03-05", "report", "AID"),
    ]
    assert (answer["total"], answer["undated"], sum(each["count"] for each in answer["data"])) == (4, 2, 2)
    assert [each["type"] for each in told.get(path, recipient="Awa Diop")["events"]] == ["AID"]
    followed = told.get("/v1/changes", cursor=answer["changes_cursor"], participant=path.split("/")[3])
    assert followed["data"] == []
    assert told.get(path, expect=422, pair="a,b")["errors"][0]["parameter"] == "pair"


def test_co_actors_are_counted_by_side_and_type(told) -> None:
    path = f"{LIST}/{key_of(told, 'Folake Adeyemi')}/co-actors"
    answer = told.get(path)

    bako, diop = answer["data"]
    assert {name: bako[name] for name in ("name", "events", "with", "to", "from")} == {"name": "Idris Bako", "events": 3, "with": 0, "to": 2, "from": 1}
    assert sorted((each["value"], each["count"]) for each in bako["types"]) == [("COERCE", 1), ("CONSULT", 1), ("SUPPORT", 1)]
    assert (diop["name"], diop["types"], answer["total"], answer["distinct"]) == ("Awa Diop", [{"value": "AID", "count": 1}], 4, 2)
    assert names(told.get(path, type="AID")) == ["Awa Diop"]
    assert names(told.get(path, limit=1)) == ["Idris Bako"]


def test_articles_that_name_an_entity_come_latest_first_over_pages(told) -> None:
    path = f"{LIST}/{key_of(told, 'Awa Diop')}/mentions"
    first = told.get(path, limit=3)
    second = told.get(path, limit=3, cursor=first["next_cursor"])

    assert [each["title"] for each in first["data"] + second["data"]] == ["Report 3", "Report 2", "Report 1", "Report 0"]
    assert (first["data"][0]["name"], first["data"][0]["source"]) == ("Awa Diop", "wire1.example")
    assert second["next_cursor"] is None


@pytest.mark.parametrize("rest", ["", "/timeline?type=AID&events_limit=3", "/co-actors", "/mentions?limit=2"])
def test_merged_entity_redirects_with_all_its_paths(told, rest: str) -> None:
    loser, winner = key_of(told, "Idris Bako"), key_of(told, "Awa Diop")
    merge(told, loser, winner)
    answer = told.http.get(f"{LIST}/{loser}{rest}")

    assert (answer.status_code, answer.headers["Location"]) == (308, f"{LIST}/{winner}{rest}")
    assert "Idris Bako" not in names(told.get(LIST))


@pytest.mark.parametrize("rest", ["", "/timeline", "/co-actors", "/mentions"])
def test_unknown_entity_is_a_404(api, rest: str) -> None:
    assert api.get(f"{LIST}/ent_{'0' * 32}{rest}", expect=404)["type"] == "/problems/not-found"


def test_cursor_of_another_order_is_refused(told) -> None:
    cursor = told.get(LIST, limit=1)["next_cursor"]
    assert told.get(LIST, expect=400, sort="name", cursor=cursor)["type"] == "/problems/cursor-of-another-filter"
    assert told.get(LIST, expect=400, cursor="nonsense")["type"] == "/problems/bad-cursor"
