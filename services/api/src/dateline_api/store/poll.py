"""What a poll's report means for its feed and for the ledger. The schedule is pure; entries and validators commit together."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from dateline_shared.contracts.arrival import PollReport
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import polls
from dateline_api.db.accept import Incoming, accept, source_of

LONGEST_WAIT = timedelta(hours=24)


def next_wait(report: PollReport, *, poll_every: timedelta, error_count: int) -> timedelta:
    """How long to leave a feed alone: its interval, doubled with every error in a row, up to a day."""
    if report.outcome in ("ok", "not_modified"):
        return max(poll_every, min(LONGEST_WAIT, report.retry_after or timedelta(0)))
    if report.outcome in ("hard_error", "gone"):
        return LONGEST_WAIT
    backed_off = poll_every * 2 ** min(error_count, 10)
    return min(LONGEST_WAIT, max(backed_off, report.retry_after or timedelta(0)))


def articles_of(report: PollReport) -> list[UUID]:
    """Which articles its entries are, unless the feed's own settings say otherwise."""
    return [ids.article_id(entry.article, source=source_of(entry.article)) for entry in report.entries]


def record(connection: Connection, report: PollReport, *, gap: timedelta, now: datetime) -> None:
    """Take in a poll's new entries and note how it went. A stale report changes nothing."""
    feed = polls.lock(connection, report)
    if feed is None:
        return
    changed = _changed(connection, feed, report, now=now)
    polls.record(connection, feed, changed, seen=report.seen, articles=_take_in(connection, feed, report, now=now), gap=gap, now=now)


def _take_in(connection: Connection, feed: Row, report: PollReport, *, now: datetime) -> dict[str, UUID]:
    incoming = []
    for entry in report.entries:
        article = entry.article if feed.source is None else entry.article.model_copy(update={"source": feed.source})
        incoming.append(Incoming(article, precedence=entry.precedence, feed_id=feed.id))
    accepted = accept(connection, incoming, now=now)
    return {entry.hash: taken.id for entry, taken in zip(report.entries, accepted, strict=True)}


def _changed(connection: Connection, feed: Row, report: PollReport, *, now: datetime) -> dict[str, Any]:
    went_well = report.outcome in ("ok", "not_modified")
    errors = 0 if went_well else feed.error_count + 1
    changed: dict[str, Any] = {
        "next_at": now + next_wait(report, poll_every=feed.poll_every or feed.adapted, error_count=errors),
        "error_count": errors,
        "last_error": None if went_well else report.reason,
    }
    if went_well:
        changed["last_ok_at"] = now
        changed |= {"etag": report.etag, "last_modified": report.last_modified}
    if report.outcome == "ok":
        changed |= {"title": report.title or feed.title, "site_url": report.site_url or feed.site_url}
    if report.outcome == "gone":
        changed["state"] = "gone"
    if report.moved_to and report.moved_to != feed.url and not polls.url_is_taken(connection, report.moved_to):
        changed |= {"url": report.moved_to, "host": urlsplit(report.moved_to).hostname or feed.host}
    return changed
