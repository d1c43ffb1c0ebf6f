"""Events over HTTP: lists, filters, pages, single ones."""

from typing import Any

import pytest
from dateline_shared.testing import person
from sqlalchemy import text

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
LIST = "/v1/events"


def day(edtf: str) -> dict[str, Any]:
    return {"edtf": edtf, "granularity": "day", "basis": "stated"}


@pytest.fixture
def told(api) -> dict[str, str]:
    """Three events, and the ids of their articles by a word."""
    praise = {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated", "date": day("2024-03-01")}
    call = {"actors": [DIOP], "recipients": [ADEYEMI], "trigger": "call", "type": "CONSULT", "mode": "phone", "status": "planned"}
    visit = {"actors": [DIOP], "trigger": "visited", "type": "CONSULT", "mode": "visit"}
    return {
        "praise": api.tell("Adeyemi congratulated Bako.", praise),
        "call": api.tell("Diop will call Adeyemi.", call | {"date": day("2024-03-10/2024-03-12")}),
        "visit": api.tell("Diop visited.", visit),
    }


def types(page: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(record["type"], record["mode"]) for record in page["data"]]


PRAISE, CALL, VISIT = ("SUPPORT", None), ("CONSULT", "phone"), ("CONSULT", "visit")


def test_events_are_listed_newest_first(api, told) -> None:
    page = api.get(LIST)

    assert types(page) == [VISIT, CALL, PRAISE]
    assert (page["has_more"], page["next_cursor"]) == (False, None)
    assert page["data"][1]["recipients"][0]["name"] == "Folake Adeyemi"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"type": "SUPPORT"}, [PRAISE]),
        ({"type": "SUPPORT,CONSULT"}, [VISIT, CALL, PRAISE]),
        ({"type": ["SUPPORT", "CONSULT"], "mode": "phone"}, [CALL]),
        ({"status": "planned"}, [CALL]),
        ({"actor": "awa diop"}, [VISIT, CALL]),
        ({"recipient": "FOLAKE ADEYEMI"}, [CALL]),
        ({"participant": "Folake Adeyemi"}, [CALL, PRAISE]),
        ({"participant": ["Idris Bako", "Awa Diop"]}, [VISIT, CALL, PRAISE]),
        ({"actor": "Awa Diop", "recipient": "Folake Adeyemi"}, [CALL]),
        ({"country": "sen"}, [VISIT, CALL]),
        ({"country": "NGA"}, [CALL, PRAISE]),
        ({"from": "2024-03-02"}, [CALL]),
        ({"to": "2024-03-11"}, [CALL, PRAISE]),
        ({"from": "2024-03-12", "to": "2024-03-12"}, [CALL]),
        ({"from": "2024-03-13"}, []),
        ({"min_confidence": "0.9"}, [VISIT, CALL, PRAISE]),
        ({"min_confidence": "0.91"}, []),
        ({"type": "MOURN"}, []),
    ],
)
def test_filter_finds(api, told, query: dict[str, Any], found: list[Any]) -> None:
    assert types(api.get(LIST, **query)) == found


def test_filter_by_article_and_by_entity(api, told) -> None:
    (call,) = api.get(LIST, article=told["call"])["data"]
    diop = call["actors"][0]["id"]

    assert (call["type"], call["mode"]) == CALL
    assert types(api.get(LIST, actor=diop)) == [VISIT, CALL]
    assert types(api.get(LIST, article=f"{told['visit']},{told['praise']}")) == [VISIT, PRAISE]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"typ": "CONSULT"}, "typ"),
        ({"status": "over"}, "status"),
        ({"from": "12"}, "from"),
        ({"to": "2024-13-01"}, "to"),
        ({"limit": 201}, "limit"),
        ({"limit": 0}, "limit"),
        ({"country": "Nigeria"}, "country"),
        ({"article": "art_1"}, "article"),
        ({"actor": "ent_1"}, "actor"),
        ({"actor": "a\x00b"}, "actor"),
        ({"retracted": "perhaps"}, "retracted"),
        ({"min_confidence": 2}, "min_confidence"),
        ({"min_confidence": "nan"}, "min_confidence"),
        ({"type": ["A"] * 51}, "type"),
    ],
)
def test_wrong_parameter_is_named(api, query: dict[str, Any], parameter: str) -> None:
    problem = api.get(LIST, expect=422, **query)

    assert problem["type"] == "/problems/invalid-request"
    assert {error["parameter"] for error in problem["errors"]} == {parameter}


def test_days_in_the_wrong_order_are_refused(api) -> None:
    assert "later" in api.get(LIST, expect=422, **{"from": "2024-03-02", "to": "2024-03-01"})["detail"]


def test_pages_hold_every_event_once_and_one_place_in_the_log(api, told) -> None:
    first = api.http.get(LIST, params={"limit": 2, "country": ["NGA", "SEN"]})
    api.tell("Adeyemi congratulated Diop.", {"actors": [ADEYEMI], "recipients": [DIOP], "trigger": "congratulated"})
    second = api.http.get(first.links["next"]["url"])

    assert types(first.json()) == [VISIT, CALL]
    assert types(second.json()) == [PRAISE]
    assert second.links == {}
    assert first.json()["changes_cursor"] == second.json()["changes_cursor"]


def test_cursor_of_another_filter_is_refused(api, told) -> None:
    cursor = api.get(LIST, limit=1, type="CONSULT")["next_cursor"]

    assert api.get(LIST, expect=400, type="SUPPORT", cursor=cursor)["type"] == "/problems/cursor-of-another-filter"
    assert api.get("/v1/feeds", expect=400, cursor=cursor)["type"] == "/problems/bad-cursor"
    assert api.get(LIST, expect=400, cursor=cursor[:-2])["type"] == "/problems/bad-cursor"
    assert types(api.get(LIST, type="CONSULT", cursor=cursor)) == [CALL]


def test_cursor_from_before_a_restore_is_gone(api, told) -> None:
    cursor = api.get(LIST, limit=1)["next_cursor"]
    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE log_state SET epoch = 'restored'"))

    assert api.get(LIST, expect=410, cursor=cursor)["type"] == "/problems/cursor-expired"


def test_retracted_event_is_left_out_unless_asked_for(api, told) -> None:
    (praise,) = api.get(LIST, type="SUPPORT")["data"]
    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE events SET retracted = true WHERE type = 'SUPPORT'"))

    assert types(api.get(LIST)) == [VISIT, CALL]
    assert types(api.get(LIST, retracted=True)) == [VISIT, CALL, PRAISE]
    assert api.get(f"{LIST}/{praise['id']}")["id"] == praise["id"]


def test_merged_event_redirects_to_the_one_it_became(api, told) -> None:
    visit, call, praise = (record["id"] for record in api.get(LIST)["data"])
    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE events SET redirect_to = :to WHERE id = :id"), {"to": call.removeprefix("evt_"), "id": visit.removeprefix("evt_")})

    answer = api.http.get(f"{LIST}/{visit}")

    assert (answer.status_code, answer.headers["Location"]) == (308, f"{LIST}/{call}")
    assert types(api.get(LIST)) == [CALL, PRAISE]
    assert api.http.get(f"{LIST}/{visit}", follow_redirects=True).json()["id"] == call
    assert praise


def test_unchanged_event_is_a_304(api, told) -> None:
    path = f"{LIST}/{api.get(LIST, limit=1)['data'][0]['id']}"
    first = api.http.get(path)

    second = api.http.get(path, headers={"If-None-Match": first.headers["ETag"]})
    other = api.http.get(path, headers={"If-None-Match": '"x", W/"y"'})

    assert first.headers["ETag"].startswith('W/"')
    assert (second.status_code, second.content, second.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert other.status_code == 200


def test_unknown_event_is_a_404(api) -> None:
    for key in ("evt_" + "0" * 32, "evt_x", "art_" + "0" * 32):
        assert api.get(f"{LIST}/{key}", expect=404)["type"] == "/problems/not-found"
