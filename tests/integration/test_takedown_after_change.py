"""Deleting an article takes its words out of everything that ever told of it, also if that had left it before."""

from typing import Any

import pytest
from dateline_api import ids
from dateline_api.store import tell
from dateline_api.store.link.merge_stories import merge_stories, split_story
from dateline_shared.contracts.entity import Role
from dateline_shared.testing import extraction, person
from integration.desk import TEXT, TITLE, Desk, held, in_order, told

ROLE = "keeper of the rusted lamp of the old eastern mole"
OTHERWISE = "".join(f" {chr(97 + n % 26)}{chr(97 + n // 26)}{n}." for n in range(300))  # enough for no near-duplicate
BYSTANDER = person("Zainab Okoro", roles=(Role(title=ROLE),))


class Crowd(Desk):
    """Reads somebody besides, who takes part in nothing."""

    reads = True

    def read(self) -> None:
        for chunk in self.bench.dispatch():
            for reading in chunk.readings:
                found = told(reading)
                entities = (*found.entities, BYSTANDER) if self.reads else ()
                self.bench.answer(found.model_copy(update={"entities": entities}) if entities else extraction(reading, outcome="rejected", reason="no news"))
        self.bench.record()


@pytest.fixture
def desk(bench: Any) -> Crowd:
    return Crowd(bench)


def test_words_of_an_article_that_was_retracted_before_it_is_deleted_stand_nowhere(bench, desk) -> None:
    key = desk.tell()
    desk.order("retract", key)
    desk.order("delete", key)
    assert held(bench, TEXT, TITLE, ROLE) == set()
    in_order(bench)


def test_words_of_an_article_that_told_of_nothing_when_it_was_deleted_stand_nowhere(bench, desk) -> None:
    key = desk.tell()
    desk.reads = False
    desk.post(TEXT + "More.")
    desk.read()
    desk.order("delete", key)
    assert held(bench, TEXT, TITLE, ROLE) == set()
    in_order(bench)


def test_words_of_an_article_whose_story_became_part_of_another_stand_nowhere(bench, desk) -> None:
    key, other = desk.tell(), desk.tell(TEXT + OTHERWISE, title="Of what the pilots were asked", url="https://pier.example/2")
    ((whole,),) = bench.rows("SELECT id FROM stories")
    with bench.engine.begin() as connection:
        part, entries = split_story(connection, whole, [key], now=bench.clock.now())
        entries += merge_stories(connection, part, whole, now=bench.clock.now())
        tell.append(connection, entries, now=bench.clock.now())
    desk.order("delete", other)
    desk.order("delete", key)
    assert held(bench, TEXT, TITLE, ROLE) == set()
    in_order(bench)


def test_words_of_an_article_whose_bystander_became_somebody_else_stand_nowhere(bench, desk) -> None:
    key = desk.tell()
    named = {record["name"]: record["id"] for (record,) in bench.rows("SELECT record FROM entities")}
    asked = {"kind": "merge_entities", "author": "desk", "reason": "one", "entity_ids": [named["Zainab Okoro"]], "into": named["Idris Bako"]}
    desk.order("correct", key, correction_id=ids.public("cor", ids.new_id()), correction=asked)
    desk.order("delete", key)
    assert held(bench, TEXT, TITLE, ROLE) == set()
    in_order(bench)
