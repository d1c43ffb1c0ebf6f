"""What an answer means for a feed."""

from datetime import UTC, datetime, timedelta

import pytest
from dateline_ingest.poll import MAX_NEW, MAX_RETRY_AFTER, decide, lost, moved_to, poll, request_headers, retry_after
from dateline_shared.clock import ManualClock
from dateline_shared.contracts.arrival import Poll, PollReport
from dateline_shared.outbound import FetchError, ForbiddenAddressError, Redirect, RefusedResponseError, Response, UnreachableError

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
URL = "https://news.example.org/feed"
TASK = Poll(feed_id="feed_1", attempt=2, url=URL, etag='"old"', last_modified="Fri, 31 May 2024 10:00:00 GMT", seen=("0" * 32,))


def rss(*items: str) -> bytes:
    entries = "".join(f"<item><title>{item}</title><guid isPermaLink='false'>{item}</guid><description>About {item}.</description></item>" for item in items)
    return f"<rss version='2.0'><channel><title>News</title><link>https://news.example.org/</link>{entries}</channel></rss>".encode()


def answer(status: int = 200, body: bytes = b"", redirects: tuple[Redirect, ...] = (), **headers: str) -> Response:
    return Response(url=URL, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=body, redirects=redirects)


def decided(response: Response | FetchError, task: Poll = TASK) -> PollReport:
    return decide(task, response, polled_at=NOW, duration=timedelta(seconds=1))


def test_first_poll_brings_every_entry_and_the_validators():
    report = decided(answer(body=rss("a", "b"), etag='"new"', last_modified="Sat, 01 Jun 2024 10:00:00 GMT"), Poll(feed_id="feed_1", attempt=1, url=URL))

    assert (report.outcome, report.http_status, report.etag, report.last_modified) == ("ok", 200, '"new"', "Sat, 01 Jun 2024 10:00:00 GMT")
    assert [entry.article.external_id for entry in report.entries] == ["a", "b"]
    assert report.seen == tuple(entry.hash for entry in report.entries)


def test_seen_entries_are_not_repeated():
    first = decided(answer(body=rss("a", "b")))

    second = decided(answer(body=rss("c", "a", "b")), TASK.model_copy(update={"seen": first.seen}))

    assert [entry.article.external_id for entry in second.entries] == ["c"]
    assert set(first.seen) < set(second.seen)


def test_an_entry_that_says_something_else_is_new():
    first = decided(answer(body=rss("a")))

    second = decided(answer(body=rss("a").replace(b"About a.", b"All about a.")), TASK.model_copy(update={"seen": first.seen}))

    assert [entry.article.text for entry in second.entries] == ["All about a."]


def test_markup_and_dates_alone_make_no_entry_new():
    first = decided(answer(body=rss("a")))
    touched = (
        rss("a").replace(b"About a.", b"&lt;p&gt;About  a.&lt;/p&gt;&lt;img src='pixel?t=1'&gt;").replace(b"</item>", b"<pubDate>2024-05-01</pubDate></item>")
    )

    assert decided(answer(body=touched), TASK.model_copy(update={"seen": first.seen})).entries == ()


def test_the_hash_of_an_entry_is_the_same_in_every_version():
    # Another value would bring every entry of every feed in again.
    assert decided(answer(body=rss("a"))).seen == ("7b9eaab9593a912e4e9c9de2e5c4216e",)


def test_not_modified_keeps_what_was_known():
    report = decided(answer(304))

    assert (report.outcome, report.entries, report.seen) == ("not_modified", (), ())
    assert (report.etag, report.last_modified) == (TASK.etag, TASK.last_modified)


def test_not_modified_may_renew_the_validator():
    assert decided(answer(304, etag='"newer"')).etag == '"newer"'


def test_a_validator_that_cannot_be_sent_back_is_dropped():
    assert decided(answer(body=rss("a"), etag='"é"')).etag is None


def test_an_answer_without_validators_clears_the_old_ones():
    assert decided(answer(body=rss("a"))).etag is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, "hard_error"),
        (401, "hard_error"),
        (403, "hard_error"),
        (404, "hard_error"),
        (408, "soft_error"),
        (410, "gone"),
        (425, "soft_error"),
        (429, "soft_error"),
        (451, "hard_error"),
        (500, "soft_error"),
        (503, "soft_error"),
        (521, "soft_error"),
        (302, "hard_error"),  # without a Location
    ],
)
def test_status_decides_the_outcome(status: int, outcome: str):
    report = decided(answer(status, retry_after="120"))

    assert (report.outcome, report.http_status, report.retry_after) == (outcome, status, timedelta(minutes=2))
    assert report.reason
    assert str(status) in report.reason
    assert (report.etag, report.seen, report.entries) == (TASK.etag, (), ())


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(UnreachableError("took longer than 15 s"), "soft_error"), (ForbiddenAddressError("no"), "hard_error"), (RefusedResponseError("too large"), "hard_error")],
)
def test_a_failed_fetch_is_reported(error: FetchError, outcome: str):
    report = decided(error)

    assert (report.outcome, report.http_status, report.reason, report.etag, report.seen) == (outcome, None, str(error), TASK.etag, ())


def test_an_empty_document_may_pass_and_a_web_page_does_not():
    assert decided(answer(body=b" \n")).outcome == "soft_error"
    assert decided(answer(body=b"<html><body>News</body></html>")).outcome == "hard_error"


def test_a_feed_without_entries_is_well():
    assert decided(answer(body=rss())).outcome == "ok"


def test_a_long_feed_comes_in_parts_and_without_validators_until_the_last():
    body = rss(*(f"item {number}" for number in range(MAX_NEW + 7)))

    first = decided(answer(body=body, etag='"e"'))
    second = decided(answer(body=body, etag='"e"'), TASK.model_copy(update={"seen": first.seen}))

    assert (len(first.entries), first.etag) == (MAX_NEW, None)
    assert (len(second.entries), second.etag, len(second.seen)) == (7, '"e"', MAX_NEW + 7)


def test_permanent_redirects_move_a_feed_that_answers():
    redirects = (Redirect(301, "https://a.example.org/"), Redirect(308, "https://b.example.org/"), Redirect(302, "https://c.example.org/"))

    assert decided(answer(body=rss("a"), redirects=redirects)).moved_to == "https://b.example.org/"
    assert decided(answer(304, redirects=redirects)).moved_to == "https://b.example.org/"
    assert decided(answer(404, redirects=redirects)).moved_to is None
    assert decided(answer(body=b"<html>login</html>", redirects=redirects)).moved_to is None
    assert moved_to((Redirect(307, "https://x.example.org/"), Redirect(301, "https://y.example.org/"))) is None


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", timedelta(0)),
        ("3600", timedelta(hours=1)),
        ("9" * 40, MAX_RETRY_AFTER),
        ("Sat, 01 Jun 2024 12:10:00 GMT", timedelta(minutes=10)),
        ("Sat, 01 Jun 2024 11:00:00 GMT", timedelta(0)),
        ("Sat, 01 Jun 2024 12:10:00 +99999999999999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_AFTER),
    ],
)
def test_retry_after_is_read(value: str | None, wait: timedelta | None):
    assert retry_after(value, now=NOW) == wait


def test_the_request_is_conditional():
    assert request_headers(TASK)["If-None-Match"] == TASK.etag
    assert request_headers(TASK)["If-Modified-Since"] == TASK.last_modified
    assert "If-None-Match" not in request_headers(Poll(feed_id="feed_1", attempt=1, url=URL))


def test_a_poll_is_timed_by_the_clock_it_is_given():
    clock = ManualClock(NOW)

    def slow(url: str, headers: object) -> Response:
        clock.move(timedelta(seconds=3))
        return answer(body=rss("a"))

    report = poll(TASK, fetch=slow, clock=clock)

    assert (report.polled_at, report.duration, report.attempt) == (NOW, timedelta(seconds=3), TASK.attempt)


def test_a_lost_poll_is_a_soft_error_and_keeps_the_validators():
    report = lost(TASK, "WorkerLostError: killed", now=NOW)

    assert (report.outcome, report.feed_id, report.attempt, report.etag, report.seen) == ("soft_error", TASK.feed_id, TASK.attempt, TASK.etag, ())
    assert report.reason
    assert "killed" in report.reason


def dated(*dates: str) -> bytes:
    items = "".join(f"<item><guid isPermaLink='false'>{n}</guid><title>Item {n}</title><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates))
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("body", "listed", "window"),
    [
        (rss("a", "b"), 2, None),
        (dated("Fri, 31 May 2024 10:00:00 GMT", "Wed, 29 May 2024 22:00:00 GMT", "Thu, 30 May 2024 10:00:00 GMT"), 3, timedelta(hours=36)),
        (dated("Fri, 31 May 2024 10:00:00 GMT"), 1, timedelta()),
        (dated("Fri, 31 May 2024 10:00:00 GMT", "Fri, 31 May 2124 10:00:00 GMT"), 2, timedelta()),
        (b"<rss version='2.0'><channel><title>News</title></channel></rss>", 0, None),
    ],
    ids=["without dates", "dated", "one", "a date that cannot be true", "empty"],
)
def test_report_says_how_much_is_listed_and_over_what_time(body: bytes, listed: int, window: timedelta | None):
    report = decided(answer(body=body))

    assert (report.outcome, report.listed, report.window) == ("ok", listed, window)


def test_what_is_listed_counts_also_when_all_of_it_was_seen():
    first = decided(answer(body=rss("a", "b")))

    assert decided(answer(body=rss("a", "b")), TASK.model_copy(update={"seen": first.seen})).listed == 2


def test_what_a_server_writes_without_end_is_not_kept():
    assert len(decided(RefusedResponseError("the server answered with " + "x" * 100_000)).reason or "") <= 500
    assert decided(answer(body=rss("a"), etag="x" * 100_000)).etag is None
