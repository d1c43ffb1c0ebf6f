"""One visit to a page: task → robots.txt → guarded GET → article; or why there is none. Markup that was handed in is read without any GET.

`visit` does, `failure` judges. Nothing is retried here; store asks again, or does not, by the outcome: soft_error (may pass by itself),
hard_error (this page will not be read), gone, forbidden (its robots.txt asks us to leave it alone).
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from dateline_shared.clock import Clock
from dateline_shared.contracts.page import FetchedPage, FetchFailure, PageStarted, ReadPage, Robots
from dateline_shared.errors import TransientError
from dateline_shared.outbound import FetchError, Response
from pydantic import ValidationError

from dateline_ingest import robots as rules
from dateline_ingest.page import NoArticleError, PageArticle, read_markup, read_page
from dateline_ingest.poll import MAX_REASON, Fetch, named, outcome_of_error, retry_after
from dateline_ingest.text import scrub

Outcome = Literal["soft_error", "hard_error", "gone", "forbidden", "lost"]

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


def visit(task: ReadPage, *, fetch: Fetch, clock: Clock, respects_robots: bool = True) -> FetchedPage | FetchFailure:
    """Read one page and answer for it; a page that cannot be had is an answer, too."""
    if task.markup is not None:
        return _answer(task, lambda: read_markup(task.markup or "", url=task.url, is_fragment=task.is_fragment, now=clock.now()))
    if task.url is None:
        return failure(task, "hard_error", "neither an address nor markup was handed in")
    learnt: Robots | None = None
    if respects_robots:
        known = task.robots or _ask(task, fetch=fetch, now=clock.now())
        if isinstance(known, FetchFailure):
            return known
        learnt = known if task.robots is None else None
        if not rules.allows(known, task.url):
            return failure(task, "forbidden", "robots.txt of the host asks that this page be left alone", robots=learnt)
    try:
        response = fetch(task.url, {"Accept": ACCEPT})
    except FetchError as error:
        return failure(task, "soft_error" if isinstance(error, TransientError) else "hard_error", str(error), robots=learnt)
    if response.status != HTTPStatus.OK:
        wait = retry_after(response.headers.get("retry-after"), now=clock.now())
        return failure(task, outcome_of_error(response.status), f"the server answered {named(response.status)}", retry_after=wait, robots=learnt)
    return _answer(task, lambda: read_page(response, now=clock.now()), robots=learnt)


def failure(task: ReadPage, outcome: Outcome, reason: str, **more: Any) -> FetchFailure:
    """The answer for a page that could not be had."""
    return FetchFailure(**identity(task), outcome=outcome, reason=scrub(reason)[:MAX_REASON], **more)


def started(task: ReadPage) -> PageStarted:
    """What a worker says before it reads a page on suspicion."""
    return PageStarted(**identity(task))


def identity(task: ReadPage) -> dict[str, Any]:
    """Which lease an answer is for."""
    return {"article_id": task.article_id, "revision": task.revision, "attempt": task.attempt}


def robots_of(answer: Response | FetchError, *, now: datetime) -> Robots | None:
    """What a host's rules are after an answer for its robots.txt; None while they cannot be known, so that nothing may be read (RFC 9309 §2.3.1.4).

    A document that no rules can be read from, such as one that is too large, leaves everything allowed, like one that is not there.
    """
    if isinstance(answer, FetchError):
        return None if isinstance(answer, TransientError) else Robots(text="", until=now + rules.MAX_AGE)
    found = rules.from_response(answer, now=now)
    return found and found.model_copy(update={"gap": rules.crawl_delay(found)})


def _ask(task: ReadPage, *, fetch: Fetch, now: datetime) -> Robots | FetchFailure:
    parts = urlsplit(task.url or "")
    answer: Response | FetchError
    try:
        answer = fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", {"Accept": "text/plain, */*;q=0.1"})
    except FetchError as error:
        answer = error
    if found := robots_of(answer, now=now):
        return found
    reason, wait = str(answer), None
    if isinstance(answer, Response):
        reason, wait = f"the server answered {named(answer.status)}", retry_after(answer.headers.get("retry-after"), now=now)
    return failure(task, "soft_error", f"robots.txt of the host could not be read: {reason}", retry_after=wait)


def _answer(task: ReadPage, read: Callable[[], PageArticle], *, robots: Robots | None = None) -> FetchedPage | FetchFailure:
    try:
        found = read()
        return FetchedPage(**identity(task), article=found.article, canonical_url=found.canonical_url, robots=robots)
    except NoArticleError as error:
        return failure(task, "hard_error", str(error), robots=robots)
    except ValidationError as error:
        place = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        return failure(task, "hard_error", f"the page says of itself what no article can have: {place}", robots=robots)
