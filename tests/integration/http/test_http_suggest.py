"""What is suggested to somebody who begins to type."""

from typing import Any

import pytest
from dateline_api import ids
from dateline_api.db import entity_index
from dateline_shared.testing import person

SUGGEST = "/v1/suggest"
ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA", sectors=("GOV",)), person("Idris Bako"), person("Awa Diop")


def praise(*actors: Any, **more: Any) -> dict[str, Any]:
    return {"actors": list(actors), "trigger": "congratulated"} | more


@pytest.fixture
def told(api) -> None:
    """Adeyemi is in the news more than Bako, and Diop is not; neither is a group of many names."""
    for n in range(4):
        when = {"edtf": f"2024-01-{1 + 3 * n:02}", "granularity": "day", "basis": "stated"}
        api.tell(f"Adeyemi congratulated them, {n}.", praise(ADEYEMI, contexts=[{"name": "human_rights"}], date=when), source="adele.example")
    api.tell("Bako congratulated them.", praise(BAKO, type="CONSULT", mode="phone"))
    now, key = api.bench.clock.now(), ids.new_id()
    names = {"name": "Mærsk-Øre of Adelaide", "aliases": ["M.Ø.A.", "The Ådel Line"], "roles": ["carrier"]}
    record = {"id": ids.public("ent", key), "version": 1, **names}
    row = {"id": key, "kind": "organization", "name": names["name"], "country": "DNK", "version": 1, "record": record}
    with api.bench.engine.begin() as connection:
        entity_index.put_entities(connection, [row | {"created_at": now, "updated_at": now}])


def names(api, q: str, **more: Any) -> list[str]:
    return [each["name"] for each in api.get(SUGGEST, q=q, **more)["data"]]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ade", ["Folake Adeyemi", "Mærsk-Øre of Adelaide", "adele.example"]),
        ("fola", ["Folake Adeyemi"]),
        ("FOLAKE  ADÉ", ["Folake Adeyemi"]),
        ("bako", ["Idris Bako"]),
        ("ore of", ["Mærsk-Øre of Adelaide"]),
        ("m.o.a.", ["Mærsk-Øre of Adelaide"]),
        ("ådel line", ["Mærsk-Øre of Adelaide"]),
        ("support", ["SUPPORT"]),
        ("human r", ["human_rights"]),
        ("nga", ["NGA"]),
        ("demi", []),
        ("...", []),
        ("%", []),
    ],
)
def test_beginnings_of_names_and_parts_of_codes_are_found(api, told: None, q: str, found: list[str]) -> None:
    assert names(api, q) == found


def test_kind_chooses_and_limit_is_of_each_group(api, told: None) -> None:
    assert names(api, "ade", kind="entity") == ["Folake Adeyemi", "Mærsk-Øre of Adelaide"]
    assert names(api, "ade", kind="organization,source") == ["Mærsk-Øre of Adelaide", "adele.example"]
    assert names(api, "ade", limit=1) == ["Folake Adeyemi", "adele.example"]
    assert names(api, "o", kind=["mode", "type"]) == ["phone", "CONSULT", "SUPPORT"]


def test_what_is_suggested_can_be_asked_for(api, told: None) -> None:
    (entity,) = api.get(SUGGEST, q="folake", kind="person")["data"]

    assert (entity["country"], entity["events"], entity["parameters"]) == ("NGA", 4, ["actor", "recipient", "participant", "said_by"])
    assert len(api.get("/v1/events", actor=entity["value"])["data"]) == 4
    for each in api.get(SUGGEST, q="e")["data"]:
        for parameter in each["parameters"]:
            assert len(api.get("/v1/events", **{parameter: each["value"]})["data"]) > 0 or each["events"] is not None


def test_names_follow_their_entity_and_weight_stays(api, told: None) -> None:
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entity_names SET weight = 7 WHERE key = 'folake adeyemi'")
        connection.exec_driver_sql("""UPDATE entities SET record = record || '{"name": "Folake Obi"}' WHERE name = 'Folake Adeyemi'""")
        assert connection.exec_driver_sql("SELECT max(weight) FROM entity_names WHERE key = 'folake obi'").scalar_one() == 7

    assert names(api, "adeyemi") == []
    assert len(names(api, "obi")) == 1


@pytest.mark.parametrize(
    ("query", "parameter"), [({}, "q"), ({"q": ""}, "q"), ({"q": "x" * 101}, "q"), ({"q": "a", "kind": "actor"}, "kind"), ({"q": "a", "limit": 51}, "limit")]
)
def test_wrong_parameter_is_named(api, query: dict[str, Any], parameter: str) -> None:
    assert [error["parameter"] for error in api.get(SUGGEST, expect=422, **query)["errors"]] == [parameter]
