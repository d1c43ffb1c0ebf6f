"""One visit to a page: what is asked of whom, and what every answer means for its article."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateline_ingest.visit import robots_of, visit
from dateline_shared.clock import ManualClock
from dateline_shared.contracts.page import FetchedPage, FetchFailure, ReadPage, Robots
from dateline_shared.outbound import FetchError, ForbiddenAddressError, RefusedResponseError, Response, UnreachableError

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
URL = "https://a.example/report"
ROBOTS = "https://a.example/robots.txt"
PAGE = b"""<html><head><title>Envoy recalled</title></head><body><article><h1>Envoy recalled</h1>
<p>Peru recalled its ambassador from Chile on Monday after a dispute over the fishing grounds that both countries claim.</p>
<p>The foreign ministry in Lima said that the ambassador would stay until the talks begin again in the spring of next year.</p>
</article></body></html>"""
FOUND = Response(URL, 200, {"content-type": "text/html"}, PAGE)
NO_RULES = Response(ROBOTS, 404, {}, b"")


class Web:
    """Answers by address, and remembers who was asked."""

    def __init__(self, **answers: Response | FetchError) -> None:
        self._answers: Mapping[str, Response | FetchError] = {URL: answers.get("page", FOUND), ROBOTS: answers.get("robots", NO_RULES)}
        self.asked: list[str] = []

    def __call__(self, url: str, headers: Mapping[str, str]) -> Response:
        self.asked.append(url)
        answer = self._answers[url]
        if isinstance(answer, FetchError):
            raise answer
        return answer


def _rules(text: str) -> Response:
    return Response(ROBOTS, 200, {"content-type": "text/plain"}, text.encode())


def _visit(web: Web, *, respects_robots: bool = True, **task: Any) -> FetchedPage | FetchFailure:
    fields: dict[str, Any] = {"article_id": "art_1", "revision": 2, "attempt": 3, "url": URL} | task
    return visit(ReadPage(**fields), fetch=web, clock=ManualClock(NOON), respects_robots=respects_robots)


def test_page_is_read_after_its_hosts_rules_which_go_along_with_the_answer() -> None:
    web = Web(robots=_rules("User-agent: *\nDisallow: /private\nCrawl-delay: 7"))
    answer = _visit(web)
    assert isinstance(answer, FetchedPage)
    assert (answer.article.title, answer.article.text.split()[0], answer.revision, answer.attempt) == ("Envoy recalled", "Peru", 2, 3)
    assert answer.robots is not None
    assert (answer.robots.gap, answer.robots.until) == (timedelta(seconds=7), NOON + timedelta(hours=24))
    assert web.asked == [ROBOTS, URL]


def test_known_rules_are_not_asked_for_again_and_do_not_travel_back() -> None:
    web = Web()
    answer = _visit(web, robots=Robots(text="", until=NOON + timedelta(hours=1)))
    assert (answer.kind, answer.robots, web.asked) == ("page", None, [URL])


@pytest.mark.parametrize("known", [True, False])
def test_page_that_the_rules_forbid_is_left_alone(known: bool) -> None:
    text = "User-agent: *\nDisallow: /report"
    web = Web(robots=_rules(text))
    answer = _visit(web, robots=Robots(text=text, until=NOON) if known else None)
    assert isinstance(answer, FetchFailure)
    assert (answer.outcome, answer.robots is None, URL in web.asked) == ("forbidden", known, False)


def test_rules_may_be_ignored() -> None:
    web = Web(robots=_rules("User-agent: *\nDisallow: /"))
    assert (_visit(web, respects_robots=False).kind, web.asked) == ("page", [URL])


@pytest.mark.parametrize("robots", [Response(ROBOTS, 503, {"retry-after": "90"}, b""), UnreachableError("no connection")])
def test_nothing_is_asked_of_a_host_whose_rules_cannot_be_known(robots: Response | FetchError) -> None:
    web = Web(robots=robots)
    answer = _visit(web)
    assert isinstance(answer, FetchFailure)
    assert (answer.outcome, web.asked) == ("soft_error", [ROBOTS])
    assert answer.reason.startswith("robots.txt of the host could not be read: ")
    assert answer.retry_after == (timedelta(seconds=90) if isinstance(robots, Response) else None)


def test_rules_that_are_no_text_allow_everything() -> None:
    found = robots_of(RefusedResponseError("the body is larger than 500 bytes"), now=NOON)
    assert found == Robots(text="", until=NOON + timedelta(hours=24))


@pytest.mark.parametrize(
    ("page", "outcome", "reason"),
    [
        (Response(URL, 404, {}, b""), "hard_error", "404 Not Found"),
        (Response(URL, 410, {}, b""), "gone", "410 Gone"),
        (Response(URL, 403, {}, b""), "hard_error", "403 Forbidden"),
        (Response(URL, 204, {}, b""), "hard_error", "204 No Content"),
        (Response(URL, 302, {}, b""), "hard_error", "302 Found"),
        (Response(URL, 429, {"retry-after": "60"}, b""), "soft_error", "429 Too Many Requests"),
        (Response(URL, 502, {}, b""), "soft_error", "502 Bad Gateway"),
        (Response(URL, 200, {"content-type": "text/html"}, b"<html></html>"), "hard_error", "no article"),
        (Response(URL, 200, {"content-type": "application/pdf"}, b"%PDF"), "hard_error", "not a web page"),
        (UnreachableError("took longer than 10 s"), "soft_error", "took longer than 10 s"),
        (ForbiddenAddressError("a.example has no public address"), "hard_error", "no public address"),
        (RefusedResponseError("the body is larger"), "hard_error", "larger"),
    ],
)
def test_every_answer_has_its_outcome_and_a_reason(page: Response | FetchError, outcome: str, reason: str) -> None:
    answer = _visit(Web(page=page))
    assert isinstance(answer, FetchFailure)
    assert answer.outcome == outcome
    assert reason in answer.reason
    assert answer.robots is not None


def test_retry_after_of_a_page_is_told() -> None:
    answer = _visit(Web(page=Response(URL, 429, {"retry-after": "60"}, b"")))
    assert isinstance(answer, FetchFailure)
    assert answer.retry_after == timedelta(seconds=60)


def test_markup_is_read_without_asking_anybody() -> None:
    web = Web()
    answer = _visit(web, markup=PAGE.decode())
    fragment = _visit(web, markup="<p>Peru recalled its ambassador.</p>", is_fragment=True, url=None)
    assert isinstance(answer, FetchedPage)
    assert isinstance(fragment, FetchedPage)
    assert (answer.article.url, answer.article.title, fragment.article.text, web.asked) == (URL, "Envoy recalled", "Peru recalled its ambassador.", [])


@pytest.mark.parametrize("task", [{"markup": "<p> </p>", "is_fragment": True}, {"url": None}])
def test_what_holds_nothing_to_read_is_refused(task: dict[str, Any]) -> None:
    answer = _visit(Web(), **task)
    assert isinstance(answer, FetchFailure)
    assert answer.outcome == "hard_error"
