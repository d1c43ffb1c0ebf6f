"""Articles whose words are still to be read, as the ledger takes them in."""

from datetime import timedelta

from dateline_api.db.accept import IMPORT, LIVE, READ_AGAIN_AFTER, Accepted
from dateline_api.db.tables import articles
from dateline_shared.contracts.article import Article, Precedence

URL = "https://a.example/1"
ADDRESS = Article(text="", url=URL)
ENTRY = Article(text="Rain fell on", title="Rain", url=URL)


def _entry(bench, article: Article = ENTRY) -> Accepted:
    return bench.accept(article, precedence=Precedence.FEED_SUMMARY, wants_page=True)[0]


def _read_from_page(bench, taken: Accepted) -> None:
    done = {"state": "done", "text": "Rain fell on the hills.", "content_hash": b"page", "precedence": 2, "done_at": bench.clock.now()}
    with bench.engine.begin() as connection:
        connection.execute(articles.update().where(articles.c.id == taken.id).values(done))


def test_address_alone_waits_for_its_page_and_is_one_article(bench) -> None:
    first, again = bench.accept(ADDRESS, ADDRESS.model_copy(update={"title": "Other title"}), wants_page=True)
    row = bench.article(first.id)
    assert (first.outcome, first.state, again.outcome, again.state) == ("created", "to_fetch", "unchanged", "to_fetch")
    assert (row.host, row.precedence, row.given_hash, row.title) == ("a.example", Precedence.FETCHED, None, "")


def test_markup_waits_to_be_read_and_is_one_article(bench) -> None:
    page = Article(text="")
    (first,) = bench.accept(page, markup="<p>Rain.</p>", is_fragment=True)
    (again,) = bench.accept(page, markup="<p>Rain.</p>", is_fragment=True)
    (other,) = bench.accept(page, markup="<p>Hail.</p>")
    row = bench.article(first.id)
    assert (first.state, again.outcome, again.id, other.outcome) == ("to_fetch", "unchanged", first.id, "created")
    assert (row.host, row.markup, row.is_fragment, row.precedence) == (None, "<p>Rain.</p>", True, Precedence.POSTED)


def test_address_that_names_no_host_is_read_as_it_is(bench) -> None:
    (taken,) = bench.accept(Article(text="", title="Rain", url="http://[::1"), wants_page=True)
    assert taken.state == "waiting"


def test_posted_text_takes_the_place_of_a_page_that_was_to_be_read(bench) -> None:
    _entry(bench)
    (taken,) = bench.accept(ENTRY)
    row = bench.article(taken.id)
    assert (taken.outcome, taken.revision, taken.state) == ("revised", 2, "waiting")
    assert (row.host, row.given_hash, row.precedence) == (None, None, Precedence.POSTED)


def test_summaries_make_no_duplicates_while_their_pages_are_to_be_read(bench) -> None:
    first = _entry(bench)
    second = _entry(bench, ENTRY.model_copy(update={"url": "https://b.example/1"}))
    (posted,) = bench.accept(ENTRY.model_copy(update={"url": "https://c.example/1"}))
    assert (first.outcome, second.outcome, posted.outcome) == ("created", "created", "created")


def test_page_whose_feed_tells_of_a_change_is_read_again_an_hour_after_it_was_read(bench) -> None:
    taken = _entry(bench)
    _read_from_page(bench, taken)
    bench.clock.move(timedelta(minutes=20))
    assert _entry(bench).outcome == "unchanged"
    changed = _entry(bench, ENTRY.model_copy(update={"text": "Hail fell on"}))
    row = bench.article(taken.id)
    assert (changed.outcome, changed.state, changed.revision) == ("kept", "to_fetch", 1)
    assert (row.text, row.not_before) == ("Rain fell on the hills.", row.done_at + READ_AGAIN_AFTER)


def test_later_time_of_the_same_words_holds_off_what_lies_between(bench) -> None:
    noon = bench.clock.now()
    first, again, between = (
        Article(text=text, url=URL, modified_at=noon + timedelta(hours=hour)) for text, hour in (("One.", 0), ("One.", 2), ("Another.", 1))
    )
    assert [taken.outcome for taken in bench.accept(first, again, between)] == ["created", "unchanged", "kept"]


def test_article_of_an_import_that_comes_as_news_goes_first(bench) -> None:
    (late,) = bench.accept(Article(text="One.", url=URL), priority=IMPORT)
    assert bench.accept(Article(text="One.", url=URL))[0].outcome == "unchanged"
    assert bench.article(late.id).priority == LIVE
    bench.accept(Article(text="One.", url=URL), priority=IMPORT)
    assert bench.article(late.id).priority == LIVE


def test_deleted_article_stays_deleted(bench) -> None:
    (taken,) = bench.accept(Article(text="One.", url=URL))
    with bench.engine.begin() as connection:
        connection.execute(articles.update().values(state="retracted", text="", deleted_at=bench.clock.now()))
    (again,) = bench.accept(Article(text="Two.", url=URL))
    assert (again.id, again.outcome, again.state, bench.article(taken.id).text) == (taken.id, "kept", "retracted", "")
