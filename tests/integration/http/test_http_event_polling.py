"""Lists of events that are polled, waited for and searched."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dateline_shared.testing import person

LIST = "/v1/events"
ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
PRAISE = {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
CALL = {"actors": [BAKO], "trigger": "phoned", "type": "CONSULT"}


@pytest.fixture
def told(api) -> str:
    """The ETag of a list of one event."""
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    return api.http.get(LIST, params={"type": "SUPPORT"}).headers["ETag"]


def ask(api, tag: str, **more: Any) -> Any:
    return api.http.get(LIST, params={"type": "SUPPORT"} | more, headers={"If-None-Match": tag, "Prefer": "wait=20"})


def test_list_has_another_tag_only_when_its_events_change(api, told: str) -> None:
    api.tell("Bako phoned.", CALL)
    same = api.http.get(LIST, params={"type": "SUPPORT"}, headers={"If-None-Match": told})
    other = api.http.get(LIST, headers={"If-None-Match": told})
    again = api.http.get(LIST, params={"type": "SUPPORT"}, headers={"If-None-Match": same.headers["ETag"]})

    assert (same.status_code, same.headers["ETag"], same.headers["X-Poll-Interval"]) == (304, told, "5")
    assert (other.status_code, again.status_code) == (200, 304)


def test_list_of_a_log_that_stands_still_is_answered_without_a_look_at_the_events(api, told: str) -> None:
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO events_elsewhere")

    assert api.http.get(LIST, params={"type": "SUPPORT"}, headers={"If-None-Match": told}).status_code == 304
    assert api.http.get(LIST, params={"type": "SUPPORT"}).status_code == 503
    assert api.http.get(LIST, params={"type": "SUPPORT", "timespan": "24h"}, headers={"If-None-Match": told}).status_code == 503


def test_waiting_ends_with_the_event_and_not_with_one_of_another_filter(api, told: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, api, told)
        api.tell("Bako phoned.", CALL)
        api.tell("Bako congratulated Adeyemi.", PRAISE | {"actors": [BAKO], "recipients": [ADEYEMI]})
        answer = waiting.result(30)

    assert (answer.status_code, answer.headers["Preference-Applied"]) == (200, "wait=20")
    assert len(answer.json()["data"]) == 2


def test_waiting_in_vain_is_a_304_and_without_a_tag_there_is_nothing_to_wait_for(api, told: str) -> None:
    began = time.monotonic()
    at_once = api.http.get(LIST, headers={"Prefer": "wait=20"})
    in_vain = api.http.get(LIST, params={"type": "SUPPORT"}, headers={"If-None-Match": told, "Prefer": "wait=1"})

    assert (at_once.status_code, "Preference-Applied" in at_once.headers) == (200, False)
    assert (in_vain.status_code, in_vain.headers["Preference-Applied"], in_vain.content) == (304, "wait=1", b"")
    assert 1 <= time.monotonic() - began < 15


def test_search_shows_where_its_words_stand(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE | {"trigger": "Adeyemi congratulated Bako"}, title="Żółw & “Adeyemi”")
    api.tell("Bako phoned.", CALL)

    page = api.get(LIST, q="congratulating zolw")
    (event,) = page["data"]

    assert page["highlights"] == {
        event["id"]: [
            {"text": "Żółw & “Adeyemi”", "marks": [{"start": 0, "end": 4}]},
            {"text": "Adeyemi congratulated Bako", "marks": [{"start": 8, "end": 21}]},
        ]
    }
    assert "highlights" not in api.get(LIST)


def test_search_for_nothing_that_can_be_found_is_refused(api) -> None:
    for words in ("the", "-congratulated", "?"):
        problem = api.get(LIST, expect=422, q=words)
        assert [error["parameter"] for error in problem["errors"]] == ["q"]


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ({"type": "support"}, True),
        ({"context": "EXECUTIVE,legal"}, True),
        ({"context": "military"}, False),
        ({"source": "WIRE.example"}, True),
        ({"source": "other.example"}, False),
        ({"sector": "gov"}, True),
        ({"sector": "MIL"}, False),
        ({"said_by": "Idris Bako"}, True),
        ({"said_by": "NGA"}, True),
        ({"said_by": "Folake Adeyemi"}, False),
        ({"participant": "NGA"}, True),
        ({"actor": "folake adéyemi"}, True),
        ({"bbox": "170,-20,-170,-10"}, True),
        ({"bbox": "-170,-20,170,-10"}, False),
        ({"timespan": "24h"}, True),
        ({"timespan": "24h", "reported_to": "2024-03-01"}, False),
        ({"reported_from": "2024-03-05", "reported_to": "2024-03-05"}, True),
        ({"reported_from": "2024-03-05T12:00:01Z"}, False),
        ({"q": "congratulation -phoned"}, True),
        ({"q": '"Bako congratulated"'}, False),
        ({"story": "sty_" + "0" * 32}, False),
    ],
)
def test_every_filter_finds_in_the_list_and_in_the_log(api, query: dict[str, Any], finds: bool) -> None:
    minister = person("Folake Adeyemi", country="NGA", sectors=("GOV",))
    where = {"name": "Suva", "kind": "city", "coordinates": {"latitude": -18.1, "longitude": 178.4}}
    voice = {"name": "Idris Bako", "kind": "person", "country": "NGA"}
    api.tell(
        "Adeyemi congratulated Bako.",
        PRAISE | {"actors": [minister], "contexts": [{"name": "executive"}], "place": where, "claims": [{"said_by": voice, "status": "happened"}]},
        source="wire.example",
        published_at="2024-03-05T12:00:00Z",
    )

    assert len(api.get(LIST, **query)["data"]) == finds
    assert len(api.get("/v1/changes", **query)["data"]) == finds
