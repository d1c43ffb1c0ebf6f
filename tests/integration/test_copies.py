"""Near-duplicates: the earliest published is the original, whatever came first; what is told by copies counts once."""

from datetime import timedelta
from itertools import count, permutations
from typing import Any

import pytest
from dateline_api import ids
from dateline_api.db.before import before
from dateline_api.db.commands import add_command
from dateline_api.db.sources import set_source
from dateline_api.db.texts import drop
from dateline_api.store.link.originals import compare
from dateline_api.store.link.telling import Telling
from dateline_shared.contracts.article import Article

HOUR = timedelta(hours=1)
SENTENCES = (
    "Folake Adeyemi congratulated Idris Bako on Monday evening after the long count in the northern districts had ended without a single complaint.",
    "The two had not spoken since the quarrel over the harbour dues, which cost the council most of its savings and both of them many friends.",
    "A band from the teachers' college played outside the town hall until the rain drove everybody under the arcades of the old market.",
    "Bako thanked his voters, the election officers and the drivers who had carried the ballot boxes across the flooded fields by night.",
    "He said that the first thing he would mend was the bridge at Ganye, where three lorries have fallen into the river since the spring.",
    "The losing candidate has seven days in which to complain to the court, and her lawyers would not say whether she will.",
)
OTHER = "Elsewhere people talked of other matters, such as the price of cotton, a school for nurses and the new road along the coast to the border."


def text(*kept: int) -> str:
    return "\n\n".join(SENTENCES[n] for n in kept)


@pytest.fixture
def post(bench: Any) -> Any:
    """Posts an article of another outlet, published so many hours after the start, and has it read; returns its id."""
    numbers = count(1)

    def post(words: str, *, at: int, name: str | None = None) -> Any:
        n = next(numbers)
        address = f"https://outlet-{name or n}.example/1"
        accepted = bench.accept(Article(text=words, title=name or str(n), url=address, published_at=bench.clock.now() + at * HOUR))[0]
        bench.read_all()
        return accepted.id

    return post


def marks(bench: Any) -> dict[str, str | None]:
    """Whose copy each article is, by their titles."""
    return dict(bench.rows("SELECT a.title, b.title FROM articles AS a LEFT JOIN articles AS b ON b.id = a.copy_of"))


def order(bench: Any, kind: str, key: Any) -> None:
    with bench.engine.begin() as connection:
        add_command(connection, kind, {"article_id": ids.public("art", key)}, now=bench.clock.now())
    bench.obey()


VARIANTS = {"first": (0, text(0, 1, 2, 3, 4)), "shorter": (1, text(0, 1, 2, 3)), "middle": (2, text(1, 2, 3, 4, 5)), "other": (3, f"{text(0)} {OTHER}")}


@pytest.mark.parametrize("arrival", list(permutations(VARIANTS))[::5], ids="-".join)
def test_earliest_published_is_the_original_in_any_order_of_arrival(bench, post, arrival) -> None:
    for name in arrival:
        at, words = VARIANTS[name]
        post(words, at=at, name=name)
    assert marks(bench) == {"first": None, "shorter": "first", "middle": "first", "other": None}
    keys = {title: ids.public("art", key) for title, key in bench.rows("SELECT title, id FROM articles")}
    assert {record["title"]: record["copy_of"] for (record,) in bench.rows("SELECT record FROM articles")} == {
        "first": None,
        "shorter": keys["first"],
        "middle": keys["first"],
        "other": None,
    }
    listed = [mention for (record,) in bench.rows("SELECT record FROM events") for mention in record["mentions"]]
    assert {mention["title"]: mention["copy_of"] for mention in listed} == {"first": None, "shorter": keys["first"], "other": None}


def test_copies_count_once_and_again_when_they_are_none_any_more(bench, post) -> None:
    _, second = post(text(0, 1, 2), at=0), post(text(0, 1, 2, 3), at=1)
    assert len(bench.rows("SELECT DISTINCT event_id FROM mentions")) == 1  # linking made them one

    def counts() -> tuple[int, int, int]:
        ((record,),) = bench.rows("SELECT record FROM events WHERE redirect_to IS NULL")
        return record["mention_count"], record["article_count"], record["source_count"]

    assert counts() == (2, 1, 1)
    bench.accept(Article(text=f"{text(0)} {OTHER}", title="changed", url=bench.article(second).url))
    bench.read_all()
    assert marks(bench) == {"1": None, "changed": None}
    assert counts() == (2, 2, 2)


@pytest.mark.parametrize("kind", ["retract", "delete"])
def test_another_takes_the_place_of_an_original_that_is_taken_down(bench, post, kind) -> None:
    first = post(text(0, 1, 2, 3), at=0, name="first")
    for at, name in enumerate(("second", "third"), start=1):
        post(text(0, 1, 2, 3, 4)[: -10 * at], at=at, name=name)
    assert marks(bench) == {"first": None, "second": "first", "third": "first"}
    order(bench, kind, first)
    assert marks(bench) == {"first" if kind == "retract" else "": None, "second": None, "third": "second"}
    assert bench.rows("SELECT count(*)::int FROM article_prints WHERE article_id = :key", key=first) == [(0,)]
    records = {record["title"]: record["copy_of"] for (record,) in bench.rows("SELECT record FROM articles")}
    assert records["second"] is None
    if kind == "retract":
        order(bench, "restore", first)
        bench.read_all()
        assert marks(bench) == {"first": None, "second": "first", "third": "first"}


def test_same_words_after_a_month_are_no_copy_and_short_texts_never(bench, post) -> None:
    post(text(0, 1, 2), at=0, name="first")
    post(text(0, 1, 2) + " Again.", at=24 * 30, name="again")
    for name in ("short", "shorter"):
        post(f"Adeyemi congratulated Bako. {name}", at=1, name=name)
    assert set(marks(bench).values()) == {None}


def test_text_that_is_not_kept_stays_a_copy_when_it_is_read_again(bench, post) -> None:
    with bench.engine.begin() as connection:
        set_source(connection, "outlet-second.example", {"store_text": False}, now=bench.clock.now())
    post(text(0, 1, 2), at=0, name="first")
    second = post(text(0, 1, 2, 3), at=1, name="second")
    with bench.engine.begin() as connection:
        assert drop(connection) == 1
    source = bench.article(second)
    with bench.engine.begin() as connection:
        telling = Telling(second, source.source, None, source.title, published_at=source.published_at, reported_at=source.published_at)
        assert compare(connection, telling, before(connection, second)) == {}
    assert marks(bench) == {"first": None, "second": "first"}
