"""Finds the feeds of a site: its page → candidates → each asked for and read to be sure. Which to try is `discover`'s business; this asks.

Store holds the page's host meanwhile; requests here follow each other with a pause. robots.txt is not asked: somebody pointed us at the
site, and feeds are there to be polled.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from dateline_shared.clock import Clock
from dateline_shared.contracts.discovery import Discover, Discovered, FoundFeed
from dateline_shared.outbound import FetchError, Response

from dateline_ingest.discover import candidates, found
from dateline_ingest.poll import ACCEPT, Fetch, named
from dateline_ingest.text import scrub

MAX_TRIED: Final = 5  # candidates: the likeliest come first
PAUSE: Final = timedelta(seconds=1)  # between two requests
ACCEPT_PAGE: Final = f"text/html, {ACCEPT}"


def explore(task: Discover, *, fetch: Fetch, clock: Clock, pause: Callable[[timedelta], None], within: timedelta) -> Discovered:
    """Look for feeds, beginning no request after `within`. A page that is itself a feed is the one that was meant."""
    ends_at = clock.now() + within
    try:
        page = fetch(task.url, {"Accept": ACCEPT_PAGE})
    except FetchError as error:
        return nothing(task, f"{task.url} could not be fetched: {error}")
    if itself := _feed(page):
        return _discovered(task, (itself,))
    feeds: dict[str, FoundFeed] = {}
    for candidate in candidates(page.body, page.url, content_type=page.headers.get("content-type", ""))[:MAX_TRIED]:
        if candidate.origin == "usual" and feeds:  # a better place held one
            break
        pause(PAUSE)
        if clock.now() >= ends_at:
            break
        try:
            feed = _feed(fetch(candidate.url, {"Accept": ACCEPT}))
        except FetchError:
            continue
        if feed:
            feeds.setdefault(feed.url, feed)
    if feeds:
        return _discovered(task, tuple(feeds.values()))
    told = "" if page.status == 200 else f", and the page answered {named(page.status)}"
    return nothing(task, f"no feed was found at the places that {page.url} names or that are usual{told}")


def nothing(task: Discover, reason: str) -> Discovered:
    """The answer when there is no feed."""
    return Discovered(command_id=task.command_id, attempt=task.attempt, reason=scrub(reason)[:500])


def _discovered(task: Discover, feeds: tuple[FoundFeed, ...]) -> Discovered:
    return Discovered(command_id=task.command_id, attempt=task.attempt, feeds=feeds)


def _feed(answer: Response) -> FoundFeed | None:
    if answer.status != 200 or not answer.body:
        return None
    return found(answer.body, answer.url, content_type=answer.headers.get("content-type", ""))
