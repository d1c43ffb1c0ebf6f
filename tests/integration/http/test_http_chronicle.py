"""Events in the order in which they took place: between two parties."""

from typing import Any

import pytest
from dateline_shared.testing import party, person

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
PAIR = "Folake Adeyemi,Idris Bako"

Json = dict[str, Any]


def act(kind: str, actor: Any, *recipients: Any, on: str | None = None, **more: Any) -> Json:
    date = on and {"edtf": on, "granularity": "day", "basis": "stated"}
    return {"type": kind, "actors": [actor], "recipients": list(recipients), "date": date, "trigger": kind, **more}


def tell(api: Any, published_at: str, *acts: Json, source: str = "wire.example") -> None:
    words = " ".join(each["type"] for each in acts)
    api.tell(f"On {published_at} of {source}: {words}.", *acts, title=f"News of {published_at}", source=source, published_at=published_at)


@pytest.fixture
def told(api) -> Any:
    """Told in another order than it took place; the visit has no date, and two acts are none of these two."""
    tell(api, "2024-03-20T10:00:00Z", act("CONSULT", ADEYEMI, BAKO, on="2024-03-19", status="planned", said_by=party(ADEYEMI)))
    tell(api, "2024-03-05T10:00:00Z", act("SUPPORT", BAKO, ADEYEMI, on="2024-03-04"), act("AID", ADEYEMI, DIOP, on="2024-03-04"))
    tell(api, "2024-03-12T10:00:00Z", act("REQUEST", ADEYEMI, BAKO))
    tell(api, "2024-03-02T10:00:00Z", act("AGREE", ADEYEMI, on="2024-03-01", actors=[ADEYEMI, BAKO]), act("ASSAULT", BAKO, on="2024-03-01"))
    return api


def shown(answer: Json) -> list[tuple[str, str, str]]:
    return [(each["on"], each["by"], each["type"]) for each in answer["events"]]


def test_acts_between_two_come_in_the_order_of_their_days_whoever_acts(told) -> None:
    answer = told.get("/v1/timeline", pair=PAIR)

    assert shown(answer) == [
        ("2024-03-01", "date", "AGREE"),
        ("2024-03-04", "date", "SUPPORT"),
        ("2024-03-12", "report", "REQUEST"),
        ("2024-03-19", "date", "CONSULT"),
    ]
    last = answer["events"][-1]
    assert (last["status"], last["said_by"]["name"], last["sources"], last["title"]) == (
        "planned",
        "Folake Adeyemi",
        ["wire.example"],
        "News of 2024-03-20T10:00:00Z",
    )
    assert [party["name"] for party in last["actors"] + last["recipients"]] == ["Folake Adeyemi", "Idris Bako"]
    assert [side["name"] for side in answer["pair"]] == ["Folake Adeyemi", "Idris Bako"]
    assert (answer["interval"], sum(each["count"] for each in answer["data"]), answer["undated"], answer["total"]) == ("day", 3, 1, 4)


def test_pair_may_be_given_by_ids_and_filtered(told) -> None:
    (entity,) = told.get("/v1/suggest", q="folake", kind="person")["data"]

    by_id = told.get("/v1/timeline", pair=[entity["value"], "Idris Bako"])
    assert shown(by_id) == shown(told.get("/v1/timeline", pair=PAIR))
    assert by_id["pair"][0] == {"value": entity["value"], "name": "Folake Adeyemi"}
    assert shown(told.get("/v1/timeline", pair=PAIR, status="planned")) == [("2024-03-19", "date", "CONSULT")]
    assert shown(told.get("/v1/timeline", pair="Folake Adeyemi,SEN")) == [("2024-03-04", "date", "AID")]
    assert shown(told.get("/v1/timeline", pair="Folake Adeyemi,Nobody")) == []


def test_one_party_that_is_both_is_no_pair(told) -> None:
    assert [each["type"] for each in told.get("/v1/events", participant="Folake Adeyemi", type="AID")["data"]] == ["AID"]
    assert told.get("/v1/events", pair="Folake Adeyemi,NGA", type="AID")["data"] == []


@pytest.mark.parametrize("limit", [1, 200])
def test_what_was_done_before_a_month_stands_before_what_was_done_in_it(told, limit: int) -> None:
    dates = {name: {"edtf": edtf, "granularity": "month", "basis": "stated"} for name, edtf in (("CONSULT", "2018-12"), ("REJECT", "../2018-12"))}
    tell(told, "2024-03-25T10:00:00Z", *({**act(name, ADEYEMI, BAKO), "date": date} for name, date in dates.items()))

    first = told.get("/v1/timeline", pair=PAIR, events_limit=limit)
    second = told.get("/v1/timeline", pair=PAIR, events_limit=limit, cursor=first["next_cursor"]) if limit == 1 else {"events": first["events"][1:2]}
    assert shown(first)[0] == ("2018-12-01", "date", "REJECT")
    assert shown(second) == [("2018-12-01", "date", "CONSULT")]


def test_timeline_of_a_pair_goes_on_where_its_cursor_says(told) -> None:
    answer: Json = {}
    whole, found, cursor = shown(told.get("/v1/timeline", pair=PAIR)), [], None
    for _ in whole:
        answer = told.get("/v1/timeline", pair=PAIR, events_limit=1, **({"cursor": cursor} if cursor else {}))
        found += shown(answer)
        cursor = answer["next_cursor"]
    assert (found, answer["has_more"]) == (whole, False)


def test_interval_is_the_finest_that_fits_unless_one_is_asked_for(told) -> None:
    tell(told, "2024-03-21T10:00:00Z", act("COERCE", BAKO, ADEYEMI, on="1994-05-01"))

    assert told.get("/v1/timeline", pair=PAIR)["interval"] == "week"
    assert told.get("/v1/timeline", pair=PAIR, interval="year")["interval"] == "year"
    assert told.get("/v1/timeline", expect=422, pair=PAIR, interval="day")["errors"][0]["parameter"] == "interval"
    assert told.get("/v1/timeline", **{"from": "2024-03-01", "to": "2024-03-02"})["interval"] == "day"


def test_cursor_without_a_pair_is_refused_and_one_of_another_pair(told) -> None:
    cursor = told.get("/v1/timeline", pair=PAIR, events_limit=1)["next_cursor"]

    assert told.get("/v1/timeline", expect=422, cursor=cursor)["errors"][0]["parameter"] == "cursor"
    assert told.get("/v1/timeline", expect=400, pair="Folake Adeyemi,SEN", cursor=cursor)["type"] == "/problems/cursor-of-another-filter"
    assert told.get("/v1/timeline", expect=422, pair="Folake Adeyemi")["errors"][0]["parameter"] == "pair"
