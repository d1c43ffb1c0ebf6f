"""The mentions, the claims and the history of an event, and the mentions of an article."""

from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db.tables import events, mentions
from dateline_api.store import tell
from dateline_api.store.link.merge import merge_events
from dateline_shared.testing import party, person

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")

Json = dict[str, Any]


def act(**more: Any) -> Json:
    return {"type": "ASSAULT", "family": "attack", "actors": [ADEYEMI], "recipients": [BAKO], "trigger": "struck"} | more


def on(day: str) -> Json:
    """A day of its own, so that linking keeps the acts apart until they are merged."""
    return {"date": {"edtf": day, "granularity": "day", "basis": "stated"}}


def merge(api: Any, *told: str) -> str:
    """One event of all that these articles tell first; the others redirect to it."""
    first, *others = (api.get(f"/v1/articles/{article}")["event_ids"][0] for article in told)
    now = api.bench.clock.now()
    with api.bench.engine.begin() as connection:
        for other in others:
            tell.append(connection, merge_events(connection, ids.parse("evt", other), ids.parse("evt", first), now=now), now=now)
    return first


@pytest.fixture
def told(api) -> tuple[Any, str, list[str]]:
    """An act that two outlets tell of, one a second time; it is told in another order than it was published."""
    articles = [
        api.tell("Adeyemi struck Bako in May.", act(**on("2024-02-20")), title="Third", source="wire.example", published_at="2024-03-03T08:00:00Z"),
        api.tell(
            "Adeyemi struck Bako, Diop says.",
            act(**on("2024-02-01"), status="alleged", said_by=party(DIOP), claims=[{"said_by": party(DIOP), "status": "alleged"}]),
            title="First",
            source="wire.example",
            published_at="2024-03-01T08:00:00Z",
        ),
        api.tell(
            "Adeyemi never struck Bako.",
            act(**on("2024-02-10"), status="denied", claims=[{"said_by": party(ADEYEMI), "status": "denied"}], said_by=party(ADEYEMI)),
            title="Second",
            source="herald.example",
            published_at="2024-03-02T08:00:00Z",
        ),
    ]
    return api, merge(api, *articles), articles


def test_all_mentions_of_an_event_come_in_the_order_of_publication_over_pages(told) -> None:
    api, event, articles = told
    first = api.get(f"/v1/events/{event}/mentions", limit=2)
    second = api.get(f"/v1/events/{event}/mentions", limit=2, cursor=first["next_cursor"])
    data = first["data"] + second["data"]

    assert [each["title"] for each in data] == ["First", "Second", "Third"]
    assert [each["article_id"] for each in data] == [articles[1], articles[2], articles[0]]
    assert {each["event_id"] for each in data} == {event}
    assert (data[0]["type"], data[0]["status"], data[0]["evidence"][0]["exact"], data[0]["choices"]) == ("ASSAULT", "alleged", "struck", [])
    listed = {each["id"]: each for each in api.get(f"/v1/events/{event}")["mentions"]}
    assert {each["id"]: {name: each[name] for name in listed[each["id"]]} for each in data} == listed
    assert second["next_cursor"] is None


def test_claims_stand_side_by_side_and_superseded_ones_apart(told) -> None:
    api, event, _ = told
    record = api.get(f"/v1/events/{event}")
    answer = api.get(f"/v1/events/{event}/claims")

    assert {name: answer[name] for name in ("status", "disputed", "contested")} == {name: record[name] for name in ("status", "disputed", "contested")}
    assert [claim for side in answer["sides"] for claim in side["claims"] if claim not in record["claims"]] == []
    assert sum(len(side["claims"]) for side in answer["sides"]) + len(answer["superseded"]) == len(record["claims"])
    assert all({claim["status"] for claim in side["claims"]} == {side["status"]} for side in answer["sides"])
    assert len({side["status"] for side in answer["sides"]}) == len(answer["sides"])


def test_claim_that_was_superseded_is_on_no_side(told) -> None:
    api, event, _ = told
    key = ids.parse("evt", event)
    with api.bench.engine.begin() as connection:
        record = connection.execute(events.select().where(events.c.id == key)).one().record
        claims = [claim | {"current": n > 0} for n, claim in enumerate(record["claims"])]
        connection.execute(events.update().where(events.c.id == key).values(record=record | {"claims": claims, "status": "denied"}))
    answer = api.get(f"/v1/events/{event}/claims")

    assert answer["superseded"] == claims[:1]
    assert answer["sides"][0]["status"] == "denied"


def test_history_has_every_step_in_the_order_of_publication(told) -> None:
    api, event, _ = told
    answer = api.get(f"/v1/events/{event}/history")

    assert [step["reported_at"] for step in answer["data"]] == sorted(step["reported_at"] for step in answer["data"])
    assert answer["data"] == api.get(f"/v1/events/{event}")["history"]
    assert ({each["edtf"] for each in answer["dates"]} < {"2024-02-01", "2024-02-10", "2024-02-20"}, answer["quantities"]) == (True, [])


def test_mentions_of_an_article_come_in_the_order_of_its_text_also_such_without_an_event(api) -> None:
    words = "Bako fled when Adeyemi struck, and then wept."
    article = api.tell(words, act(trigger="struck"), act(trigger="wept", type="MOURN"), act(trigger="fled", type="RETREAT"), title="Unrest")
    open_one, known = (each["event_id"] for each in api.get(f"/v1/articles/{article}/mentions")["data"][:2])
    with api.bench.engine.begin() as connection:
        statement = mentions.update().where(mentions.c.event_id == ids.parse("evt", open_one))
        connection.execute(statement.values(event_id=None, choices=[ids.parse("evt", known), UUID(int=7)]))
    first = api.get(f"/v1/articles/{article}/mentions", limit=1)
    rest = api.get(f"/v1/articles/{article}/mentions", cursor=first["next_cursor"])

    assert [each["evidence"][0]["exact"] for each in first["data"] + rest["data"]] == ["fled", "struck", "wept"]
    assert (first["data"][0]["event_id"], first["data"][0]["choices"]) == (None, [known, ids.public("evt", UUID(int=7))])
    assert rest["data"][0]["event_id"] == known
    assert open_one not in api.get(f"/v1/articles/{article}")["event_ids"]
    assert len(api.get("/v1/articles")["data"][0]["event_ids"]) == 2


def test_event_can_be_read_as_it_was(told) -> None:
    api, event, _ = told
    then = api.get(f"/v1/events/{event}", as_of="2024-03-01")

    assert (then["status"], then["mention_count"], [each["title"] for each in then["mentions"]]) == ("alleged", 1, ["First"])
    assert [len(api.get(f"/v1/events/{event}/history", as_of=f"2024-03-0{n}T08:00:00Z")["data"]) for n in (1, 2)] == [1, 2]
    assert api.get(f"/v1/events/{event}/claims", as_of="2024-03-01")["status"] == "alleged"
    assert api.get(f"/v1/events/{event}", as_of="2024-03-31") == api.get(f"/v1/events/{event}")
    assert "nobody had told" in api.get(f"/v1/events/{event}", expect=404, as_of="2024-02-29")["detail"]
    assert api.get(f"/v1/events/{event}", expect=422, as_of="yesterday")["errors"][0]["parameter"] == "as_of"


@pytest.mark.parametrize("rest", ["", "?as_of=2024-03-01", "/mentions?limit=7", "/claims", "/history"])
def test_merged_event_redirects_with_all_its_paths(told, rest: str) -> None:
    api, event, _ = told
    (loser, *_) = [key for (key,) in api.bench.rows("SELECT id FROM events WHERE redirect_to IS NOT NULL")]
    answer = api.http.get(f"/v1/events/{ids.public('evt', loser)}{rest}")

    assert (answer.status_code, answer.headers["Location"]) == (308, f"/v1/events/{event}{rest}")


@pytest.mark.parametrize(
    "path", ["events/evt_0/mentions", "events/evt_{0}/claims", "events/evt_{0}/history", "events/evt_{0}/mentions", "articles/art_{0}/mentions"]
)
def test_what_is_not_there_is_a_404(api, path: str) -> None:
    assert api.get(f"/v1/{path.format('0' * 32)}", expect=404)["type"] == "/problems/not-found"
