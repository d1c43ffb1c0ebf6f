"""What a poll's report means for its feed and for the ledger. The schedule is pure; entries and validators commit together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from dateline_shared.contracts.arrival import Entry, PollReport
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.address import is_feed_address
from dateline_api.db import hosts, pages, polls
from dateline_api.db.accept import Accepted, Incoming, accept, source_of
from dateline_api.db.faults import is_fault_of_data, plain
from dateline_api.store import page, schedule
from dateline_api.store.schedule import Rhythm

MAX_ERROR = 1000  # characters


def articles_of(report: PollReport) -> list[UUID]:
    """Which articles its entries are, unless the feed's own settings say otherwise."""
    return [ids.article_id(entry.article, source=source_of(entry.article)) for entry in report.entries]


def failed(feed: UUID, attempt: int, *, reason: str, now: datetime) -> PollReport:
    """The report of a poll whose own report cannot be used: the feed must not wait for it."""
    return PollReport(feed_id=ids.public("fed", feed), attempt=attempt, outcome="soft_error", polled_at=now, duration=timedelta(), reason=reason)


def record(connection: Connection, report: PollReport, *, refused: Sequence[str] = (), gap: timedelta, now: datetime) -> str | None:
    """Take in a poll's new entries and note how it went. A stale report changes nothing.

    Returns what is to be said of entries that were left out, those `refused` before among them.
    """
    feed = polls.lock(connection, report)
    if feed is None:
        return None
    taken, unkept = _take_in(connection, feed, report.entries, now=now)
    changed = _changed(feed, report, taken, now=now) | _moved(connection, feed, report)
    faults = [*refused, *unkept]
    told = f"{len(faults)} of {len(refused) + len(report.entries)} new entries could not be kept: {'; '.join(faults)}"[:MAX_ERROR] if faults else None
    changed["last_error"] = changed["last_error"] or told
    articles = {entry.hash: each.id for entry, each in taken}
    polls.record(connection, feed, changed, seen=report.seen, articles=articles, gap=_rest(report, gap), now=now)
    return told


def _take_in(connection: Connection, feed: Row, entries: Sequence[Entry], *, now: datetime) -> tuple[list[tuple[Entry, Accepted]], list[str]]:
    """Take entries in; the database may refuse one for what it holds, and then it alone is left out. Returns those taken, and the faults."""
    if not entries:
        return [], []
    try:
        with connection.begin_nested():
            return list(zip(entries, accept(connection, _incoming(connection, feed, entries), now=now), strict=True)), []
    except Exception as error:
        if not is_fault_of_data(error):
            raise
        if len(entries) == 1:
            return [], [f"entry {entries[0].hash}: {plain(error)}"]
    middle = len(entries) // 2
    (taken, unkept), (more, besides) = (_take_in(connection, feed, part, now=now) for part in (entries[:middle], entries[middle:]))
    return taken + more, unkept + besides


def _incoming(connection: Connection, feed: Row, entries: Sequence[Entry]) -> list[Incoming]:
    """The entries as articles of this feed: what somebody set for it, or for their sources, stands."""
    given = [
        entry.article.model_copy(update={"source": feed.source or entry.article.source, "language": entry.article.language or feed.language})
        for entry in entries
    ]
    closed = pages.closed_sources(connection, {source_of(article) for article in given})
    incoming = []
    for entry, article in zip(entries, given, strict=True):
        wants_page = source_of(article) not in closed and page.is_wanted(article, full_text=feed.full_text)
        incoming.append(Incoming(article, precedence=entry.precedence, feed_id=feed.id, wants_page=wants_page))
    return incoming


def _changed(feed: Row, report: PollReport, taken: list[tuple[Entry, Accepted]], *, now: datetime) -> dict[str, Any]:
    known = Rhythm(feed.poll_every, feed.adapted, feed.items_a_day, feed.lag, feed.error_count, feed.last_ok_at)
    published = [entry.article.published_at for entry, each in taken if each.outcome in ("created", "duplicate")]
    rhythm = schedule.after(known, report, lags=[report.polled_at - at for at in published if at], now=now)
    changed: dict[str, Any] = {
        "next_at": now + schedule.wait(rhythm, report, jitter=schedule.jitter_of(feed.id, feed.attempt)),
        "adapted": rhythm.adapted,
        "items_a_day": rhythm.items_a_day,
        "lag": rhythm.lag,
        "error_count": rhythm.error_count,
        "last_ok_at": rhythm.last_ok_at,
        "last_error": None if schedule.is_well(report) else report.reason,
    }
    if schedule.is_well(report):
        changed |= {"etag": report.etag, "last_modified": report.last_modified}
    if report.outcome == "ok":  # a title or language that somebody set stands
        changed |= {"title": feed.title or report.title, "language": feed.language or report.language, "site_url": report.site_url or feed.site_url}
    if report.outcome == "gone":
        changed["state"] = "gone"
    return changed


def _moved(connection: Connection, feed: Row, report: PollReport) -> dict[str, Any]:
    """A permanent redirect moves the feed; where another feed is already, this one has nothing left to do."""
    target = report.moved_to
    if target is None or target == feed.url or not is_feed_address(target):
        return {}
    other = polls.move(connection, feed.id, target)
    return {} if other is None else {"state": "gone", "last_error": f"it moved for good to {target}, which is polled as the feed {ids.public('fed', other)}"}


def _rest(report: PollReport, gap: timedelta) -> timedelta:
    """How long its host is left alone: a server that is asked too much means all of its feeds."""
    is_too_much = report.http_status == HTTPStatus.TOO_MANY_REQUESTS
    return max(gap, min(hosts.LONGEST_REST, report.retry_after or timedelta())) if is_too_much else gap
