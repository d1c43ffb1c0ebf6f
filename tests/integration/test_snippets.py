"""Stretches of texts that a search found: what is shown, and where the words stand."""

from collections.abc import Callable, Iterator

import pytest
from dateline_api.db.engine import make_engine
from dateline_api.db.snippets import LONGEST, MAX_WORDS, Snippet, highlight
from dateline_api.search_words import STOP_WORDS, names_a_word
from sqlalchemy import text

Search = Callable[..., list[list[Snippet]]]


@pytest.fixture
def search(database_url: str) -> Iterator[Search]:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        yield lambda words, *texts: highlight(connection, texts, words)
    engine.dispose()


def marked(snippets: list[Snippet]) -> list[list[str]]:
    return [[snippet["text"][mark["start"] : mark["end"]] for mark in snippet["marks"]] for snippet in snippets]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("treaty", "Two treaties on the lake", ["treaties"]),
        ("lake", "He said: “Lake—now!” and «lake»…", ["Lake", "lake"]),
        ("lake treaty", "Two treaties on the lake", ["treaties", "lake"]),
        ('"border lake"', "The border lake froze", ["border", "lake"]),
        ("erdogan", "President Erdoğan spoke in İzmir 🎉 of Erdog\u0306an himself", ["Erdoğan", "Erdog\u0306an"]),
        ("ŁÓDŹ", "Trams of Lodz and Łódź", ["Lodz", "Łódź"]),
        ("lake", "🎉🎉 The lake <b>froze</b> & <i>lake</i>", ["lake", "lake"]),
        ("O'Hara", "Words of O’Hara's own", ["O", "Hara"]),
        ("lake -treaty", "The lake froze", ["lake"]),
        ("lake harvest", "Of the two only the lake is named here", ["lake"]),
        ("lake", "a \x01b\x02 lake\x03 c", ["lake"]),
    ],
)
def test_words_that_were_searched_for_are_marked_where_they_stand(search: Search, words: str, text: str, found: list[str]) -> None:
    ((snippet,),) = search(words, text)

    assert marked([snippet]) == [found]
    assert snippet["text"] in text


def test_text_without_a_word_of_the_search_gives_nothing(search: Search) -> None:
    assert search("lake", "The river froze", "", "The lake") == [[], [], [{"text": "The lake", "marks": [{"start": 4, "end": 8}]}]]
    assert search("the", "The river") == [[]]
    assert search("lake") == []


def test_long_text_is_cut_to_stretches_around_the_words(search: Search) -> None:
    text = "Łódź of the plain " * 200 + "the lake froze " + "and trams ran " * 200 + "to the treaty" + " over and over" * 200

    ((snippet, other),) = search("lake or treaty", text)

    assert marked([snippet, other]) == [["lake"], ["treaty"]]
    assert all(each["text"] in text and len(each["text"].split()) <= MAX_WORDS + 1 for each in (snippet, other))


def test_what_lies_too_far_back_is_not_looked_at(search: Search) -> None:
    assert search("lake", "word " * (LONGEST // 5) + "lake") == [[]]


def test_words_that_are_too_common_to_search_for_are_those_of_the_database(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT word FROM unnest(CAST(:words AS text[])) AS word WHERE to_tsvector('pg_catalog.english', word) = ''"),
            {"words": [*STOP_WORDS, "peace"]},
        )
        assert set(found.scalars()) == STOP_WORDS
    engine.dispose()


@pytest.mark.parametrize("words", ["peace", "the", "-peace", "the -peace of", '"the" or', 'peace or "the lake"', "-'", "a-peace", "“the”", "—"])
def test_search_that_can_find_nothing_is_known_without_the_database(database_url: str, words: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        asked = connection.execute(text("SELECT querytree(websearch_to_tsquery('pg_catalog.english', plain(:words)))"), {"words": words}).scalar_one()
        assert names_a_word(words) is (asked not in ("", "T"))
    engine.dispose()
