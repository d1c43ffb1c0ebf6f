"""People say what is one matter: stories merged and split by hand, and single articles moved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.store import tell
from dateline_api.store.link.merge_stories import merge_stories
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.entity import Entity
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.testing import extraction
from integration.conftest import START
from integration.newsroom import ACTS, AMAKA, MARKS, Newsroom, Record

Asks = Callable[[Newsroom], dict]
WORDS = {
    "struck": "Fishermen quarrelled over nets beside the lagoon, and a lamp was broken in the brawl.",
    "fed": "Relief lorries carried millet to the camps in the north after the locusts had gone.",
    "sacked": "The orchestra's conductor left the opera house when the strings refused to rehearse.",
}


class Seasons(Newsroom):
    """Tells of each act in another season, and names only who took part."""

    def article(self, act: str, words: str = "") -> Article:
        return super().article(act, words).model_copy(update={"published_at": START - [*WORDS].index(act) * timedelta(days=90)})

    def read(self, reading: Reading, act: str, **changed: Any) -> Extraction:
        entities: list[Entity] = [AMAKA, *ACTS[act]["recipients"]]  # ty: ignore[invalid-assignment]  # of which a type checker sees any value
        return extraction(reading, entities=entities, events=[self.mention(reading, act, **changed)])


@pytest.fixture
def newsroom(bench) -> Newsroom:
    """Three articles about three matters."""
    newsroom = Seasons(bench)
    for act, words in WORDS.items():
        newsroom.articles[act] = newsroom.tell(act, words=words)
    assert len({*homes(newsroom).values()}) == 3
    return newsroom


def homes(newsroom: Newsroom) -> dict[str, str]:
    """The story that each article is in."""
    rows = dict(newsroom.bench.rows("SELECT article_id, story_id FROM story_articles"))
    return {act: ids.public("sty", rows[key]) for act, key in newsroom.articles.items()}


def stories(newsroom: Newsroom) -> dict[str, Record]:
    rows = newsroom.bench.rows("SELECT id, record FROM stories WHERE redirect_to IS NULL")
    return {ids.public("sty", key): {name: value for name, value in record.items() if name not in MARKS} for key, record in rows}


def merging(newsroom: Newsroom) -> dict:
    home = homes(newsroom)
    return {"kind": "merge_stories", "story_ids": [home["struck"], home["sacked"]], "into": home["fed"]}


def joined(newsroom: Newsroom) -> str:
    """Linking took two matters for one."""
    keys = [UUID(hex=homes(newsroom)[act][4:]) for act in ("struck", "fed")]
    with newsroom.bench.engine.begin() as connection:
        tell.append(connection, merge_stories(connection, *keys, now=newsroom.bench.clock.now()), now=newsroom.bench.clock.now())
    return homes(newsroom)["fed"]


def splitting(newsroom: Newsroom) -> dict:
    return {"kind": "split_story", "story_id": joined(newsroom), "article_ids": [ids.public("art", newsroom.articles["struck"])]}


def moving(newsroom: Newsroom) -> dict:
    joined(newsroom)
    return {"kind": "move_article", "article_id": ids.public("art", newsroom.articles["struck"]), "story_id": homes(newsroom)["sacked"]}


EACH = pytest.mark.parametrize("asks", [merging, splitting, moving])


@EACH
def test_withdrawn_correction_leaves_stories_and_events_as_they_were(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    newsroom.tell("fed", words=WORDS["fed"])
    before = homes(newsroom), stories(newsroom)
    made = newsroom.correct(**asked)
    assert homes(newsroom) != before[0]
    state, result = newsroom.withdraw(made["correction_id"])
    assert state == "applied", result
    assert (homes(newsroom), stories(newsroom)) == before
    assert {act: newsroom.event(act)["story_id"] for act in WORDS} == homes(newsroom)
    newsroom.log_agrees()


@EACH
def test_correction_survives_that_the_article_is_read_again(newsroom: Newsroom, asks: Asks) -> None:
    newsroom.correct(**asks(newsroom))
    before = homes(newsroom)
    newsroom.tell("struck", words=WORDS["struck"] + " Nobody was hurt.")
    assert homes(newsroom) == before


@EACH
def test_correction_is_told(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    seq = newsroom.last_seq()
    newsroom.correct(**asked)
    told = {op for kind, op in newsroom.changes(after=seq) if kind == "story"}
    assert told == ({"merged", "updated"} if asks is merging else {"split", "updated"} if asks is splitting else {"updated"})
    assert ("article", "updated") in newsroom.changes(after=seq)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("merge_stories", "these are one story already"), ("split_story", "leave it at least one"), ("move_article", "merge that story into")],
)
def test_correction_that_cannot_be_is_refused_with_a_reason(newsroom: Newsroom, kind: str, reason: str) -> None:
    home, article = homes(newsroom), ids.public("art", newsroom.articles["fed"])
    body = {
        "merge_stories": {"story_ids": [home["fed"]], "into": home["fed"]},
        "split_story": {"story_id": home["fed"], "article_ids": [article]},
        "move_article": {"article_id": article, "story_id": home["struck"]},
    }[kind]
    state, result = newsroom.try_to(kind, **body)
    assert (state, reason in result["reason"]) == ("refused", True), result
