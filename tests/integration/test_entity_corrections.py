"""People say who is who: entities amended, merged and split by hand, also when articles are read again."""

from collections.abc import Callable

import pytest
from dateline_api import ids
from integration.newsroom import AMAKA, CHIDI, YUSUF, Newsroom

Asks = Callable[[Newsroom], dict]


@pytest.fixture
def newsroom(bench) -> Newsroom:
    newsroom = Newsroom(bench)
    newsroom.articles = {act: newsroom.tell(act) for act in ("struck", "fed", "sacked")}
    return newsroom


def amending(newsroom: Newsroom) -> dict:
    return {"kind": "amend_entity", "entity_id": newsroom.entity(AMAKA.name), "fields": {"name": "Amaka N. Eze", "country": "GHA", "wikidata_id": "Q1"}}


def merging(newsroom: Newsroom) -> dict:
    return {"kind": "merge_entities", "entity_ids": [newsroom.entity(YUSUF.name)], "into": newsroom.entity(CHIDI.name)}


def splitting(newsroom: Newsroom) -> dict:
    telling = {"article_id": ids.public("art", newsroom.articles["struck"]), "name": AMAKA.name}
    return {"kind": "split_entity", "entity_id": newsroom.entity(AMAKA.name), "tellings": [telling]}


EACH = pytest.mark.parametrize("asks", [amending, merging, splitting])


@EACH
def test_withdrawn_correction_leaves_entities_and_events_as_they_were(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    before = newsroom.entities(), newsroom.records()
    made = newsroom.correct(**asked)
    assert (newsroom.entities(), newsroom.records()) != before
    state, result = newsroom.withdraw(made["correction_id"])
    assert state == "applied", result
    assert (newsroom.entities(), newsroom.records()) == before
    newsroom.log_agrees()


@EACH
def test_correction_survives_that_the_article_is_read_again(newsroom: Newsroom, asks: Asks) -> None:
    newsroom.correct(**asks(newsroom))
    before = newsroom.entities(), newsroom.event("struck")["actors"]
    newsroom.tell("struck", words="There were witnesses.")
    assert (newsroom.entities(), newsroom.event("struck")["actors"]) == before


@EACH
def test_correction_is_told_and_named_in_the_record(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    seq = newsroom.last_seq()
    made = newsroom.correct(**asked)
    told = {op for kind, op in newsroom.changes(after=seq) if kind == "entity"}
    wanted = {merging: {"merged", "updated"}, splitting: {"split", "updated"}}
    assert told == wanted.get(asks, {"updated"})
    (named,) = newsroom.bench.rows("SELECT count(*) FROM changes WHERE seq > :seq AND record -> 'corrections' ? :id", seq=seq, id=made["correction_id"])
    assert named[0] >= 1


def test_amended_entity_keeps_its_name_as_another(newsroom: Newsroom) -> None:
    newsroom.correct(**amending(newsroom))
    record = newsroom.entities()[newsroom.entity("Amaka N. Eze")]
    assert (record["aliases"], record["country"], record["wikidata_id"]) == ([AMAKA.name], "GHA", "Q1")


def test_split_off_entity_is_the_actor_of_its_article_alone(newsroom: Newsroom) -> None:
    made = newsroom.correct(**splitting(newsroom))["made"]
    assert [actor["id"] for actor in newsroom.event("struck")["actors"]] == made
    assert newsroom.event("fed")["actors"][0]["id"] not in made
    state, result = newsroom.try_to("merge_entities", entity_ids=made, into=newsroom.event("fed")["actors"][0]["id"])
    assert (state, "withdraw that first" in result["reason"]) == ("refused", True)


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("merge_entities", {"entity_ids": [f"ent_{1:032x}"], "into": "it"}, "there is no entity"),
        ("merge_entities", {"entity_ids": ["it"], "into": "it"}, "these are one entity already"),
        ("split_entity", {"entity_id": "it", "tellings": [{"article_id": f"art_{1:032x}", "name": "Amaka Eze"}]}, "tells nothing of"),
        ("split_entity", {"entity_id": "it", "tellings": "all"}, "leave it something"),
    ],
)
def test_correction_that_cannot_be_is_refused_with_a_reason(newsroom: Newsroom, kind: str, body: dict, reason: str) -> None:
    it = newsroom.entity(AMAKA.name)
    every = [{"article_id": ids.public("art", key), "key": AMAKA.key} for key in newsroom.articles.values()]
    given = {name: it if value == "it" else [it] if value == ["it"] else every if value == "all" else value for name, value in body.items()}
    state, result = newsroom.try_to(kind, **given)
    assert (state, reason in result["reason"]) == ("refused", True), result
