"""Corrections over HTTP: made, listed, read and withdrawn, and what cannot be corrected."""

import threading
from typing import Any

import pytest
from dateline_api.http.correction_bodies import Correction
from dateline_shared.testing import person

PATH = "/v1/corrections"
ADEYEMI, BAKO = person("Folake Adeyemi"), person("Idris Bako")
WHO = {"author": "Wole at the desk", "reason": "our man was there"}


@pytest.fixture
def event(api) -> Any:
    """An event that one article tells of."""
    api.tell("Adeyemi congratulated Bako on Monday.", {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}, url="https://wire.example/1")
    (found,) = api.get("/v1/events")["data"]
    return found


def correct(api: Any, kind: str, **more: Any) -> Any:
    """The command of a correction that was posted and applied."""
    command = api.post(PATH, {"kind": kind, **WHO, **more})
    api.bench.obey()
    return api.get(f"/v1/commands/{command['id']}")


def test_correction_is_made_shown_listed_and_withdrawn(api, event) -> None:
    cursor = api.get("/v1/events")["changes_cursor"]
    command = correct(api, "amend_event", event_id=event["id"], fields={"date": "2024-03-04", "place": None})
    assert (command["state"], command["result"]["state"]) == ("applied", "standing")
    key = command["result"]["correction_id"]
    shown = api.get(f"{PATH}/{key}")
    assert Correction.model_validate(shown)
    assert shown == shown | {"id": key, "state": "standing", "event_id": event["id"], "fields": {"date": "2024-03-04", "place": None}, **WHO}
    (change,) = api.get("/v1/changes", cursor=cursor)["data"]
    assert (change["op"], change["record"]["date"]["edtf"], change["record"]["corrections"]) == ("updated", "2024-03-04", [key])
    answer = api.post(f"{PATH}/{key}/withdraw", None)
    api.bench.obey()
    assert api.get(f"/v1/commands/{answer['id']}")["result"] == {"correction_id": key, "state": "withdrawn", "changed": True}
    assert api.get(f"/v1/events/{event['id']}")["date"] == event["date"]
    assert api.get(f"{PATH}/{key}")["withdrawn_at"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["amend_event", "amend_mention"]),
        ({"kind": "amend_mention"}, ["amend_mention"]),
        ({"author": "nobody"}, []),
        ({"author": WHO["author"]}, ["amend_event", "amend_mention"]),
        ({"state": "withdrawn"}, []),
        ({"target": "article"}, ["amend_mention"]),
        ({"target": "event"}, ["amend_event"]),
    ],
)
def test_corrections_are_filtered(api, event, query, found) -> None:
    (mention,) = event["mentions"]
    correct(api, "amend_mention", mention_id=mention["id"], fields={"status": "denied"})
    correct(api, "amend_event", event_id=event["id"], fields={"type": "CONSULT"})
    named = {"article": mention["article_id"], "event": event["id"]}
    asked = query | ({"target": named[query["target"]]} if "target" in query else {})
    assert [each["kind"] for each in api.get(PATH, **asked)["data"]] == found


def test_list_is_paged(api, event) -> None:
    for field, value in (("status", "denied"), ("type", "CONSULT"), ("date", None)):
        correct(api, "amend_event", event_id=event["id"], fields={field: value})
    first = api.get(PATH, limit=2)
    rest = api.get(PATH, limit=2, cursor=first["next_cursor"])
    assert [[*each["fields"]] for each in first["data"] + rest["data"]] == [["date"], ["type"], ["status"]]
    assert not rest["has_more"]


def test_outcome_can_be_waited_for(api, event) -> None:
    store = threading.Thread(target=lambda: api.until(lambda: api.bench.rows("SELECT 1 FROM commands") and (api.bench.obey() or True)))
    store.start()
    body = {"kind": "reject_mention", "mention_id": event["mentions"][0]["id"], **WHO}
    assert api.post(PATH, body, expect=200, Prefer="wait=20")["state"] == "applied"
    store.join()
    assert api.get(f"/v1/events/{event['id']}")["retracted"]


def test_what_is_refused_is_a_conflict_for_whoever_waits(api, event) -> None:
    correct(api, "amend_event", event_id=event["id"], fields={"status": "denied"})
    store = threading.Thread(target=lambda: api.until(lambda: len(api.bench.rows("SELECT 1 FROM commands")) == 2 and (api.bench.obey() or True)))
    store.start()
    problem = api.post(PATH, {"kind": "amend_event", "event_id": event["id"], "fields": {"status": "possible"}, **WHO}, expect=409, Prefer="wait=20")
    store.join()
    assert "settles status already; withdraw that first" in problem["detail"]


def test_same_idempotency_key_is_one_correction(api, event) -> None:
    body = {"kind": "amend_event", "event_id": event["id"], "fields": {"status": "denied"}, **WHO}
    first, second = (api.post(PATH, body, **{"Idempotency-Key": "once"}) for _ in range(2))
    assert first == second
    assert api.bench.rows("SELECT count(*) FROM commands") == [(1,)]


WRONG = [
    ({"kind": "burn"}, "/kind", "must be one of reject_mention"),
    ({"kind": "amend_event", "event_id": f"evt_{1:032x}", "fields": {"date": None}}, "/event_id", f"there is no evt_{1:032x}"),
    ({"kind": "amend_event", "event_id": "evt_1", "fields": {"date": None}}, "/event_id", "not an identifier"),
    ({"kind": "amend_event", "event_id": f"evt_{1:032x}", "fields": {}}, "/fields", "nothing is corrected"),
    ({"kind": "amend_event", "event_id": f"evt_{1:032x}", "fields": {"date": "last week"}}, "/fields/date", "pattern"),
    ({"kind": "amend_event", "event_id": f"evt_{1:032x}", "fields": {"date": "2024-02-31"}}, "/fields/date", "day"),
    ({"kind": "amend_event", "event_id": f"evt_{1:032x}", "fields": {"colour": "red"}}, "/fields/colour", "is not known here"),
    ({"kind": "amend_event", "event_id": f"evt_{1:032x}", "fields": {"type": None}}, "/fields", "type must not be null"),
    ({"kind": "merge_events", "event_ids": [], "into": f"evt_{1:032x}"}, "/event_ids", "at least 1"),
    ({"kind": "split_entity", "entity_id": f"ent_{1:032x}", "tellings": [{"article_id": f"art_{1:032x}"}]}, "/tellings/0", "either key or name"),
    ({"kind": "reject_mention", "mention_id": f"mnt_{1:032x}", "author": ""}, "/author", "at least 1"),
]


@pytest.mark.parametrize(("body", "where", "detail"), WRONG)
def test_what_is_wrong_with_a_correction_is_named(api, body, where, detail) -> None:
    error = api.post(PATH, WHO | body, expect=422)["errors"][0]
    assert error["pointer"] == where
    assert detail in error["detail"]


def test_only_keys_that_may_correct_do(api, event) -> None:
    body = {"kind": "reject_mention", "mention_id": event["mentions"][0]["id"], **WHO}
    for scope, expect in (("read", 403), ("ingest", 403), ("admin", 403), ("correct", 202)):
        assert api.http.post(PATH, json=body, headers={"Authorization": f"Bearer {api.key(scope)}"}).status_code == expect
    api.get(f"{PATH}/cor_{1:032x}", expect=404)
    api.get(PATH, expect=422, target="somebody")
