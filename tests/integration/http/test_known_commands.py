"""`dateline.client` and the commands over entities, stories and the acts between two, of a real service."""

import json
from typing import Any

import pytest
from dateline.client import Client, RejectedError
from dateline_shared.testing import person
from integration.http.test_client_ways_out import client, dateline
from integration.http.test_http_stories import add

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")


def act(kind: str, actor: Any, recipient: Any, on: str | None = None) -> dict[str, Any]:
    date = on and {"edtf": on, "granularity": "day", "basis": "stated"}
    return {"type": kind, "actors": [actor], "recipients": [recipient], "trigger": kind, "date": date}


@pytest.fixture
def told(api) -> Any:
    for n, each in enumerate((act("CONSULT", BAKO, ADEYEMI, "2024-03-04"), act("SUPPORT", ADEYEMI, BAKO, "2024-03-01"), act("AID", ADEYEMI, DIOP))):
        api.tell(f"{each['type']} {n}.", each, title=f"[Report] {n}", source="wire.example", published_at="2024-03-05T08:00:00Z")
    return api


@pytest.fixture
def service(told) -> Any:
    with client(told) as made:
        yield made


def test_acts_between_two_come_in_order_over_pages(service: Client) -> None:
    assert [each["type"] for each in service.between("Idris Bako", "Folake Adeyemi")] == ["SUPPORT", "CONSULT"]
    assert [each["type"] for each in service.between("Idris Bako", "Folake Adeyemi", limit=1)] == ["SUPPORT"]
    assert [each["type"] for each in service.between("Idris Bako", "Folake Adeyemi", status="planned")] == []


def test_everything_of_an_entity_can_be_asked_for(service: Client) -> None:
    (found,) = service.entities("adey")
    key = found["id"]

    assert service.entity(key)["seen"]["articles"] == 3
    assert [each["type"] for each in service.acts(key)] == ["SUPPORT", "CONSULT", "AID"]
    assert [each["name"] for each in service.co_actors(key, type=["SUPPORT", "AID"])["data"]] == ["Awa Diop", "Idris Bako"]
    assert len(list(service.mentions(key))) == 3


def test_everything_of_an_event_can_be_asked_for(told, service: Client) -> None:
    (event,) = service.events(type="AID")

    (mention,) = service.mentions(event["id"])
    assert [each["id"] for each in service.mentions(mention["article_id"])] == [mention["id"]]
    assert service.claims(event["id"])["status"] == service.history(event["id"])["status"] == "happened"
    with pytest.raises(RejectedError, match="begin with evt_"):
        service.mentions("Folake Adeyemi")


def test_stories_are_listed_and_shown(told, service: Client) -> None:
    story = add(told, 1, "Treaty [signed]", growth=2.5, breaking=True, countries=["NGA"], summary="Two met.")

    assert [each["id"] for each in service.stories("treaty", breaking=True, sort="growth")] == [story]
    assert (service.story(story)["summary"], list(service.acts(story))) == ("Two met.", [])
    table, shown = dateline(told, "stories", "treaty", "--breaking"), dateline(told, "story", story)
    assert all(word in table.stdout for word in ("breaking", "Treaty [signed]", "2.5", story))
    assert shown.stdout.splitlines()[:3] == ["Treaty [signed]", "Two met.", "1 article of 1 outlet, 2024-03-01 to 2024-03-03"]
    assert story in [json.loads(line)["id"] for line in dateline(told, "stories", "--json").stdout.splitlines()]


def test_commands_show_entities(told) -> None:
    table = dateline(told, "entities", "folake", "--kind", "person")
    (record,) = map(json.loads, dateline(told, "entities", "folake", "--json").stdout.splitlines())
    shown = dateline(told, "entity", record["id"])

    assert all(word in table.stdout for word in ("Folake Adeyemi", "person", "NGA", "2024-03-05", record["id"])), table.stderr
    assert shown.stdout.splitlines()[0] == "Folake Adeyemi  person  NGA", shown.stderr
    assert "2 events with Idris Bako: 1 to, 1 from" in shown.stdout
    assert [line.split()[0] for line in shown.stdout.splitlines() if "CONSULT" in line or "AID" in line] == ["2024-03-04", "(2024-03-05)"]
    assert dateline(told, "entities", "nobody").stdout == ""
    assert dateline(told, "entity", "Folake").returncode == 1


def test_command_shows_the_acts_between_two(told) -> None:
    table = dateline(told, "timeline", "Folake Adeyemi", "Idris Bako")
    records = dateline(told, "timeline", "Folake Adeyemi", "SEN", "--json")

    assert [line.split()[0] for line in table.stdout.splitlines() if line.startswith("2024")] == ["2024-03-01", "2024-03-04"]
    assert "[Report] 0" in table.stdout
    assert [json.loads(line)["type"] for line in records.stdout.splitlines()] == ["AID"]
    assert [json.loads(line)["type"] for line in dateline(told, "events", "--pair", "Folake Adeyemi,Awa Diop", "--json").stdout.splitlines()] == ["AID"]
    assert dateline(told, "timeline", "Folake Adeyemi").returncode == 2
    assert "is known" in dateline(told, "timeline", "Folake Adeyemi", "Nobody").stderr
