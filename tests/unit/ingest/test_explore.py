"""The search for a site's feeds: who is asked, in which order, and when it ends."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from dateline_ingest.explore import MAX_TRIED, explore
from dateline_shared.clock import ManualClock
from dateline_shared.contracts.discovery import Discover, Discovered
from dateline_shared.outbound import Response, UnreachableError

SITE = "https://a.example/"
RSS = b"<rss version='2.0'><channel><title>Harbour news</title><item><title>Ferry</title><link>https://a.example/1</link></item></channel></rss>"


class Web:
    """Pages by path; what is not there answers 404, and `None` cannot be reached. Time passes with each pause."""

    def __init__(self, **pages: bytes | None) -> None:
        self._pages = {SITE + path.replace("_", "/"): body for path, body in pages.items()}
        self.clock = ManualClock(datetime(2024, 3, 5, tzinfo=UTC))
        self.asked: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str]) -> Response:
        self.asked.append(url.removeprefix(SITE))
        body = self._pages.get(url, b"")
        if body is None:
            raise UnreachableError("no connection")
        return Response(url, 200 if body else 404, {}, body)

    def explore(self, path: str = "", *, within: timedelta = timedelta(minutes=1)) -> Discovered:
        task = Discover(command_id="cmd_1", attempt=2, url=SITE + path)
        return explore(task, fetch=self.fetch, clock=self.clock, pause=self.clock.move, within=within)


def _page(*links: str) -> bytes:
    return ("<html><head>" + "".join(f'<link rel="alternate" type="application/rss+xml" href="/{link}">' for link in links) + "</head></html>").encode()


def test_feeds_that_a_page_names_are_read_to_be_sure() -> None:
    web = Web(**{"": _page("news.xml", "sport.xml"), "news.xml": RSS})
    answer = web.explore()
    assert (answer.command_id, answer.attempt) == ("cmd_1", 2)
    assert [(feed.url, feed.title, feed.kind, feed.entries) for feed in answer.feeds] == [(SITE + "news.xml", "Harbour news", "rss", 1)]
    assert web.asked == ["", "news.xml", "sport.xml"]


def test_usual_places_are_tried_when_a_page_names_none() -> None:
    web = Web(**{"": b"<html></html>", "rss": RSS})
    assert [feed.url for feed in web.explore().feeds] == [SITE + "rss"]


def test_address_of_a_feed_is_its_own_answer() -> None:
    web = Web(**{"news.xml": RSS})
    assert ([feed.url for feed in web.explore("news.xml").feeds], web.asked) == ([SITE + "news.xml"], ["news.xml"])


def test_search_ends_after_a_few_requests_and_says_that_there_is_nothing() -> None:
    web = Web(**{"": b"<html></html>"})
    answer = web.explore()
    assert (answer.feeds, len(web.asked)) == ((), 1 + MAX_TRIED)
    assert answer.reason is not None
    assert "no feed was found" in answer.reason


def test_search_ends_in_time_with_what_it_has() -> None:
    web = Web(**{"": _page("news.xml", "sport.xml"), "news.xml": RSS, "sport.xml": RSS})
    assert [feed.url for feed in web.explore(within=timedelta(seconds=2)).feeds] == [SITE + "news.xml"]


def test_place_that_cannot_be_reached_is_passed_over() -> None:
    web = Web(**{"": _page("news.xml", "sport.xml"), "news.xml": None, "sport.xml": RSS})
    assert [feed.url for feed in web.explore().feeds] == [SITE + "sport.xml"]


def test_site_that_cannot_be_reached_is_told() -> None:
    answer = Web(**{"": None}).explore()
    assert (answer.feeds, answer.reason) == ((), "https://a.example/ could not be fetched: no connection")


def test_site_whose_page_is_missing_may_have_a_feed_all_the_same() -> None:
    assert [feed.url for feed in Web(feed=RSS).explore().feeds] == [SITE + "feed"]
