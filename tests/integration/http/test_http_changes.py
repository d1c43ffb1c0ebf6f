"""The change log over HTTP: order, cursors, filters, long polls."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dateline_api.db.changes import SCAN
from dateline_shared.testing import person
from sqlalchemy import text

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
LOG = "/v1/changes"
PRAISE = {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}


def follow(api, **query: Any) -> list[tuple[int, str, str]]:
    """The whole log from a cursor on, page by page."""
    seen = []
    while True:
        page = api.get(LOG, **query)
        seen += [(change["seq"], change["kind"], change["op"]) for change in page["data"]]
        query["cursor"] = page["next_cursor"]
        if not page["has_more"]:
            return seen


def test_every_change_comes_once_in_order(api) -> None:
    for n in range(5):
        api.tell(f"Adeyemi congratulated Bako. Day {n}.", PRAISE)

    whole = follow(api)
    assert [seq for seq, _, _ in whole] == list(range(1, len(whole) + 1))
    assert {kind for _, kind, _ in whole} == {"event", "entity", "story", "article"}
    assert follow(api, limit=1) == follow(api, limit=2) == whole


def test_change_holds_the_whole_record(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)

    (change,) = api.get(LOG, kind="event")["data"]
    assert (change["op"], change["version"], change["id"]) == ("created", 1, change["record"]["id"])
    assert change["record"] == api.get(f"/v1/events/{change['id']}")


def test_kinds_can_be_chosen(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)

    assert {kind for _, kind, _ in follow(api, kind="event,article")} == {"event", "article"}
    assert {kind for _, kind, _ in follow(api, kind=["entity"])} == {"entity"}
    assert api.get(LOG, expect=422, kind="weather")["errors"][0]["parameter"] == "kind"


def test_list_then_follow_misses_nothing(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE | {"date": {"edtf": "2024-03-04", "granularity": "day", "basis": "stated"}})
    listed = api.get("/v1/events", type="SUPPORT", limit=1)
    api.tell("Adeyemi congratulated Bako again.", PRAISE | {"date": {"edtf": "2024-02-01", "granularity": "day", "basis": "stated"}})

    told = api.get(LOG, type="SUPPORT", cursor=listed["changes_cursor"])

    assert [change["record"]["type"] for change in told["data"]] == ["SUPPORT"]
    assert told["data"][0]["id"] != listed["data"][0]["id"]
    everything = api.get("/v1/events")["changes_cursor"]
    assert api.get(LOG, kind="event", cursor=everything)["data"] == api.get(LOG, cursor=everything)["data"] == []


def test_event_that_leaves_the_filter_is_heard_of(api) -> None:
    first = {"text": "Adeyemi congratulated Bako.", "external_id": "1", "source": "a.example"}
    article = api.post("/v1/articles", first)["id"]
    api.read(article, PRAISE)
    start = api.get(LOG, type="SUPPORT")["next_cursor"]
    happened = api.get("/v1/events", type="SUPPORT")["data"][0]

    api.post("/v1/articles", first | {"text": "Adeyemi never congratulated Bako."})
    api.read(article, PRAISE | {"status": "negated"})

    (change,) = api.get(LOG, type="SUPPORT", cursor=start)["data"]
    assert (change["id"], change["op"], change["record"]["status"]) == (happened["id"], "updated", "negated")
    for status in ("happened", "negated"):
        found = api.http.get(LOG, params={"status": status}).json()["data"]
        assert found[-1]["seq"] == change["seq"]
    assert len(api.http.get(LOG, params={"status": "negated"}).json()["data"]) == 1
    assert api.http.get(LOG, params={"status": "planned"}).json()["data"] == []


def test_every_filter_of_lists_works_on_changes(api) -> None:
    article = api.tell("Adeyemi congratulated Bako.", PRAISE | {"mode": "gift", "date": {"edtf": "2024-03-01", "granularity": "day", "basis": "stated"}})
    event = api.get("/v1/events")["data"][0]
    matching = [
        {"type": "SUPPORT,MOURN"},
        {"mode": "gift"},
        {"actor": "folake adeyemi"},
        {"actor": event["actors"][0]["id"]},
        {"recipient": "Idris Bako"},
        {"participant": "Idris Bako"},
        {"country": "NGA"},
        {"from": "2024-03-01"},
        {"to": "2024-03-01"},
        {"article": article},
        {"min_confidence": 0.5},
    ]
    failing = [
        {"type": "MOURN"},
        {"mode": "call"},
        {"actor": "idris bako"},
        {"actor": event["recipients"][0]["id"]},
        {"recipient": "Folake Adeyemi"},
        {"participant": "Nobody"},
        {"country": "SEN"},
        {"from": "2024-03-02"},
        {"to": "2024-02-29"},
        {"article": "art_" + "0" * 32},
        {"min_confidence": 0.95},
    ]

    for query in matching:
        assert [change["id"] for change in api.get(LOG, **query)["data"]] == [event["id"]], query
        assert [record["id"] for record in api.get("/v1/events", **query)["data"]] == [event["id"]], query
    for query in failing:
        assert api.get(LOG, **query)["data"] == [], query
        assert api.get("/v1/events", **query)["data"] == [], query


def test_retraction_is_told_and_still_matches_the_filter(api) -> None:
    first = {"text": "Adeyemi congratulated Bako.", "external_id": "1", "source": "a.example"}
    article = api.post("/v1/articles", first)["id"]
    api.read(article, PRAISE)
    cursor = api.get("/v1/events", article=article)["changes_cursor"]
    api.post("/v1/articles", first | {"text": "Nothing happened."})
    api.read(article)

    (change,) = api.get(LOG, article=article, cursor=cursor)["data"]
    assert (change["op"], change["record"]["retracted"]) == ("retracted", True)
    assert api.get("/v1/events", article=article)["data"] == []
    assert [record["id"] for record in api.get("/v1/events", article=article, retracted=True)["data"]] == [change["id"]]
    assert api.get(f"/v1/articles/{article}")["event_ids"] == []


def test_cursor_is_bound_to_filter_and_kinds(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    cursor = api.get(LOG, type="SUPPORT")["next_cursor"]

    for query in ({}, {"type": "CONSULT"}, {"type": "SUPPORT", "kind": "event,article"}):
        assert api.get(LOG, expect=400, cursor=cursor, **query)["type"] == "/problems/cursor-of-another-filter"
    assert api.get(LOG, cursor=cursor, type="SUPPORT")["data"] == []
    for bad in ("", "x", "%00", cursor[:-1], "A" + cursor[1:], "é"):
        assert api.get(LOG, expect=400, cursor=bad, type="SUPPORT")["type"] == "/problems/bad-cursor"


def test_expired_cursor_names_the_oldest_that_is_left(api) -> None:
    start = api.get(LOG)["next_cursor"]
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    api.tell("Adeyemi congratulated Bako again.", PRAISE)
    with api.bench.engine.begin() as connection:
        connection.execute(text("DELETE FROM changes WHERE seq <= 3"))

    problem = api.get(LOG, expect=410, cursor=start)

    assert problem["type"] == "/problems/cursor-expired"
    assert api.get(LOG, cursor=problem["oldest_cursor"])["data"][0]["seq"] == 4
    assert api.get(LOG)["data"][0]["seq"] == 4


def test_cursor_of_another_epoch_or_from_the_future_is_gone(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    cursor = api.get(LOG)["next_cursor"]
    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE log_state SET last_seq = 1"))
        connection.execute(text("DELETE FROM changes WHERE seq > 1"))
    assert api.get(LOG, expect=410, cursor=cursor)["type"] == "/problems/cursor-expired"

    cursor = api.get(LOG)["next_cursor"]
    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE log_state SET epoch = 'restored'"))
    assert api.get(LOG, expect=410, cursor=cursor)["type"] == "/problems/cursor-expired"


def test_nothing_new_is_a_304(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    cursor = api.get(LOG)["next_cursor"]
    first = api.http.get(LOG, params={"cursor": cursor})
    tag = {"If-None-Match": first.headers["ETag"]}

    assert (first.status_code, first.headers["X-Poll-Interval"], first.headers["Cache-Control"]) == (200, "5", "private, no-cache")
    assert api.http.get(LOG, params={"cursor": cursor}, headers=tag).status_code == 304
    api.tell("Adeyemi congratulated Bako again.", PRAISE)
    assert api.http.get(LOG, params={"cursor": cursor}, headers=tag).status_code == 200


def test_long_poll_ends_with_the_change_it_waited_for(api) -> None:
    cursor = api.get(LOG, kind="event")["next_cursor"]
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(api.http.get, LOG, params={"cursor": cursor, "kind": "event"}, headers={"Prefer": "wait=25"}) for _ in range(20)]
        api.tell("Nothing here.")
        assert not any(poll.done() for poll in waiting)
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        began = time.monotonic()
        answers = [poll.result(20) for poll in waiting]

    assert time.monotonic() - began < 5
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert (len(answers[0].json()["data"]), answers[0].headers["Preference-Applied"]) == (1, "wait=25")


def test_long_poll_in_vain_gives_an_empty_page(api) -> None:
    cursor = api.get(LOG)["next_cursor"]

    answer = api.http.get(LOG, params={"cursor": cursor}, headers={"Prefer": "wait=1"})

    assert answer.json() == {"data": [], "next_cursor": cursor, "has_more": False}


def test_waiting_holds_no_connection_of_the_pool(api) -> None:
    cursor = api.get(LOG)["next_cursor"]
    with ThreadPoolExecutor(30) as pool:
        waiting = [pool.submit(api.http.get, LOG, params={"cursor": cursor}, headers={"Prefer": "wait=25"}) for _ in range(30)]
        assert all(api.get("/v1/events")["data"] == [] for _ in range(20))
        assert not any(poll.done() for poll in waiting)
        (connections,) = api.bench.rows("SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        assert [len(poll.result(20).json()["data"]) > 0 for poll in waiting] == [True] * 30
    assert connections[0] <= 16


def test_end_of_the_service_lets_long_polls_go(serve) -> None:
    api = serve()
    cursor = api.get(LOG)["next_cursor"]
    answers: list[Any] = []
    asked = threading.Event()

    def wait() -> None:
        with api.http.stream("GET", LOG, params={"cursor": cursor}, headers={"Prefer": "wait=30"}) as answer:
            answer.read()
            answers.append(answer.json())

    thread = threading.Thread(target=wait)
    thread.start()
    asked.wait(0.5)
    serve.stop()
    thread.join(5)

    assert answers == [{"data": [], "next_cursor": cursor, "has_more": False}]


def test_listener_recovers_from_a_lost_connection(api) -> None:
    cursor = api.get(LOG, kind="event")["next_cursor"]
    api.bench.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline listen' AND datname = current_database()")
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(api.http.get, LOG, params={"cursor": cursor, "kind": "event"}, headers={"Prefer": "wait=25"})
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        assert len(poll.result(20).json()["data"]) == 1


def test_rare_filter_over_a_long_log_is_read_in_bounded_steps(api) -> None:
    with api.bench.engine.begin() as connection:
        n = SCAN + 5
        append = (
            "SELECT append_changes(array_fill('story'::text, ARRAY[:n]), array_fill('created'::text, ARRAY[:n]), "
            "ARRAY(SELECT gen_random_uuid() FROM generate_series(1, :n)), array_fill(1, ARRAY[:n]), "
            """array_fill('{"id": "x"}'::jsonb, ARRAY[:n]), array_fill(NULL::jsonb, ARRAY[:n]), now())"""
        )
        connection.execute(text(append), {"n": n})
    api.tell("Adeyemi congratulated Bako.", PRAISE)

    first = api.get(LOG, type="SUPPORT")
    second = api.get(LOG, type="SUPPORT", cursor=first["next_cursor"])

    assert (first["data"], first["has_more"]) == ([], True)
    assert (len(second["data"]), second["has_more"]) == (1, False)
