"""Feeds in the ledger: leases, and what a poll's report changes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from dateline_api import ids
from dateline_api.db import hosts, polls
from dateline_api.db.feeds import NewFeed, add_feed
from dateline_api.db.tables import feeds
from dateline_shared import broker, routes
from dateline_shared.contracts.arrival import Entry, Poll, PollReport
from dateline_shared.contracts.article import Article
from dateline_shared.errors import BrokerUnavailableError
from sqlalchemy import Row, insert, select, text

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
WITHIN_JITTER = 0.1


class Feeds:
    """Feeds of a bench, added and polled by hand."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench

    def add(self, url: str = "https://news.example/rss", **fields: Any) -> UUID:
        with self.bench.engine.begin() as connection:
            row, _ = add_feed(connection, NewFeed(url=url, poll_every=HOUR), now=self.bench.clock.now())
            if fields:
                connection.execute(feeds.update().where(feeds.c.id == row["id"]).values(fields))
        return row["id"]

    def change(self, key: UUID, **fields: Any) -> None:
        with self.bench.engine.begin() as connection:
            connection.execute(feeds.update().where(feeds.c.id == key).values(fields))

    def get(self, key: UUID) -> Row:
        with self.bench.engine.connect() as connection:
            return connection.execute(select(feeds).where(feeds.c.id == key)).one()

    def lease(self) -> list[Poll]:
        """One step of the dispatcher; the polls that it sent."""
        self.bench.dispatch()
        return self.bench.polls()

    def report(self, task: Poll, outcome: Any = "ok", **more: Any) -> None:
        """Have store record this report of a poll."""
        fields: dict[str, Any] = {"polled_at": self.bench.clock.now(), "duration": SECOND, **more}
        self.bench.answer(PollReport(feed_id=task.feed_id, attempt=task.attempt, outcome=outcome, **fields), stream=routes.ARRIVALS)
        self.bench.record()

    def wait(self, key: UUID) -> timedelta:
        return self.get(key).next_at - self.bench.clock.now()


@pytest.fixture
def ledger(bench: Any) -> Feeds:
    return Feeds(bench)


def entry(n: int, **more: Any) -> Entry:
    fields: dict[str, Any] = {"text": f"Words of report {n}.", "title": f"Report {n}", "external_id": f"e-{n}", "source": "news.example"} | more
    return Entry(hash=f"{n:032x}", article=Article(**fields))


def about(length: timedelta) -> Any:
    return pytest.approx(length.total_seconds(), rel=WITHIN_JITTER)


def test_entries_and_validators_of_a_poll_are_committed_together(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()

    ledger.report(task, entries=(entry(1), entry(2)), seen=(f"{1:032x}", f"{2:032x}"), listed=2, etag='"v1"', title="News", language="nb")

    feed = ledger.get(key)
    assert (feed.etag, feed.title, feed.language, feed.lease_until, feed.error_count) == ('"v1"', "News", "nb", None, 0)
    assert ledger.bench.rows("SELECT state, feed_id FROM articles") == [("waiting", key)] * 2
    ledger.bench.clock.move(2 * HOUR)
    (again,) = ledger.lease()
    assert (again.etag, set(again.seen)) == ('"v1"', {f"{1:032x}", f"{2:032x}"})


def test_report_that_comes_twice_or_late_changes_nothing(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    ledger.report(task, etag='"v1"')
    before = ledger.get(key)

    ledger.report(task, entries=(entry(1),), etag='"v2"')

    assert ledger.get(key) == before
    assert ledger.bench.rows("SELECT count(*) FROM articles") == [(0,)]


def test_interval_adapts_unless_somebody_fixed_it(ledger: Feeds) -> None:
    adaptive, fixed = ledger.add("https://a.example/rss", poll_every=None), ledger.add("https://b.example/rss")
    for task in ledger.lease():
        ledger.report(task, listed=25, window=timedelta(days=1))

    assert ledger.wait(adaptive).total_seconds() == about(30 * MINUTE)
    assert ledger.wait(fixed).total_seconds() == about(HOUR)
    assert [ledger.get(key).items_a_day for key in (adaptive, fixed)] == [24.0, 24.0]


def test_lag_is_told_of_new_articles_alone(ledger: Feeds) -> None:
    key = ledger.add()
    (first,) = ledger.lease()
    ledger.report(first, entries=(entry(1, published_at=ledger.bench.clock.now() - 5 * HOUR),), listed=1)
    assert ledger.get(key).lag is None
    ledger.bench.clock.move(2 * HOUR)

    (second,) = ledger.lease()
    old = entry(1, text="Other words.", published_at=ledger.bench.clock.now() - 5 * HOUR).model_copy(update={"hash": f"{9:032x}"})
    new = [entry(n, published_at=ledger.bench.clock.now() - n * MINUTE) for n in (2, 4, 6)]
    ledger.report(second, entries=(old, *new), listed=4)

    assert ledger.get(key).lag == 4 * MINUTE


def test_errors_put_a_feed_off_and_the_first_good_poll_forgives_them(ledger: Feeds) -> None:
    key = ledger.add()
    waits = []
    for outcome in ("soft_error", "soft_error", "hard_error", "ok"):
        ledger.bench.clock.move(25 * HOUR)
        (task,) = ledger.lease()
        ledger.report(task, outcome, reason=None if outcome == "ok" else "the server answered 500 Internal Server Error")
        waits.append(ledger.wait(key).total_seconds())

    assert waits == [about(2 * HOUR), about(4 * HOUR), about(16 * HOUR), about(HOUR)]
    feed = ledger.get(key)
    assert (feed.state, feed.error_count, feed.last_error) == ("active", 0, None)


def test_gone_feed_is_not_asked_again(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    ledger.report(task, "gone", reason="the server answered 410 Gone", http_status=410)
    ledger.bench.clock.move(timedelta(days=30))

    assert ledger.lease() == []
    feed = ledger.get(key)
    assert (feed.state, feed.last_error) == ("gone", "the server answered 410 Gone")


def test_permanent_redirect_moves_the_feed(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    ledger.report(task, moved_to="https://new.example/feed.xml")

    feed = ledger.get(key)
    assert (feed.url, feed.host, feed.state) == ("https://new.example/feed.xml", "new.example", "active")


def test_feed_that_moves_onto_another_is_gone_and_says_which(ledger: Feeds) -> None:
    other = ledger.add("https://new.example/feed.xml", state="paused")
    key = ledger.add()
    (task,) = ledger.lease()
    ledger.report(task, entries=(entry(1),), moved_to="https://new.example/feed.xml")

    feed = ledger.get(key)
    assert (feed.url, feed.state) == ("https://news.example/rss", "gone")
    assert ids.public("fed", other) in feed.last_error
    assert ledger.bench.rows("SELECT feed_id FROM articles") == [(key,)]


@pytest.mark.parametrize("target", ["https://reader:opensesame@news.example/rss", "https://news.example/" + "a" * 2000])
def test_feed_does_not_move_where_none_may_be(ledger: Feeds, target: str) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    ledger.report(task, moved_to=target, etag='"v1"')

    assert (ledger.get(key).url, ledger.get(key).etag) == ("https://news.example/rss", '"v1"')


def test_running_poll_of_a_paused_feed_is_taken_in_and_none_follows(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    ledger.change(key, state="paused")
    ledger.report(task, entries=(entry(1),), etag='"v1"')
    ledger.bench.clock.move(25 * HOUR)

    assert (ledger.get(key).state, ledger.get(key).etag) == ("paused", '"v1"')
    assert ledger.bench.states() == {"waiting": 1}
    assert ledger.lease() == []


def test_report_for_a_deleted_feed_changes_nothing(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    with ledger.bench.engine.begin() as connection:
        connection.execute(feeds.delete().where(feeds.c.id == key))
    ledger.report(task, entries=(entry(1),), etag='"v1"')

    assert ledger.bench.states() == {}


def test_entry_that_breaks_the_contract_is_left_out_and_the_others_come_in(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    report = PollReport(
        feed_id=task.feed_id,
        attempt=task.attempt,
        outcome="ok",
        polled_at=ledger.bench.clock.now(),
        duration=SECOND,
        entries=(entry(1), entry(2), entry(3)),
        seen=(f"{2:032x}",),
        etag='"v1"',
    )
    broken = report.model_dump_json().replace('"title":"Report 2"', '"title":["Report 2"]').encode()
    ledger.bench.client.xadd(routes.ARRIVALS, {routes.PAYLOAD: broken})
    ledger.bench.record()

    assert sorted(ledger.bench.rows("SELECT title FROM articles")) == [("Report 1",), ("Report 3",)]
    feed = ledger.get(key)
    assert (feed.etag, feed.lease_until, feed.error_count) == ('"v1"', None, 0)
    assert feed.last_error.startswith("1 of 3 new entries could not be kept: entry 2: article.title: ")
    assert ledger.bench.rows("SELECT reason, payload FROM rejected_messages") == [(feed.last_error, broken)]
    assert ledger.bench.rows("SELECT hash FROM feed_entries") == [(f"{2:032x}",)]


def test_entry_that_the_database_refuses_is_left_out_and_the_others_come_in(ledger: Feeds) -> None:
    key, other = ledger.add(), ledger.add("https://other.example/rss")
    with ledger.bench.engine.begin() as connection:
        connection.execute(text("ALTER TABLE articles ADD CHECK (title <> 'Report 2')"))
    first, second = ledger.lease()
    ledger.report(first, entries=(entry(1), entry(2), entry(3)), etag='"v1"')
    ledger.report(second, entries=(entry(4),), etag='"v2"')

    assert sorted(ledger.bench.rows("SELECT title FROM articles")) == [("Report 1",), ("Report 3",), ("Report 4",)]
    assert [ledger.get(each).etag for each in (key, other)] == ['"v1"', '"v2"']
    assert ledger.get(key).last_error.startswith("1 of 3 new entries could not be kept: entry 00000000000000000000000000000002: CheckViolation: ")
    assert ledger.get(other).last_error is None
    assert len(ledger.bench.rows("SELECT id FROM rejected_messages")) == 1


def test_report_that_cannot_be_read_at_all_is_an_error_of_its_feed_and_ends_its_lease(ledger: Feeds) -> None:
    key = ledger.add()
    (task,) = ledger.lease()
    payload = orjson.dumps({"kind": "poll", "feed_id": task.feed_id, "attempt": task.attempt, "outcome": "splendid", "entries": []})
    ledger.bench.client.xadd(routes.ARRIVALS, {routes.PAYLOAD: payload})
    ledger.bench.record()

    feed = ledger.get(key)
    assert (feed.lease_until, feed.error_count, ledger.wait(key).total_seconds()) == (None, 1, about(2 * HOUR))
    assert feed.last_error.startswith("its answer could not be recorded: ")


def test_what_somebody_set_stands_against_what_the_feed_says(ledger: Feeds) -> None:
    key = ledger.add(title="Ours", language="sv", source="outlet.example")
    (task,) = ledger.lease()
    ledger.report(task, entries=(entry(1, language="de"), entry(2)), title="Theirs", language="en")

    assert (ledger.get(key).title, ledger.get(key).language) == ("Ours", "sv")
    assert sorted(ledger.bench.rows("SELECT source, language FROM articles")) == [("outlet.example", "de"), ("outlet.example", "sv")]


def test_no_feed_is_leased_while_more_articles_wait_than_may(ledger: Feeds, words: Any) -> None:
    ledger.add()
    ledger.bench.max_waiting = 2
    ledger.bench.processes = 0  # nobody reads
    ledger.bench.accept(*(next(words) for _ in range(3)))
    broker.announce(ledger.bench.client, role="ingest", worker="bench:2", processes=1, ttl=5 * MINUTE)
    assert ledger.lease() == []

    ledger.bench.max_waiting = 3
    assert len(ledger.lease()) == 1


def test_poll_that_never_reports_back_is_due_again_after_its_interval(ledger: Feeds) -> None:
    key = ledger.add()
    ledger.lease()
    ledger.bench.clock.move(10 * MINUTE)

    assert ledger.lease() == []
    feed = ledger.get(key)
    assert (feed.error_count, feed.lease_until, ledger.wait(key)) == (1, None, HOUR)


def test_poll_that_could_not_be_published_is_due_at_once(ledger: Feeds) -> None:
    ledger.add()
    ledger.bench.outbox.broken = True
    with pytest.raises(BrokerUnavailableError):
        ledger.lease()
    ledger.bench.outbox.broken = False

    assert len(ledger.lease()) == 1


def test_host_is_asked_for_one_feed_at_a_time_with_its_gap_between(ledger: Feeds) -> None:
    for n in range(3):
        ledger.add(f"https://news.example/{n}")
    (task,) = ledger.lease()
    assert ledger.lease() == []

    ledger.report(task)
    assert ledger.lease() == []
    ledger.bench.clock.move(5 * SECOND)
    (second,) = ledger.lease()
    with ledger.bench.engine.begin() as connection:
        connection.execute(hosts.hosts.update().values(gap=MINUTE))  # as its robots.txt asks
    ledger.report(second)
    ledger.bench.clock.move(59 * SECOND)
    assert ledger.lease() == []
    ledger.bench.clock.move(SECOND)
    assert len(ledger.lease()) == 1


def test_server_that_is_asked_too_much_is_left_alone_for_a_moment_with_all_its_feeds(ledger: Feeds) -> None:
    for n in range(2):
        ledger.add(f"https://news.example/{n}")
    (task,) = ledger.lease()
    ledger.report(task, "soft_error", http_status=429, retry_after=5 * MINUTE, reason="the server answered 429 Too Many Requests")

    ledger.bench.clock.move(29 * SECOND)
    assert ledger.lease() == []
    ledger.bench.clock.move(SECOND)
    assert len(ledger.lease()) == 1


def test_clock_that_was_ahead_strands_no_feed_and_no_host(ledger: Feeds) -> None:
    key = ledger.add()
    ledger.bench.clock.move(timedelta(days=3))
    (task,) = ledger.lease()
    ledger.report(task, "hard_error", reason="the server answered 404 Not Found")
    ledger.bench.clock.move(timedelta(days=-3))
    with ledger.bench.engine.begin() as connection:
        polls.clamp(connection, longest=timedelta(days=8), now=ledger.bench.clock.now())
        hosts.clamp(connection, gap=5 * SECOND, longest=24 * HOUR, now=ledger.bench.clock.now())

    assert [task.feed_id for task in ledger.lease()] == [ids.public("fed", key)]


SIZES = (300, 150, 150, 80, *(40,) * 10, *(10,) * 100, *(2,) * 1500, *(1,) * 4920)  # feeds of a host: 10,000 in all


def test_ten_thousand_feeds_of_unequal_hosts_are_each_polled_once_an_interval(ledger: Feeds) -> None:
    clock, engine, gap = ledger.bench.clock, ledger.bench.engine, 5 * SECOND
    started_at = clock.now()
    rows: list[dict[str, Any]] = [
        {"id": ids.new_id(), "url": f"https://h{h}.example/{n}", "host": f"h{h}.example", "poll_every": HOUR, "created_at": started_at}
        for h, size in enumerate(SIZES)
        for n in range(size)
    ]
    assert len(rows) == 10_000
    overdue = {row["id"]: started_at - SECOND * (n * 7919 % 3600) for n, row in enumerate(rows)}
    with engine.begin() as connection:
        connection.execute(insert(feeds), [{**row, "next_at": overdue[row["id"]]} for row in rows])

    asked_at: dict[UUID, Any] = {}
    asked_last: dict[str, Any] = {}
    host_of = {row["id"]: row["host"] for row in rows}
    while len(asked_at) < len(rows):
        now = clock.now()
        assert now - started_at < HOUR, f"{len(rows) - len(asked_at)} feeds were never asked"
        with engine.begin() as connection:
            tasks = polls.lease(connection, limit=200, until=now + MINUTE, now=now)
            chosen = [ids.parse("fed", task.feed_id) for task in tasks]
            assert [overdue[key] for key in chosen] == sorted(overdue[key] for key in chosen)
            for key in chosen:
                assert key not in asked_at, "asked twice in an interval"
                assert now - asked_last.get(host_of[key], now - gap) >= gap
                asked_at[key] = asked_last[host_of[key]] = now
            connection.execute(feeds.update().where(feeds.c.id.in_(chosen)).values(lease_until=None, next_at=now + HOUR))
            hosts.rest(connection, [host_of[key] for key in chosen], gap=gap, now=now)
        clock.move(gap)

    in_line = {host: sorted((key for key in overdue if host_of[key] == host), key=overdue.__getitem__) for host in ("h0.example", "h5.example")}
    assert all([asked_at[key] for key in keys] == sorted(asked_at[key] for key in keys) for keys in in_line.values())
    singles = [asked_at[row["id"]] for row in rows if SIZES[int(row["host"][1:].partition(".")[0])] == 1]
    assert max(singles) - started_at <= len(rows) / 200 * gap, "a host of one feed waited for hosts of many"
