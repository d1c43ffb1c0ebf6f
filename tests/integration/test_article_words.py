"""The words by which articles are found follow the articles, whatever happens to them, and no text is too much for them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from dateline_api.db import sources, texts
from dateline_shared.contracts.article import Article, Precedence
from dateline_shared.testing import fetched_page
from integration.desk import SECOND, TEXT, TITLE, Desk
from sqlalchemy import text

SEARCHED = "SELECT article_id FROM article_words WHERE words @@ websearch_to_tsquery('pg_catalog.english', plain(:words)) ORDER BY article_id"


@pytest.fixture
def desk(bench: Any) -> Desk:
    return Desk(bench)


def finds(bench: Any, words: str) -> list[UUID]:
    return [key for (key,) in bench.rows(SEARCHED, words=words)]


def test_article_has_words_once_it_was_read(bench, desk) -> None:
    key = desk.post().id
    assert finds(bench, "harbour") == []
    desk.read()
    assert finds(bench, '"winter crossing" mole') == [key]
    assert bench.rows("SELECT state, source, language, at FROM article_words") == [("done", "wire.example", "en", bench.article(key).received_at)]


def test_new_words_take_the_place_of_the_old_ones_at_once(bench, desk) -> None:
    key = desk.tell()
    desk.post(TEXT.replace("begged", "implored"))
    assert finds(bench, "begged") == finds(bench, "implored") == []  # they are not read yet
    desk.read()
    assert (finds(bench, "begged"), finds(bench, "implored")) == ([], [key])


def test_page_that_is_read_later_brings_its_words(bench, desk) -> None:
    key = bench.address("https://wire.example/1").id
    (task,) = bench.pages()
    bench.arrive(fetched_page(task, TEXT, title=TITLE))
    desk.read()
    assert finds(bench, "mole") == [key]


def test_better_words_of_the_same_article_are_found_and_the_others_not(bench, desk) -> None:
    key = desk.tell(f"A lagoon froze. {TEXT}", precedence=Precedence.FEED_SUMMARY)
    assert finds(bench, "lagoon") == [key]
    desk.tell()
    assert (finds(bench, "lagoon"), finds(bench, "mole")) == ([], [key])


@pytest.mark.parametrize("kind", ["retract", "delete"])
def test_nothing_is_found_of_what_was_taken_down_until_it_is_back(bench, desk, kind) -> None:
    key = desk.tell()
    desk.order(kind, key)
    assert bench.rows("SELECT * FROM article_words") == []

    desk.order("restore", key)
    desk.post()
    desk.read()
    assert finds(bench, "mole") == [key]


def test_copy_is_found_by_its_original_and_in_its_own_right_when_that_is_gone(bench, desk) -> None:
    key = desk.tell()
    copy = desk.post(url="https://coast.example/1")
    assert (copy.duplicate_of, finds(bench, "mole")) == (key, [key])

    desk.order("retract", key)
    desk.read()
    assert finds(bench, "mole") == [copy.id]


def test_of_a_source_whose_texts_are_not_kept_title_and_sentences_are_found(bench, desk) -> None:
    key = desk.tell(TEXT + "\nThe chandlery had closed.\n")
    assert finds(bench, "chandlery") == [key]
    with bench.engine.begin() as connection:
        sources.set_source(connection, "wire.example", {"store_text": False}, now=bench.clock.now())
        assert texts.drop(connection) == 1

    kept = bench.article(key).sentences
    assert finds(bench, "winter crossing") == [key]
    assert finds(bench, "chandlery") == []
    assert all(finds(bench, f'"{sentence["exact"]}"') == [key] for sentence in kept)


def test_dead_article_is_found_and_a_second_reading_changes_nothing(bench, desk) -> None:
    key = desk.tell()
    before = bench.rows("SELECT words::text FROM article_words")
    with bench.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET state = 'waiting'"))
        connection.execute(text("UPDATE articles SET state = 'dead'"))
    assert bench.rows("SELECT state FROM article_words") == [("dead",)]
    assert finds(bench, "mole") == [key]
    assert bench.rows("SELECT words::text FROM article_words") == before


def hangul(n: int) -> str:
    return " ".join("".join(chr(0xAC00 + (n * i + j * 7919) % 11172) for j in range(3)) for i in range(n))


ADVERSARIES: dict[str, Callable[[], str]] = {
    "letters that normalisation makes three of": lambda: hangul(90_000),
    "nothing but different words": lambda: " ".join(f"{n:x}q{n}" for n in range(60_000)),
    "one word longer than an index entry": lambda: "x" * 300_000,
    "words a little longer than may be": lambda: " ".join("y" * 2048 for _ in range(120)),
    "compounds of compounds": lambda: "-".join(chr(0x4E00 + n % 20_000) + chr(0x3400 + n % 6_000) for n in range(70_000)),
    "letters of four bytes": lambda: " ".join(chr(0x20000 + n % 40_000) for n in range(90_000)),
    "addresses of addresses": lambda: " ".join(f"http://a{n}.example/b{n}/c{n}?d={n}" for n in range(12_000)),
    "signs alone": lambda: "<>&|!()':*\\ " * 30_000,
    "a mark on a mark": lambda: "a" + "\u0301" * 200_000,
    "the same word": lambda: "ferry " * 60_000,
    "tags": lambda: "<a " * 90_000,
    "quotes": lambda: "'" * 250_000,
}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_no_text_is_too_much(bench, desk, name: str) -> None:
    body = ADVERSARIES[name]()
    (taken,) = bench.accept(Article(text=f"{body} Adeyemi congratulated Bako.", title=f"Lighthouse {body[:9000]}", external_id="x", source="wire.example"))
    bench.clock.move(SECOND)
    bench.read_all()

    assert bench.article(taken.id).state == "done"
    assert finds(bench, "lighthouse") == [taken.id]
