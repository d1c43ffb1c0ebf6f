"""One poll of a feed: task -> conditional GET -> parse -> entries not seen before -> PollReport.

`poll` does, `decide` judges: what an answer means for the feed is pure. Nothing is retried here; store schedules by the outcome:
ok, not_modified, soft_error (may pass by itself), hard_error (somebody must change something), gone (never ask again).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, Literal

from dateline_shared.clock import Clock
from dateline_shared.contracts.arrival import Entry, Poll, PollReport
from dateline_shared.errors import TransientError
from dateline_shared.outbound import FetchError, Redirect, Response
from dateline_shared.retry_after import asked_wait
from pydantic import ValidationError

from dateline_ingest.normalise import SLACK, canonical_url, distinct, entry_hash, feed_title, language_of, to_entry
from dateline_ingest.parse import ParsedEntry, ParsedFeed, parse
from dateline_ingest.text import scrub

Fetch = Callable[[str, Mapping[str, str]], Response]
"""GETs an address with these headers; raises FetchError."""

Failure = Literal["soft_error", "hard_error", "gone"]

MAX_NEW: Final = 500  # entries of one report, so that its message stays small; the rest comes with the next poll
MAX_MARKUP: Final = 150_000  # tags of a document: feedparser takes 25 s for 200,000, and 2,000 entries of 30 tags have 120,000
MAX_REASON: Final = 500  # characters: it may repeat what the server wrote
MAX_VALIDATOR: Final = 1000  # characters; common ones have 20 to 70, and all of a response's headers 100,000
MAX_RETRY_AFTER: Final = timedelta(days=7)  # a longer wait is a mistake of the server
ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"

_PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})  # 4xx that pass by themselves
_PERMANENT: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})


def poll(task: Poll, *, fetch: Fetch, clock: Clock) -> PollReport:
    """Ask for the feed once and report; a failed fetch is a report, too."""
    polled_at = clock.now()
    answer: Response | FetchError
    try:
        answer = fetch(task.url, request_headers(task))
    except FetchError as error:
        answer = error
    return decide(task, answer, polled_at=polled_at, duration=max(clock.now() - polled_at, timedelta()))


def request_headers(task: Poll) -> dict[str, str]:
    """Headers of the conditional GET (RFC 9110 §13.1)."""
    validators = {"If-None-Match": task.etag, "If-Modified-Since": task.last_modified}
    return {"Accept": ACCEPT} | {name: value for name, value in validators.items() if value}


def decide(task: Poll, answer: Response | FetchError, *, polled_at: datetime, duration: timedelta) -> PollReport:
    """What an answer means for the feed."""
    report = _unchanged(task, polled_at=polled_at, duration=duration)
    if isinstance(answer, FetchError):
        return _failed(report, "soft_error" if isinstance(answer, TransientError) else "hard_error", str(answer))
    report = report.model_copy(update={"http_status": answer.status})
    if answer.status == HTTPStatus.NOT_MODIFIED:
        renewed = {name: value for name, value in _validators(answer).items() if value}
        return report.model_copy(update={"moved_to": moved_to(answer.redirects), **renewed})
    if 200 <= answer.status < 300:
        return _read(report, task, answer)
    report = report.model_copy(update={"retry_after": retry_after(answer.headers.get("retry-after"), now=polled_at)})
    return _failed(report, outcome_of_error(answer.status), f"the server answered {named(answer.status)}")


def lost(task: Poll, reason: str, *, now: datetime) -> PollReport:
    """The report of a poll whose process did not live to write one."""
    return _failed(_unchanged(task, polled_at=now, duration=timedelta()), "soft_error", f"the poll was lost: {reason}")


def moved_to(redirects: Sequence[Redirect]) -> str | None:
    """Where permanent redirects lead; what follows a temporary one does not count."""
    target = None
    for redirect in redirects:
        if redirect.status not in _PERMANENT:
            break
        target = redirect.target
    return target


def retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, in seconds or as a date (RFC 9110 §10.2.3); at most a week."""
    return asked_wait(value, now=now, longest=MAX_RETRY_AFTER)


def outcome_of_error(status: int) -> Failure:
    """What an answer that is no success means for its address."""
    if status == HTTPStatus.GONE:
        return "gone"
    return "soft_error" if status >= 500 or status in _PASSING else "hard_error"


def named(status: int) -> str:
    """A status for people: `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _unchanged(task: Poll, *, polled_at: datetime, duration: timedelta) -> PollReport:
    """A report of no news. The validators stay as they were; entries are listed as seen only when a document was read."""
    return PollReport(
        feed_id=task.feed_id,
        attempt=task.attempt,
        outcome="not_modified",
        polled_at=polled_at,
        duration=duration,
        etag=task.etag,
        last_modified=task.last_modified,
    )


def _failed(report: PollReport, outcome: Failure, reason: str) -> PollReport:
    return report.model_copy(update={"outcome": outcome, "reason": scrub(reason)[:MAX_REASON]})


def _read(report: PollReport, task: Poll, answer: Response) -> PollReport:
    if not answer.body.strip():
        return _failed(report, "soft_error", "the server answered with an empty document")
    if answer.body.count(b"<") > MAX_MARKUP:
        return _failed(report, "hard_error", f"the document holds over {MAX_MARKUP} tags: no feed for people does")
    feed = parse(answer.body, url=answer.url, content_type=answer.headers.get("content-type", ""))
    if not feed.is_feed:
        return _failed(report, "hard_error", "the document cannot be read as an RSS, Atom or JSON feed; is this the address of a web page?")
    listed = {entry_hash(entry): entry for entry in distinct(feed.entries)}
    seen = set(task.seen)
    unseen = [key for key in listed if key not in seen]
    later = set(unseen[MAX_NEW:])
    entries, refused = _entries([listed[key] for key in unseen[:MAX_NEW]], feed, feed_url=answer.url, now=report.polled_at)
    return report.model_copy(
        update={
            "outcome": "ok",
            "moved_to": moved_to(answer.redirects),
            "title": feed_title(feed),
            "site_url": canonical_url(feed.site_url),
            "language": language_of(feed),
            "entries": tuple(entry for entry in entries if entry.article.text or entry.article.title or entry.article.url),
            "seen": tuple(key for key in listed if key not in later),
            "listed": len(listed),
            "window": _window(listed.values(), now=report.polled_at),
            "malformed": feed.is_malformed or refused > 0,
        }
        # With validators the next poll would be told that nothing is new.
        | ({"etag": None, "last_modified": None} if later else _validators(answer))
    )


def _entries(unseen: Sequence[ParsedEntry], feed: ParsedFeed, *, feed_url: str, now: datetime) -> tuple[list[Entry], int]:
    """The entries as articles, and how many cannot be one; such an entry counts as seen and harms no other."""
    entries, refused = [], 0
    for entry in unseen:
        try:
            entries.append(to_entry(entry, feed, feed_url=feed_url, now=now))
        except ValidationError:
            refused += 1
    return entries, refused


def _window(listed: Iterable[ParsedEntry], *, now: datetime) -> timedelta | None:
    """The time between the oldest and the newest of the entries, as far as they bear dates that can be true."""
    dates = [at for entry in listed if (at := entry.published_at or entry.updated_at) and at <= now + SLACK]
    return max(dates) - min(dates) if dates else None


def _validators(answer: Response) -> dict[str, str | None]:
    """The validators to send next time. Those that are not ASCII cannot be sent back, and long ones are none."""
    values = {"etag": answer.headers.get("etag"), "last_modified": answer.headers.get("last-modified")}
    return {name: value if value and value.isascii() and len(value) <= MAX_VALIDATOR else None for name, value in values.items()}
