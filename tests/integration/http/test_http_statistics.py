"""Timelines and counts over HTTP. That the numbers are right, tests/integration/test_counts.py shows."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dateline_api.http.statistics import CountsAnswer, TimelineAnswer
from dateline_shared.testing import person
from sqlalchemy import text

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
TIMELINE, COUNTS = "/v1/timeline", "/v1/counts"


@pytest.fixture
def told(api) -> None:
    """Four events of one article: two that congratulate, one of them undated, and two that call, one of them some time in a month."""

    def act(**fields: Any) -> dict[str, Any]:
        date = fields.pop("on", None)
        when = {"date": {"edtf": date, "granularity": "day", "basis": "stated"}} if date else {}
        return {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"} | fields | when

    call = {"actors": [DIOP], "type": "CONSULT", "mode": "phone", "trigger": "called"}
    acts = act(on="2024-03-01"), act(recipients=[DIOP]), act(on="2024-03-03/2024-03-04", **call), act(on="2024-02", recipients=[ADEYEMI], **call)
    api.tell("Adeyemi congratulated Bako, Diop called him.", *acts, source="wire.example")


def test_timeline_has_no_gaps_and_tells_of_what_it_leaves_out(api, told) -> None:
    answer = api.get(TIMELINE, type="SUPPORT,CONSULT", to="2024-03-05")

    assert [(row["start_at"], row["count"], row["all"], row["share"]) for row in answer["data"]] == [
        ("2024-03-01T00:00:00Z", 1, 1, 1.0),
        ("2024-03-02T00:00:00Z", 0, 0, None),
        ("2024-03-03T00:00:00Z", 1, 1, 1.0),
        ("2024-03-04T00:00:00Z", 0, 0, None),
        ("2024-03-05T00:00:00Z", 0, 0, None),
    ]
    assert {name: answer[name] for name in ("total", "straddling", "undated", "wide", "outside")} == {
        "total": 3,
        "straddling": 1,
        "undated": 0,
        "wide": 1,
        "outside": 0,
    }
    assert api.get(TIMELINE)["undated"] == 1
    TimelineAnswer.model_validate(answer)


def test_share_is_of_all_events_of_the_same_interval(api, told) -> None:
    (march,) = api.get(TIMELINE, type="CONSULT", interval="month", **{"from": "2024-03-01"})["data"]
    weeks = api.get(TIMELINE, type="CONSULT", interval="week", **{"from": "2024-02-29", "to": "2024-03-02"})

    assert (march["count"], march["all"], march["share"]) == (1, 2, 0.5)
    assert [(row["start_at"][:10], row["count"], row["all"]) for row in weeks["data"]] == [("2024-02-26", 0, 1)]


def test_split_follows_the_most_frequent_values(api, told) -> None:
    split = api.get(TIMELINE, interval="month", split="recipient", limit=1)["split"]

    assert [(each["name"], each["count"], each["counts"], each["shares"]) for each in split["data"]] == [("Idris Bako", 2, [0, 2], [0.0, 1.0])]
    assert (split["by"], split["other"], split["missing"]) == ("recipient", [1, 0], [0, 0])


def test_time_of_the_first_report_has_hours(api, told) -> None:
    answer = api.get(TIMELINE, by="reported", interval="hour", timespan="2h")

    assert [(row["start_at"], row["count"]) for row in answer["data"]] == [
        ("2024-03-05T10:00:00Z", 0),
        ("2024-03-05T11:00:00Z", 0),
        ("2024-03-05T12:00:00Z", 4),
    ]


def test_counts_name_entities_and_say_what_is_left(api, told) -> None:
    answer = api.get(COUNTS, by=["type,mode", "actor", "country_dyad"], limit=1)

    assert answer["total"] == 4
    facets = answer["facets"]
    assert list(facets) == ["type", "mode", "actor", "country_dyad"]
    assert facets["type"] == {"data": [{"value": "CONSULT", "name": None, "count": 2}], "other": 2, "missing": 0, "distinct": 2}
    assert facets["mode"] == {"data": [{"value": "phone", "name": None, "count": 2}], "other": 0, "missing": 2, "distinct": 1}
    (actor,) = facets["actor"]["data"]
    assert api.get("/v1/events", actor=actor["value"])["data"][0]["actors"][0]["name"] == actor["name"]
    (dyad,) = facets["country_dyad"]["data"]
    assert (dyad["value"], dyad["recipient"], dyad["count"], facets["country_dyad"]["other"]) == ("SEN", {"value": "NGA", "name": None}, 2, 2)
    CountsAnswer.model_validate(answer)


def test_values_are_what_the_filters_take(api, told) -> None:
    facets = api.get(COUNTS, by="type,mode,status,actor,recipient,participant,country,source,sector")["facets"]

    for facet, counted in facets.items():
        for row in counted["data"]:
            assert len(api.get("/v1/events", **{facet: row["value"]})["data"]) == row["count"]


def test_numbers_that_did_not_change_are_a_304(api, told) -> None:
    for path, query in ((TIMELINE, {"split": "type"}), (COUNTS, {"by": "type"})):
        first = api.http.get(path, params=query)
        again = api.http.get(path, params=query, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)


def test_changes_go_on_from_where_the_numbers_were(api, told) -> None:
    for day, path, query in (("2024-01-01", TIMELINE, {}), ("2024-01-09", COUNTS, {"by": "type"})):
        cursor = api.get(path, type="SUPPORT", **query)["changes_cursor"]
        assert api.get("/v1/changes", type="SUPPORT", cursor=cursor)["data"] == []
        api.tell(
            f"Adeyemi congratulated {path}.", {"actors": [ADEYEMI], "trigger": "congratulated", "date": {"edtf": day, "granularity": "day", "basis": "stated"}}
        )
        assert [change["op"] for change in api.get("/v1/changes", type="SUPPORT", cursor=cursor)["data"]] == ["created"]


@pytest.mark.parametrize(
    ("path", "query", "parameter"),
    [
        (TIMELINE, {"interval": "minute"}, "interval"),
        (TIMELINE, {"split": "colour"}, "split"),
        (TIMELINE, {"limit": 51}, "limit"),
        (TIMELINE, {"by": "guess"}, "by"),
        (TIMELINE, {"retracted": "true"}, "retracted"),
        (TIMELINE, {"interval": "day", "from": "1914-06-28", "to": "2024-01-01"}, "interval"),
        (COUNTS, {}, "by"),
        (COUNTS, {"by": "type,colour"}, "by"),
        (COUNTS, {"by": ""}, "by"),
        (COUNTS, {"by": "type", "limit": 201}, "limit"),
    ],
)
def test_wrong_parameter_is_named(api, path: str, query: dict[str, Any], parameter: str) -> None:
    problem = api.get(path, expect=422, **query)

    assert {error["parameter"] for error in problem["errors"]} == {parameter}


def test_dates_have_no_hours(api) -> None:
    assert "by=reported" in api.get(TIMELINE, expect=422, interval="hour")["detail"]


def test_timeline_of_nothing_is_empty(api) -> None:
    answer = api.get(TIMELINE, split="type")

    assert (answer["data"], answer["total"], answer["split"]["data"]) == ([], 0, [])


def make_slow(api, seconds: float) -> None:
    """Have each look at an event take so long."""
    with api.bench.engine.begin() as connection:
        connection.execute(text(f"CREATE FUNCTION slow() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT pg_sleep({seconds}) IS NOT NULL'"))
        connection.execute(text("ALTER TABLE events ENABLE ROW LEVEL SECURITY"))
        connection.execute(text("ALTER TABLE events FORCE ROW LEVEL SECURITY"))
        connection.execute(text("CREATE POLICY slow ON events USING (slow())"))


def test_question_that_takes_too_long_is_a_problem_that_says_what_to_do(api, told) -> None:
    make_slow(api, 60)

    problem = api.get(COUNTS, expect=503, by="type")

    assert problem["type"] == "/problems/took-too-long"
    assert "narrow" in problem["detail"]


def test_others_are_answered_while_much_is_counted(api, told) -> None:
    make_slow(api, 0.4)
    busy = "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    with ThreadPoolExecutor(6) as crowd:
        counting = [crowd.submit(api.get, COUNTS, by="type") for _ in range(6)]
        api.until(lambda: api.bench.rows(busy) == [(4,)])
        api.get("/v1/feeds")
        assert not any(each.done() for each in counting)
        assert api.bench.rows(busy) == [(4,)]
        assert {each.result()["total"] for each in counting} == {4}
