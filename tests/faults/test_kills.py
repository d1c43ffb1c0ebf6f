"""What design §2 promises under kill -9: every article is read in the end, nothing is lost, doubled or blamed wrongly."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice

import pytest
import redis
from dateline_shared.contracts.article import Article

pytestmark = pytest.mark.timeout(300)

ENOUGH = timedelta(minutes=3)


def _articles(word: str = "") -> Iterator[Article]:
    """Each tells of another act: of those of the same people, two days lie between one and the next."""
    days = (date(2000, 1, 1) + timedelta(days=2 * n) for n in count())
    return (Article(text=f"Adeyemi congratulated Bako on {day}. {word}", external_id=f"{word}{n}", source="wire.example") for n, day in enumerate(days))


def _assert_log_is_whole(stack, *, events: int) -> None:
    seqs = [seq for (seq,) in stack.rows("SELECT seq FROM changes ORDER BY seq")]
    assert seqs == list(range(1, len(seqs) + 1))
    assert stack.rows("SELECT count(*), count(DISTINCT id) FROM events WHERE NOT retracted") == [(events, events)]
    created = stack.rows("SELECT object_id, count(*) FROM changes WHERE kind = 'event' AND op = 'created' GROUP BY object_id")
    assert sorted(amount for _, amount in created) == [1] * events


def test_nothing_is_lost_when_worker_child_store_and_broker_are_killed(stack) -> None:
    articles = _articles()
    kills = [
        lambda: stack.kill("nlp"),
        lambda: stack.kill_child_of("nlp"),
        lambda: stack.kill(stack.leaders()[-1]),
        lambda: stack.kill("valkey"),
    ]
    read = stack.lose_amid(kills, lambda amount: stack.accept(*islice(articles, amount)), within=ENOUGH)
    _assert_log_is_whole(stack, events=read)


@pytest.mark.parametrize("word", ["SEGFAULT", "EXIT", "PARENT", "RAISE", "HANG"])
def test_article_that_kills_its_reader_is_dead_after_three_and_its_neighbours_are_done(stack, word: str) -> None:
    poison = next(_articles(word))
    stack.accept(*islice(_articles(), 5), poison, *islice(_articles(), 5, 12))
    stack.run_until(lambda: stack.unfinished() == 0, within=ENOUGH)
    assert sorted(stack.rows("SELECT state, count(*)::int FROM articles GROUP BY state")) == [("dead", 1), ("done", 12)]
    ((charged, reasons, external_id),) = stack.rows("SELECT charged, reasons, external_id FROM articles WHERE state = 'dead'")
    assert (charged, len(reasons), external_id) == (3, 3, poison.external_id)
    _assert_log_is_whole(stack, events=12)


def test_standby_store_takes_over_within_five_seconds(stack) -> None:
    stack.run_until(lambda: bool(stack.leaders()), within=timedelta(seconds=20))
    (leader,) = stack.leaders()
    killed_at = datetime.now(UTC)
    stack.kill(leader)
    stack.accept(next(_articles()))
    stack.run_until(lambda: stack.done() == 1, within=timedelta(seconds=20))
    ((done_at,),) = stack.rows("SELECT done_at FROM articles")
    assert done_at - killed_at < timedelta(seconds=5)


def test_everything_is_read_after_the_broker_forgot_all(stack) -> None:
    articles = _articles()

    def forget() -> None:
        with redis.Redis.from_url(stack.redis_url) as client:
            client.flushall()

    read = stack.lose_amid([forget], lambda amount: stack.accept(*islice(articles, amount)), within=ENOUGH)
    _assert_log_is_whole(stack, events=read)
