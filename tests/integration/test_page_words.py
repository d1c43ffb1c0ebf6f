"""The words of pages: what they fill, what stands beside them, and whose duplicates they are."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db import texts
from dateline_api.db.accept import Incoming, accept
from dateline_api.db.sources import set_source
from dateline_api.db.tables import articles
from dateline_api.settings import HOST_GAP
from dateline_shared.contracts.article import Article, Precedence
from dateline_shared.contracts.page import FetchedPage, ReadPage
from dateline_shared.testing import fetch_failure, fetched_page

MOMENT = timedelta(seconds=1)
TEASER = "Adeyemi congratulated."
WHOLE = "Adeyemi congratulated Bako on Monday."


def _page(task: ReadPage, text: str = WHOLE, **more: Any) -> FetchedPage:
    fields: dict[str, Any] = {"title": "Report on the page"} | more
    return fetched_page(task, text, **fields)


def test_page_gives_its_words_to_the_revision_that_waits_for_them(bench) -> None:
    taken = bench.address()
    (task,) = bench.pages()
    assert (task.article_id, task.url, task.markup, task.robots, task.solo) == (ids.public("art", taken.id), "https://a.example/1", None, None, False)
    bench.arrive(_page(task, authors=("Ada Quill",), language="en", published_at=bench.clock.now()))
    row = bench.article(taken.id)
    assert (row.state, row.revision, row.text, row.title, row.authors) == ("waiting", 1, WHOLE, "Report on the page", ["Ada Quill"])
    assert (row.precedence, row.host, row.charged, row.published_at) == (Precedence.FETCHED, None, 0, bench.clock.now())
    bench.read_all()
    assert bench.states() == {"done": 1}
    assert bench.rows("SELECT count(*)::int FROM events") == [(1,)]


def test_what_was_given_with_the_address_stands(bench) -> None:
    given = Article(text="", title="Our title", url="https://a.example/1", source="wire.example", tags=("peru",), published_at=bench.clock.now())
    (taken,) = bench.accept(given, wants_page=True)
    (task,) = bench.pages()
    bench.arrive(_page(task, url="https://b.example/1", source="b.example", tags=("x",), published_at=bench.clock.now() - timedelta(days=1)))
    row = bench.article(taken.id)
    assert (row.title, row.source, row.tags, row.published_at) == ("Our title", "wire.example", ["peru"], given.published_at)


def test_outlet_is_where_redirects_led(bench) -> None:
    taken = bench.address("https://short.example/x")
    (task,) = bench.pages()
    bench.arrive(_page(task, url="https://news.outlet.org/report"))
    assert bench.article(taken.id).source == "outlet.org"


def test_markup_is_read_without_asking_anybody(bench) -> None:
    (taken,) = bench.accept(Article(text=""), markup="<p>Rain.</p>", is_fragment=True)
    (task,) = bench.pages()
    assert (task.url, task.markup, task.is_fragment) == (None, "<p>Rain.</p>", True)
    bench.arrive(_page(task))
    row = bench.article(taken.id)
    assert (row.state, row.markup, row.precedence, row.text) == ("waiting", None, Precedence.POSTED, WHOLE)
    assert bench.accept(Article(text=""), markup="<p>Rain.</p>")[0].outcome == "unchanged"


def test_answer_for_words_that_were_replaced_meanwhile_changes_nothing(bench) -> None:
    taken = bench.address()
    (task,) = bench.pages()
    bench.accept(Article(text="Posted words.", url="https://a.example/1"))
    bench.arrive(_page(task))
    row = bench.article(taken.id)
    assert (row.state, row.revision, row.text) == ("waiting", 2, "Posted words.")


def test_page_with_less_text_than_its_feed_gave_is_not_used(bench) -> None:
    taken = bench.entry(TEASER)
    (task,) = bench.pages()
    bench.arrive(_page(task, "Subscribe."))
    row = bench.article(taken.id)
    assert (row.state, row.text, row.title, row.precedence) == ("waiting", TEASER, "Report", Precedence.FEED_SUMMARY)
    assert "less text" in row.page_error


def test_page_with_the_very_words_of_another_article_is_its_duplicate(bench) -> None:
    (first,) = bench.accept(Article(text=WHOLE, title="Report", url="https://b.example/1"))
    taken = bench.entry(TEASER)
    (task,) = bench.pages()
    bench.arrive(_page(task))
    row = bench.article(taken.id)
    assert (row.state, row.duplicate_of) == ("duplicate", first.id)
    assert [entry[1:3] for entry in bench.log()] == [("article", "created")]


def test_summary_that_stands_may_be_a_duplicate_too(bench) -> None:
    (first,) = bench.accept(Article(text=TEASER, title="Report", url="https://b.example/1"))
    taken = bench.entry(TEASER)
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "gone"))
    assert (bench.article(taken.id).state, bench.article(taken.id).duplicate_of) == ("duplicate", first.id)


def test_page_that_names_a_known_article_as_its_own_is_its_duplicate(bench) -> None:
    (first,) = bench.accept(Article(text="Posted words.", url="https://a.example/report"))
    taken = bench.address("https://a.example/amp/report")
    (task,) = bench.pages()
    bench.arrive(_page(task, canonical_url="https://A.example/report?utm_source=x"))
    assert (bench.article(taken.id).state, bench.article(taken.id).duplicate_of) == ("duplicate", first.id)


def test_two_pages_that_name_each_other_are_one_article_and_its_duplicate(bench) -> None:
    one, two = bench.address("https://a.example/1"), bench.address("https://a.example/2")
    (task,) = bench.pages()
    bench.arrive(_page(task, canonical_url="https://a.example/2"))
    bench.clock.move(HOST_GAP)
    (task,) = bench.pages()
    bench.arrive(_page(task, "Another text.", canonical_url="https://a.example/1"))
    bench.step()
    assert [(bench.article(each.id).state, bench.article(each.id).duplicate_of) for each in (one, two)] == [("duplicate", two.id), ("working", None)]


def test_duplicate_of_a_duplicate_is_one_of_the_original(bench) -> None:
    (first,) = bench.accept(Article(text=WHOLE, title="Report on the page", url="https://x.example/1"))
    between, last = bench.address("https://a.example/1"), bench.address("https://b.example/1")
    tasks = {task.url: task for task in bench.pages()}
    bench.arrive(_page(tasks["https://b.example/1"], WHOLE + " Bako thanked him.", canonical_url="https://a.example/1"))
    assert bench.article(last.id).duplicate_of == between.id
    bench.arrive(_page(tasks["https://a.example/1"]))
    assert bench.article(between.id).duplicate_of == bench.article(last.id).duplicate_of == first.id
    assert bench.rows("SELECT DISTINCT record ->> 'duplicate_of' FROM articles WHERE record IS NOT NULL") == [(ids.public("art", first.id),)]


def test_page_that_comes_while_its_original_is_revised_is_read(bench) -> None:
    original = Article(text=WHOLE, title="Report on the page", url="https://b.example/1")
    bench.accept(original)
    copy = bench.address()
    (task,) = bench.pages()
    thread = threading.Thread(target=lambda: bench.arrive(_page(task)))
    with bench.engine.begin() as connection:
        accept(connection, [Incoming(original.model_copy(update={"text": "Hail fell on Monday."}))], now=bench.clock.now())
        thread.start()
        while not bench.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
            assert thread.is_alive()
    thread.join(20)
    assert (bench.article(copy.id).state, bench.article(copy.id).duplicate_of) == ("waiting", None)


def test_duplicate_by_its_address_is_read_when_its_original_cannot_be_had(bench) -> None:
    one, two = bench.address("https://a.example/1"), bench.address("https://a.example/2")
    (task,) = bench.pages()
    bench.arrive(_page(task, canonical_url="https://a.example/2"))
    bench.clock.move(HOST_GAP)
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "gone"))
    assert [bench.article(each.id).state for each in (one, two)] == ["waiting", "dead"]


def _done_from_page(bench, *, title: str = "Report", is_dropped: bool = False) -> UUID:
    taken = bench.entry(TEASER, title=title)
    (task,) = bench.pages()
    bench.arrive(_page(task, title=title))
    bench.read_all()
    if is_dropped:
        with bench.engine.begin() as connection:
            set_source(connection, "a.example", {"store_text": False}, now=bench.clock.now())
            assert texts.drop(connection) == 1
    bench.clock.move(timedelta(hours=2))
    assert bench.entry("Adeyemi has congratulated.", title=title).state == "to_fetch"
    return taken.id


@pytest.mark.parametrize(
    ("answer", "state", "revision"),
    [
        pytest.param(_page, "done", 1, id="same words"),
        pytest.param(lambda task: _page(task, WHOLE + " Bako thanked him."), "waiting", 2, id="corrected"),
        pytest.param(lambda task: _page(task, "Removed."), "done", 1, id="a notice"),
        pytest.param(lambda task: fetch_failure(task, "gone"), "done", 1, id="gone"),
    ],
)
def test_page_that_is_read_again_changes_its_article_only_if_it_says_something_else(bench, answer: Callable[..., Any], state: str, revision: int) -> None:
    key = _done_from_page(bench)
    (task,) = bench.pages()
    logged = len(bench.log())
    bench.arrive(answer(task))
    row = bench.article(key)
    assert (row.state, row.revision, len(bench.log())) == (state, revision, logged)
    bench.read_all()
    assert bench.article(key).state == "done"
    assert bench.rows("SELECT count(*)::int FROM events WHERE NOT retracted") == [(1,)]


def test_page_that_is_read_again_brings_back_the_text_that_was_not_kept(bench) -> None:
    key = _done_from_page(bench, is_dropped=True)
    (task,) = bench.pages()
    bench.arrive(_page(task, WHOLE + " Bako thanked him."))
    assert (bench.article(key).text, bench.article(key).sentences) == (WHOLE + " Bako thanked him.", None)


def test_notice_in_place_of_a_page_whose_text_was_not_kept_takes_nothing_back(bench) -> None:
    key = _done_from_page(bench, is_dropped=True)
    evidence = {"part": "text", "start": 0, "end": len(WHOLE), "exact": WHOLE}
    with bench.engine.begin() as connection:
        connection.execute(articles.update().values(sentences=[evidence]))
    (task,) = bench.pages()
    bench.arrive(_page(task, "Gone."))
    assert (bench.article(key).state, bench.article(key).revision) == ("done", 1)


def test_article_without_text_or_title_is_as_done_as_it_was_when_its_page_is_gone(bench) -> None:
    key = _done_from_page(bench, title="", is_dropped=True)
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "gone"))
    assert bench.article(key).state == "done"


def test_page_that_is_read_again_does_not_overtake_the_withdrawal_of_its_article(bench) -> None:
    key = _done_from_page(bench)
    (task,) = bench.pages()
    bench.accept(Article(text="", url="https://a.example/1"), is_cancelled=True)
    bench.arrive(_page(task, WHOLE + " Bako thanked him."))
    bench.obey()
    bench.read_all()
    assert bench.article(key).state == "retracted"
    assert bench.rows("SELECT count(*)::int FROM events WHERE NOT retracted") == [(0,)]
