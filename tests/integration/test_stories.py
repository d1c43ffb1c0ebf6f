"""Stories: articles about one matter find each other, whatever came first; they merge, split, break, calm down and go."""

import random
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db import results
from dateline_api.db.commands import add_command
from dateline_api.store import tell
from dateline_api.store.calm import calm
from dateline_api.store.link.merge_stories import merge_stories, split_story
from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError
from dateline_shared.testing import extraction, person

HOUR = timedelta(hours=1)
FERRY = (
    "A ferry carrying ninety passengers ran aground on the Kessary reef in thick fog; the coastguard lifted everybody off the Amrita by helicopter.",
    "Captain Ola Brekk steered the ferry Amrita onto the Kessary reef after its radar had failed, the harbour inquiry heard from two of its passengers.",
    "Tugs pulled the Amrita off the Kessary reef at high tide. The owner of the ferry promised its passengers a refund, and Brekk his job back.",
    "Divers found a long tear in the hull of the Amrita, the ferry that Ola Brekk ran onto the Kessary reef in fog last week.",
)
STRIKE = (
    "Teachers in Velmora walked out of their classrooms over unpaid wages, and their union closed four hundred schools until the treasury pays.",
    "The treasury of Velmora offered teachers half of their unpaid wages; union leader Petra Solnes called the offer an insult to every classroom.",
    "Petra Solnes and the treasury settled the strike of Velmora's teachers: wages will be paid by June, and schools open on Monday.",
)
PEOPLE = {"Brekk": person("Ola Brekk"), "Solnes": person("Petra Solnes")}


@pytest.fixture
def post(bench: Any) -> Any:
    """Posts articles of one outlet each, published so many hours after the start, and has them read; returns their ids."""
    numbers = count(1)

    def post(words: str, *, at: float, source: str | None = None) -> UUID:
        n = next(numbers)
        address = f"https://{source or f'outlet-{n}'}.example/{n}"
        accepted = bench.accept(Article(text=words, title=words[:40], url=address, published_at=bench.clock.now() + at * HOUR))[0]
        for chunk in bench.dispatch():
            for reading in chunk.readings:
                bench.answer(extraction(reading, entities=[entity for name, entity in PEOPLE.items() if name in words]))
        bench.record()
        return accepted.id

    return post


def clusters(bench: Any) -> set[frozenset[str]]:
    """The first letters of the articles of each story."""
    found: dict[UUID, set[str]] = {}
    for story, words in bench.rows(
        "SELECT coalesce(redirect_to, s.id), left(text, 25) FROM story_articles JOIN stories AS s ON s.id = story_id JOIN articles AS a ON a.id = article_id"
    ):
        found.setdefault(story, set()).add(words)
    return {frozenset(words) for words in found.values()}


def stories(bench: Any) -> list[dict[str, Any]]:
    return [record for (record,) in bench.rows("SELECT record FROM stories WHERE redirect_to IS NULL AND NOT retracted ORDER BY first_at")]


def apply(bench: Any, change: Any, *given: Any) -> Any:
    with bench.engine.begin() as connection:
        results.serialise(connection)
        result = change(connection, *given, now=bench.clock.now())
        tell.append(connection, result[1] if isinstance(result, tuple) else result, now=bench.clock.now())
        return result


ALL = {*((words, n * 20) for n, words in enumerate(FERRY)), *((words, n * 30 + 5) for n, words in enumerate(STRIKE))}
WANTED = {frozenset(words[:25] for words in FERRY), frozenset(words[:25] for words in STRIKE)}


@pytest.mark.parametrize("seed", range(4))
def test_articles_about_one_matter_are_one_story_in_any_order_of_arrival(bench, post, seed) -> None:
    arrival = sorted(ALL, key=lambda pair: pair[1])
    if seed:
        random.Random(seed).shuffle(arrival)
    for words, at in arrival:
        post(words, at=at)
    assert clusters(bench) == WANTED
    ferry, strike = stories(bench)
    assert (ferry["article_count"], ferry["source_count"], strike["article_count"]) == (4, 4, 3)
    assert ferry["entity_ids"] == [ids.public("ent", key) for (key,) in bench.rows("SELECT id FROM entities WHERE name = 'Ola Brekk'")]
    assert ferry["title"] in {words[:40] for words in FERRY}


def test_story_is_named_by_its_articles_and_told_in_the_log(bench, post) -> None:
    key = post(FERRY[0], at=0)
    ((record,),) = bench.rows("SELECT record FROM articles WHERE id = :key", key=key)
    (story,) = stories(bench)
    assert (record["story_id"], story["article_ids"], story["lead_article_id"]) == (story["id"], [record["id"]], record["id"])
    post(FERRY[1], at=5)
    assert [entry[2:] for entry in bench.log() if entry[1] == "story"] == [("created", 1), ("updated", 2)]
    before = bench.log()
    bench.record()
    assert bench.log() == before


def test_story_that_goes_redirects_and_comes_back_by_a_split(bench, post) -> None:
    ferry, strike = post(FERRY[0], at=0), post(STRIKE[0], at=1)
    one, other = (key for (key,) in bench.rows("SELECT story_id FROM story_articles ORDER BY at"))
    entries = apply(bench, merge_stories, other, one)
    assert [(entry.op, entry.id) for entry in entries] == [("merged", other), ("updated", one)]
    assert entries[0].record["merged_into"] == ids.public("sty", one)
    assert bench.rows("SELECT redirect_to FROM stories WHERE id = :other", other=other) == [(one,)]
    new, entries = apply(bench, split_story, one, {strike})
    assert {(entry.op, entry.id) for entry in entries} == {("updated", one), ("split", new)}
    assert dict(bench.rows("SELECT article_id, story_id FROM story_articles")) == {ferry: one, strike: new}
    for wrong in ([one, one], [other, one]):
        with pytest.raises(RejectedError):
            apply(bench, merge_stories, *wrong)
    for chosen in (set(), {ferry}, {strike}):
        with pytest.raises(RejectedError):
            apply(bench, split_story, one, chosen)


@pytest.mark.parametrize(("kind", "op"), [("retract", "retracted"), ("delete", "deleted")])
def test_article_that_is_taken_down_leaves_its_story(bench, post, kind, op) -> None:
    first, second = post(FERRY[0], at=0), post(FERRY[1], at=5)

    def order(key: UUID) -> None:
        with bench.engine.begin() as connection:
            add_command(connection, kind, {"article_id": ids.public("art", key)}, now=bench.clock.now())
        bench.obey()

    order(second)
    (story,) = stories(bench)
    assert (story["article_count"], story["lead_article_id"]) == (1, ids.public("art", first))
    assert bench.rows("SELECT count(*)::int FROM term_counts WHERE term IN ('radar', 'harbour', 'inquiri')") == [(0,)]
    assert bench.rows("SELECT count(*)::int FROM stories WHERE vector::text LIKE '%radar%'") == [(0,)]
    if kind == "delete":
        assert bench.rows("SELECT count(*)::int FROM changes WHERE record::text LIKE '%steered%' OR before::text LIKE '%steered%'") == [(0,)]
    order(first)
    assert stories(bench) == []
    assert [entry[2] for entry in bench.log() if entry[1] == "story"][-1] == op
    assert bench.rows("SELECT count(*)::int FROM term_counts") == [(0,)]


def test_story_breaks_when_many_outlets_tell_of_it_at_once_and_calms_down(bench, post) -> None:
    for n in range(5):
        post(f"{FERRY[n % 4]} Report {n}.", at=-n / 10, source=f"outlet-{n % 3}")
    (story,) = stories(bench)
    assert (story["breaking"], story["growth"]) == (True, pytest.approx(5 / 3, abs=0.01))
    calm(bench.engine, bench.clock)
    assert stories(bench)[0]["breaking"]
    bench.clock.move(4 * HOUR)
    calm(bench.engine, bench.clock)
    assert (stories(bench)[0]["breaking"], stories(bench)[0]["version"]) == (False, story["version"] + 1)
    told = bench.log()
    calm(bench.engine, bench.clock)
    assert bench.log() == told


def test_copy_is_in_the_story_of_its_original_and_counts_once(bench, post) -> None:
    wire = " ".join(FERRY)
    post(wire, at=0)
    post(f"{wire} Our reporter adds that it rained.", at=2)
    (story,) = stories(bench)
    assert (story["article_count"], story["source_count"], len(clusters(bench))) == (1, 1, 1)
    assert bench.rows("SELECT count(*)::int FROM story_articles") == [(2,)]


def test_same_matter_after_months_is_another_story(bench, post) -> None:
    post(FERRY[0], at=0)
    post(FERRY[1], at=24 * 90)
    assert len(clusters(bench)) == 2
