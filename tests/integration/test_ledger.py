"""Leases, attempts and states of the ledger, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice

import pytest
from dateline_api import ids
from dateline_api.db import ledger
from dateline_api.db.accept import Accepted
from dateline_api.db.ledger import LONGEST_WAIT, SILENT_WAIT
from dateline_api.db.tables import articles
from dateline_api.store.plan import CHUNK_ARTICLES
from dateline_shared.contracts.article import Article, Precedence
from dateline_shared.contracts.extraction import ReadFailure, Started
from dateline_shared.errors import BrokerUnavailableError
from dateline_shared.settings import TASK_LIMIT

MOMENT = timedelta(seconds=1)


def _failure(reading, **more) -> ReadFailure:
    return ReadFailure(article_id=reading.article_id, revision=reading.revision, attempt=reading.attempt, reason="it broke", **more)


def _started(reading) -> Started:
    return Started(article_id=reading.article_id, revision=reading.revision, attempt=reading.attempt)


def _later(bench, article: Article) -> Accepted:
    bench.clock.move(MOMENT)
    return bench.accept(article)[0]


def test_same_post_twice_is_one_article(bench) -> None:
    first, second = bench.accept(Article(text="One.", url="https://a.example/1")) + bench.accept(
        Article(text="One.", url="https://A.example/1?utm_source=x#top")
    )
    assert (first.outcome, second.outcome) == ("created", "unchanged")
    assert first.id == second.id


def test_external_id_counts_within_its_source_only(bench) -> None:
    one, two = bench.accept(Article(text="One.", external_id="7", source="a.example"), Article(text="Two.", external_id="7", source="b.example"))
    assert one.id != two.id


def test_changed_text_is_a_new_revision_that_waits(bench, words) -> None:
    article = next(words)
    (first,) = bench.accept(article)
    bench.read_all()
    (second,) = bench.accept(article.model_copy(update={"text": "Adeyemi congratulated nobody after all."}))
    assert (second.id, second.revision, second.outcome, second.state) == (first.id, 2, "revised", "waiting")


@pytest.mark.parametrize("lower", [Precedence.FEED_SUMMARY, Precedence.FETCHED])
def test_lower_precedence_never_makes_a_revision(bench, lower) -> None:
    bench.accept(Article(text="The whole story.", url="https://a.example/1"))
    (taken,) = bench.accept(Article(text="A summary.", url="https://a.example/1"), precedence=lower)
    assert (taken.outcome, taken.revision) == ("kept", 1)


def test_same_words_elsewhere_are_a_duplicate_that_points_to_its_original(bench) -> None:
    first, second = bench.accept(Article(text="One.", url="https://a.example/1"), Article(text="One.", url="https://b.example/1"))
    assert (second.outcome, second.state, second.duplicate_of) == ("duplicate", "duplicate", first.id)
    assert [r.article_id for chunk in bench.dispatch() for r in chunk.readings] == [ids.public("art", first.id)]


def test_embargoed_article_waits_for_its_time(bench, words) -> None:
    bench.accept(next(words).model_copy(update={"embargoed_until": bench.clock.now() + timedelta(hours=1)}))
    assert bench.dispatch() == []
    bench.clock.move(timedelta(hours=1))
    assert len(bench.dispatch()) == 1


def test_duplicate_is_read_when_its_original_says_something_else(bench) -> None:
    first, second, third = (_later(bench, Article(text="One.", url=f"https://{host}.example/1")) for host in "abc")
    bench.accept(Article(text="Two.", url="https://a.example/1"))
    assert (bench.article(second.id).state, bench.article(second.id).duplicate_of) == ("waiting", None)
    assert (bench.article(third.id).state, bench.article(third.id).duplicate_of) == ("duplicate", second.id)
    assert bench.article(first.id).revision == 2


def test_words_that_were_not_taken_make_no_duplicates(bench) -> None:
    bench.accept(Article(text="The whole story.", url="https://a.example/1"))
    summary = [Article(text="A summary.", url=f"https://a.example/{n}") for n in (1, 2)]
    kept, new = bench.accept(*summary, precedence=Precedence.FEED_SUMMARY)
    assert (kept.outcome, new.outcome) == ("kept", "created")


def test_same_words_from_a_higher_hand_protect_them(bench) -> None:
    article = Article(text="One.", url="https://a.example/1")
    bench.accept(article, precedence=Precedence.FEED_SUMMARY)
    bench.accept(article)
    (fetched,) = bench.accept(article.model_copy(update={"text": "One, and an advertisement."}), precedence=Precedence.FETCHED)
    assert fetched.outcome == "kept"


def test_outlet_whose_name_grows_in_lower_case_is_still_read(bench) -> None:
    bench.accept(Article(text="One.", source="\u0130" * 253))
    bench.read_all()
    assert bench.states() == {"done": 1}


def test_clock_that_was_ahead_strands_no_article(bench, words) -> None:
    bench.clock.move(timedelta(days=1))
    bench.accept(next(words))
    bench.clock.move(-timedelta(days=1))
    assert len(bench.dispatch()) == 1


def test_small_step_back_of_the_clock_expires_nothing(bench, words) -> None:
    bench.accept(next(words))
    bench.dispatch()
    bench.clock.move(-timedelta(seconds=2))
    assert bench.dispatch() == []
    assert bench.states() == {"working": 1}


def test_reader_that_starts_late_has_its_whole_time(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    bench.dispatch()
    bench.clock.move(TASK_LIMIT + MOMENT)
    with bench.engine.begin() as connection:
        connection.execute(articles.update().values(solo=True))
    (chunk,) = bench.dispatch()
    bench.clock.move(TASK_LIMIT - MOMENT)
    bench.answer(_started(chunk.readings[0]))
    bench.record()
    bench.clock.move(TASK_LIMIT - MOMENT)
    assert bench.dispatch() == []
    assert bench.article(taken.id).charged == 0


def test_fifty_articles_posted_by_sixteen_at_once_are_fifty(bench, words) -> None:
    batch = list(islice(words, 50))
    with ThreadPoolExecutor(4) as pool:
        outcomes = [taken.outcome for result in pool.map(lambda n: bench.accept(*batch[n:], *batch[:n]), range(16)) for taken in result]
    assert outcomes.count("created") == 50
    assert bench.states() == {"waiting": 50}


def test_nothing_is_handed_out_while_no_reader_is_there(bench, words) -> None:
    bench.accept(next(words))
    bench.processes = 0
    assert bench.dispatch() == []


def test_window_is_two_chunks_a_process(bench, words) -> None:
    bench.accept(*islice(words, 100))
    bench.processes = 3
    chunks = bench.dispatch()
    assert [len(chunk.readings) for chunk in chunks] == [CHUNK_ARTICLES] * 6
    assert bench.dispatch() == []


def test_failed_publish_gives_the_articles_back_uncharged(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    bench.outbox.broken = True
    with pytest.raises(BrokerUnavailableError):
        bench.dispatch()
    row = bench.article(taken.id)
    assert (row.state, row.charged, row.lease_until) == ("waiting", 0, None)
    bench.outbox.broken = False
    assert len(bench.dispatch()) == 1


def test_first_expiry_only_makes_the_article_go_alone(bench, words) -> None:
    bench.accept(*islice(words, 3))
    (chunk,) = bench.dispatch()
    assert not chunk.solo
    bench.clock.move(TASK_LIMIT + MOMENT)
    alone = bench.dispatch()
    assert [len(c.readings) for c in alone] == [1, 1]  # the window of one process
    assert all(c.solo for c in alone)
    assert all(bench.article(ids.parse("art", r.article_id)).charged == 0 for c in alone for r in c.readings)


def test_expiry_alone_counts_only_after_the_reader_started(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    bench.dispatch()
    bench.clock.move(TASK_LIMIT + MOMENT)
    bench.dispatch()
    bench.clock.move(TASK_LIMIT + MOMENT)
    assert bench.dispatch() == []  # one that is silent twice waits
    bench.clock.move(SILENT_WAIT)
    (chunk,) = bench.dispatch()
    assert bench.article(taken.id).charged == 0
    for charged in (1, 2):
        bench.answer(_started(chunk.readings[0]))
        bench.record()
        bench.clock.move(TASK_LIMIT + MOMENT)
        (chunk,) = bench.dispatch()
        assert bench.article(taken.id).charged == charged
    bench.answer(_started(chunk.readings[0]))
    bench.record()
    bench.clock.move(TASK_LIMIT + MOMENT)
    assert bench.dispatch() == []
    row = bench.article(taken.id)
    assert (row.state, len(row.reasons)) == ("dead", 3)
    assert "lease ran out" in row.reasons[0]


def test_article_whose_readers_stay_silent_does_not_hold_up_the_others(bench, words) -> None:
    bench.accept(*islice(words, 2))
    for _ in range(6):
        bench.dispatch()
        bench.clock.move(TASK_LIMIT + MOMENT)
    bench.accept(next(words))
    handed_out = [reading.article.title for chunk in bench.dispatch() for reading in chunk.readings]
    assert "Report 3" in handed_out
    bench.clock.move(LONGEST_WAIT)
    assert bench.dispatch()


def test_lease_from_the_future_counts_as_expired(bench, words) -> None:
    bench.accept(next(words))
    bench.dispatch()
    bench.clock.move(-timedelta(days=1))
    with bench.engine.begin() as connection:
        ledger.expire(connection, max_attempts=3, now=bench.clock.now())
    assert bench.states() == {"waiting": 1}


def test_three_failures_make_an_article_dead_with_its_reasons_and_a_change(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    for _ in range(3):
        (chunk,) = bench.dispatch()
        bench.answer(_failure(chunk.readings[0]))
        bench.record()
    row = bench.article(taken.id)
    assert (row.state, row.charged) == ("dead", 3)
    assert row.reasons == ["attempt 1: it broke", "attempt 2: it broke", "attempt 3: it broke"]
    assert bench.log() == [(1, "article", "created", 1)]
    assert bench.dispatch() == []


def test_lost_chunk_charges_nobody_and_all_go_alone(bench, words) -> None:
    bench.accept(*islice(words, 2))
    (chunk,) = bench.dispatch()
    bench.answer(*(_failure(reading, lost=True) for reading in chunk.readings))
    bench.record()
    alone = bench.dispatch()
    assert [c.solo for c in alone] == [True, True]
    bench.answer(_failure(alone[0].readings[0], lost=True))
    bench.record()
    assert sorted(row[0] for row in bench.rows("SELECT charged FROM articles")) == [0, 1]


def test_report_of_an_earlier_attempt_changes_nothing(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    (first,) = bench.dispatch()
    bench.clock.move(TASK_LIMIT + MOMENT)
    bench.dispatch()
    bench.answer(_failure(first.readings[0]), _started(first.readings[0]))
    bench.record()
    row = bench.article(taken.id)
    assert (row.state, row.attempt, row.charged, row.started) == ("working", 2, 0, False)


def test_redriven_article_starts_afresh(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    bench.max_attempts = 1
    (chunk,) = bench.dispatch()
    bench.answer(_failure(chunk.readings[0]))
    bench.record()
    with bench.engine.begin() as connection:
        assert ledger.redrive(connection, None, now=bench.clock.now()) == 1
    bench.read_all()
    assert bench.article(taken.id).state == "done"


def test_articles_with_a_charge_go_one_at_a_time_and_do_not_hold_up_the_others(bench, words) -> None:
    bench.processes = 4
    bench.accept(*islice(words, 3))
    (chunk,) = bench.dispatch()
    bench.answer(*(_failure(reading) for reading in chunk.readings))
    bench.record()
    bench.accept(*islice(words, 2))
    first, healthy = bench.dispatch()
    assert (first.solo, len(first.readings), healthy.solo, len(healthy.readings)) == (True, 1, False, 2)
    assert bench.dispatch() == []
    bench.answer(bench.read(first.readings[0]))
    bench.record()
    (second,) = bench.dispatch()
    assert second.readings[0].article_id != first.readings[0].article_id
