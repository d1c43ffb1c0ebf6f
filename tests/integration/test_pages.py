"""Pages in the ledger: who is asked when, and how attempts are counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from dateline_api import ids
from dateline_api.db import ledger
from dateline_api.db.accept import IMPORT, Accepted
from dateline_api.db.tables import articles, feeds, sources
from dateline_api.settings import HOST_GAP
from dateline_api.store.dispatch import DISCOVERIES_A_PROCESS, POLLS_A_PROCESS
from dateline_api.store.page import FIRST_WAIT
from dateline_shared import routes
from dateline_shared.contracts.arrival import Entry, Poll, PollReport
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.page import FetchedPage, ReadPage, Robots
from dateline_shared.errors import BrokerUnavailableError
from dateline_shared.settings import TASK_LIMIT
from dateline_shared.testing import fetch_failure, fetched_page, page_started
from sqlalchemy import Connection

MOMENT = timedelta(seconds=1)
TEASER = "Adeyemi congratulated."
WHOLE = "Adeyemi congratulated Bako on Monday."


def _page(task: ReadPage, text: str = WHOLE, **more: Any) -> FetchedPage:
    fields: dict[str, Any] = {"title": "Report on the page"} | more
    return fetched_page(task, text, **fields)


def _add_feed(connection: Connection, url: str, *, now: datetime, **more: Any) -> None:
    connection.execute(feeds.insert().values(id=ids.new_id(), url=url, host=urlsplit(url).hostname, next_at=now, created_at=now, **more))


def _urls(tasks: list[ReadPage]) -> list[str | None]:
    return [task.url for task in tasks]


def test_one_page_of_a_host_at_a_time_with_a_gap(bench) -> None:
    for n in range(2):
        bench.address(f"https://a.example/{n}")
        bench.address(f"https://b.example/{n}")
    first = bench.pages()
    assert sorted(map(str, _urls(first))) == ["https://a.example/0", "https://b.example/0"]
    assert bench.pages() == []
    bench.arrive(_page(first[0], "One."))
    assert bench.pages() == []
    bench.clock.move(HOST_GAP)
    assert len(bench.pages()) == 1


def test_gap_that_a_host_asks_for_is_kept_and_its_rules_travel_with_the_next_task(bench) -> None:
    robots = Robots(text="User-agent: *\nCrawl-delay: 20", until=bench.clock.now() + timedelta(hours=24), gap=timedelta(seconds=20))
    for n in range(2):
        bench.address(f"https://a.example/{n}")
    (task,) = bench.pages()
    bench.arrive(_page(task, robots=robots))
    bench.clock.move(HOST_GAP)
    assert bench.pages() == []
    bench.clock.move(timedelta(seconds=15))
    (following,) = bench.pages()
    assert following.robots == robots


def test_rules_that_are_out_of_date_do_not_travel(bench) -> None:
    robots = Robots(text="", until=bench.clock.now() + MOMENT)
    for n in range(2):
        bench.address(f"https://a.example/{n}")
    (task,) = bench.pages()
    bench.arrive(_page(task, robots=robots))
    bench.clock.move(HOST_GAP)
    assert bench.pages()[0].robots is None


def test_polls_and_pages_of_a_host_keep_out_of_each_others_way(bench) -> None:
    with bench.engine.begin() as connection:
        _add_feed(connection, "https://a.example/feed", now=bench.clock.now())
    bench.address()
    bench.step()
    ((task, _),) = bench.sent
    assert task == routes.READ_PAGE
    bench.step()
    assert bench.sent == []


@pytest.mark.parametrize(("feeds", "pages", "expected"), [(9, 9, (2, 2)), (1, 9, (1, 3)), (9, 1, (3, 1)), (0, 9, (0, 4)), (9, 0, (4, 0))])
def test_feeds_and_pages_have_half_each_of_what_may_be_in_flight(bench, feeds: int, pages: int, expected: tuple[int, int]) -> None:
    with bench.engine.begin() as connection:
        for n in range(feeds):
            _add_feed(connection, f"https://f{n}.example/feed", now=bench.clock.now())
    for n in range(pages):
        bench.address(f"https://p{n}.example/")
    assert POLLS_A_PROCESS == 4
    bench.step()
    sent = [message for _, message in bench.sent]
    assert (sum(isinstance(each, Poll) for each in sent), sum(isinstance(each, ReadPage) for each in sent)) == expected


def test_host_with_many_pages_does_not_hold_up_another_nor_markup(bench) -> None:
    for n in range(20):
        bench.address(f"https://a.example/{n}")
    bench.accept(*(Article(text="", title=str(n)) for n in range(3)), markup="<p>Rain.</p>")
    bench.address("https://z.example/")
    assert sorted(map(str, _urls(bench.pages()))) == ["None", "None", "https://a.example/0", "https://z.example/"]


def test_live_pages_go_before_those_of_imports(bench) -> None:
    for n in range(5):
        bench.address(f"https://import{n}.example/", priority=IMPORT)
    bench.address("https://live.example/")
    assert _urls(bench.pages())[0] == "https://live.example/"


@pytest.mark.parametrize(("waits", "expected"), [({"live": 2, "imports": 0}, []), ({"live": 0, "imports": 2}, ["https://live.example/"])])
def test_pages_are_held_while_readers_do_not_keep_up(bench, words, waits: dict[str, int], expected: list[str]) -> None:
    bench.address("https://live.example/")
    bench.address("https://import.example/", priority=IMPORT)
    bench.processes = 1
    bench.accept(*(next(words) for _ in range(waits["live"] + 16)))  # 16 go out at once
    bench.accept(*(next(words) for _ in range(waits["imports"])), priority=IMPORT)
    assert _urls(bench.pages(max_waiting=1)) == expected


def test_failed_publish_gives_the_pages_back_uncharged(bench) -> None:
    taken = bench.address()
    bench.outbox.broken = True
    with pytest.raises(BrokerUnavailableError):
        bench.pages()
    row = bench.article(taken.id)
    assert (row.state, row.charged, row.solo) == ("to_fetch", 0, False)
    bench.outbox.broken = False
    assert len(bench.pages()) == 1


@pytest.mark.parametrize(
    ("make", "state", "text"),
    [(lambda bench: bench.entry(TEASER), "waiting", TEASER), (lambda bench: bench.address(), "dead", "")],
    ids=["of a feed's entry, whose summary stands", "at an address alone"],
)
@pytest.mark.parametrize("outcome", ["hard_error", "gone", "forbidden"])
def test_page_that_cannot_be_had_is_given_up(bench, make: Callable[..., Accepted], state: str, text: str, outcome: str) -> None:
    taken = make(bench)
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, outcome))
    row = bench.article(taken.id)
    assert (row.state, row.text) == (state, text)
    if state == "dead":
        assert row.reasons == ["attempt 1: it went wrong"]
        assert [entry[1:3] for entry in bench.log()] == [("article", "created")]
    else:
        assert (row.page_error, row.charged, row.solo, row.reasons) == ("attempt 1: it went wrong", 0, False, [])
        assert bench.log() == []


def test_error_that_may_pass_is_tried_again_later_each_time_and_then_given_up(bench) -> None:
    taken = bench.address()
    for wait in (FIRST_WAIT, FIRST_WAIT * 15):
        (task,) = bench.pages()
        assert not task.solo
        bench.arrive(fetch_failure(task, "soft_error"))
        bench.clock.move(wait - MOMENT)
        assert bench.pages() == []
        bench.clock.move(MOMENT)
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "soft_error"))
    assert (bench.article(taken.id).state, len(bench.article(taken.id).reasons)) == ("dead", 3)


def test_retry_after_is_heeded(bench) -> None:
    bench.address()
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "soft_error", retry_after=timedelta(hours=2)))
    bench.clock.move(timedelta(hours=2) - MOMENT)
    assert bench.pages() == []
    bench.clock.move(MOMENT)
    assert len(bench.pages()) == 1


def test_ban_that_was_known_costs_the_host_no_gap(bench) -> None:
    for n in range(2):
        bench.address(f"https://a.example/{n}")
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "forbidden"))
    assert len(bench.pages()) == 1


def test_page_that_was_lost_three_times_is_dead_and_goes_alone_meanwhile(bench) -> None:
    bad = bench.address("https://bad.example/")
    for attempt in range(1, 4):
        (task,) = bench.pages()
        assert (task.attempt, task.solo) == (attempt, attempt > 1)
        bench.arrive(fetch_failure(task, "lost"))
        bench.clock.move(FIRST_WAIT * 15)
    assert bench.article(bad.id).state == "dead"


def test_suspects_go_one_at_a_time_and_hold_up_nobody(bench) -> None:
    for name in ("bad", "worse"):
        bench.address(f"https://{name}.example/")
    bench.arrive(*(fetch_failure(task, "lost") for task in bench.pages()))
    bench.clock.move(FIRST_WAIT)
    bench.address("https://good.example/")
    assert sorted(map(str, _urls(bench.pages()))) == ["https://bad.example/", "https://good.example/"]
    assert bench.pages() == []


def test_more_suspects_than_there_is_room_for_hold_up_nobody(bench) -> None:
    for n in range(POLLS_A_PROCESS + 1):
        bench.address(f"https://bad{n}.example/")
    for _ in range(2):
        bench.arrive(*(fetch_failure(task, "lost") for task in bench.pages()))
    bench.clock.move(FIRST_WAIT)
    bench.address("https://good.example/")
    assert "https://good.example/" in _urls(bench.pages() + bench.pages())


def test_first_expiry_is_uncharged_and_the_next_counts_only_after_its_worker_started(bench) -> None:
    taken = bench.address()
    charged = []
    for is_started in (False, False, True):
        (task,) = bench.pages()
        if is_started:
            bench.arrive(page_started(task))
        bench.clock.move(TASK_LIMIT * (POLLS_A_PROCESS + DISCOVERIES_A_PROCESS + 1) + timedelta(minutes=10))
        bench.step()
        charged.append(bench.article(taken.id).charged)
        bench.clock.move(timedelta(minutes=10))
        with bench.engine.begin() as connection:
            connection.execute(articles.update().where(articles.c.state == "fetching").values(state="to_fetch", lease_until=None, leased_at=None))
    assert charged == [0, 0, 1]


@pytest.mark.parametrize("answer", [_page, lambda task: fetch_failure(task, "gone"), page_started])
def test_stale_answer_changes_nothing(bench, answer: Callable[[ReadPage], Any]) -> None:
    taken = bench.address()
    (task,) = bench.pages()
    bench.clock.move(TASK_LIMIT * (POLLS_A_PROCESS + DISCOVERIES_A_PROCESS + 1))
    bench.step()
    before = bench.article(taken.id)
    bench.arrive(answer(task))
    assert bench.article(taken.id) == before


def test_dead_page_is_fetched_anew_after_a_redrive(bench) -> None:
    taken = bench.address()
    (task,) = bench.pages()
    bench.arrive(fetch_failure(task, "gone"))
    bench.clock.move(HOST_GAP)
    with bench.engine.begin() as connection:
        assert ledger.redrive(connection, [taken.id], now=bench.clock.now()) == 1
    (task,) = bench.pages()
    assert task.attempt == 2


def test_embargoed_page_is_not_fetched_before_its_time(bench) -> None:
    bench.accept(Article(text="", url="https://a.example/1", embargoed_until=bench.clock.now() + timedelta(hours=1)), wants_page=True)
    assert bench.pages() == []
    bench.clock.move(timedelta(hours=1))
    assert len(bench.pages()) == 1


def test_message_that_cannot_be_recorded_is_a_charged_attempt_of_its_page(bench) -> None:
    taken = bench.entry(TEASER)
    for _ in range(3):
        bench.clock.move(timedelta(hours=1))
        (task,) = bench.pages()
        bench.client.xadd(routes.ARRIVALS, {routes.PAYLOAD: _page(task).model_dump_json().replace(WHOLE, "\\u0000").encode()})
        bench.record()
    row = bench.article(taken.id)
    assert (row.state, row.text) == ("waiting", TEASER)
    assert "could not be recorded" in row.page_error


@pytest.mark.parametrize(
    ("full_text", "text", "read_pages", "state"),
    [
        ("auto", TEASER, True, "to_fetch"),
        ("auto", "Long. " * 100, True, "waiting"),
        ("always", "Long. " * 100, True, "to_fetch"),
        ("never", TEASER, True, "waiting"),
        ("always", TEASER, False, "waiting"),
    ],
)
def test_page_of_an_entry_is_read_as_its_feed_and_its_source_have_it(bench, full_text: str, text: str, read_pages: bool, state: str) -> None:
    now = bench.clock.now()
    with bench.engine.begin() as connection:
        _add_feed(connection, "https://a.example/feed", now=now, full_text=full_text)
        connection.execute(sources.insert().values(source="a.example", read_pages=read_pages, updated_at=now))
    bench.step()
    ((_, poll),) = bench.sent
    entry = Entry(hash="0" * 32, article=Article(text=text, url="https://a.example/1"))
    report = PollReport(feed_id=poll.feed_id, attempt=poll.attempt, outcome="ok", polled_at=now, duration=MOMENT, entries=(entry,), seen=(entry.hash,))
    bench.arrive(report)
    assert bench.states() == {state: 1}
