"""What ingest says of a page, and what it means for its article and its host. The decisions are pure.

A page's words fill what was not given with the article; a text that was read as it should goes on to be read by nlp. A page that cannot be
had is asked for again or given up; then what its feed or its sender gave stands, if that is anything, and `page_error` says why.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_shared.contracts.article import Article, Precedence
from dateline_shared.contracts.page import FetchedPage, FetchFailure, PageStarted
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import hosts, ledger, pages, takedown
from dateline_api.db.ledger import Ticket
from dateline_api.outlet import source_of
from dateline_api.precedence import WITHDRAWN

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)  # after errors that may pass; a server that restarts is back in the first
WAIT_FACTOR = 15  # 1 and 15 minutes for three attempts: news that comes later is no news
SHORT = 600  # characters: a teaser has one to three sentences, and a text of five can be read as it is
SHRUNK = 0.5  # of the length: a page that is read again and holds less is a notice or a wall, not a correction


def ticket_of(message: FetchedPage | FetchFailure | PageStarted) -> Ticket:
    """Which lease a message answers for."""
    return Ticket(ids.parse("art", message.article_id), message.revision, message.attempt)


def record(connection: Connection, page: FetchedPage, *, gap: timedelta, now: datetime) -> list[UUID]:
    """Give an article the words of its page. A stale answer changes nothing. Returns the article if it is settled by that."""
    row = pages.lock(connection, ticket_of(page))
    if row is None:
        return []
    _leave_host(connection, row, page, was_asked=True, gap=gap, now=now)
    is_read = row.recorded_revision >= row.revision
    if error := objection(page.article.text, _length(row), is_read=is_read):
        return pages.stand(connection, row.id, page_error=error, now=now)
    words = words_of(row, page.article, now=now)
    is_withdrawn = WITHDRAWN in row.reasons  # what store is about to retract is the revision that there is
    if is_read and (is_withdrawn or words["content_hash"] == row.content_hash):
        return pages.stand(connection, row.id, page_error=None, now=now)
    elsewhere = ids.url_id(page.canonical_url) if page.canonical_url else row.id
    if not row.recorded_revision and takedown.deleted(connection, elsewhere, source=words["source"]):
        takedown.delete_as_copy(connection, row.id, of=elsewhere, now=now)
        return [row.id]
    # Only an article that never told of anything can be a duplicate: the mentions of an earlier revision are replaced by a reading alone.
    first = None if row.recorded_revision else _first_of(connection, row.id, elsewhere, words["content_hash"])
    return pages.fill(connection, row, words | {"state": "duplicate" if first else "waiting", "duplicate_of": first}, now=now)


def fail(connection: Connection, failure: FetchFailure, *, max_attempts: int, gap: timedelta, now: datetime) -> list[UUID]:
    """Try again later, or give the page up. A stale report changes nothing. Returns the article if it is settled by that."""
    ticket = ticket_of(failure)
    row = pages.lock(connection, ticket)
    if row is None:
        return []
    _leave_host(connection, row, failure, was_asked=failure.outcome != "forbidden" or failure.robots is not None, gap=gap, now=now)
    wait = wait_after(failure, charged=row.charged) if failure.outcome == "soft_error" else timedelta(0)
    dead = ledger.charge(
        connection,
        ticket,
        reason=failure.reason,
        is_suspect=failure.outcome == "lost",
        max_attempts=max_attempts if failure.outcome in ("soft_error", "lost") else 1,
        not_before=now + wait,
        now=now,
    )
    return pages.rescue(connection, dead, now=now)


def is_wanted(article: Article, *, full_text: str) -> bool:
    """Whether the page of a feed's entry is to be read: `always`, `never`, or, if `auto`, where the entry has too little text."""
    return article.url is not None and (full_text == "always" or (full_text == "auto" and len(article.text) < SHORT))


def objection(text: str, length: int, *, is_read: bool) -> str | None:
    """Why the text of a page is not taken, if it is not: the one that stands, of this length, is longer."""
    if is_read and len(text) < SHRUNK * length:
        return "the page holds less than half of the text that it held before"
    if not is_read and len(text) < length:
        return "the page holds less text than its feed gave"
    return None


def words_of(row: Row, found: Article, *, now: datetime) -> dict[str, Any]:
    """The columns that an article has with the words of its page: what was given with it stands, the page fills in the rest."""
    title = row.title or found.title
    given_by_address = source_of(Article(text="", url=row.url)) == row.source
    source = source_of(Article(text="", url=found.url)) if row.host and given_by_address and found.url else row.source  # redirects lead to the outlet
    return {
        "text": found.text,
        "title": title,
        "content_hash": ids.content_hash(title, found.text),
        "source": source,
        "precedence": max(row.precedence, Precedence.FETCHED),
        "language": row.language or found.language,
        "authors": row.authors or list(found.authors),
        "tags": row.tags or list(found.tags),
        "published_at": row.published_at or _past(found.published_at, now),
        "modified_at": row.modified_at or _past(found.modified_at, now),
    }


def wait_after(failure: FetchFailure, *, charged: int) -> timedelta:
    """How long to leave a page alone after an attempt that failed, `charged` of which there were before: longer each time."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * WAIT_FACTOR ** min(charged, 3))
    return min(LONGEST_WAIT, max(wait, failure.retry_after or timedelta(0)))


def _first_of(connection: Connection, key: UUID, elsewhere: UUID, content_hash: bytes) -> UUID | None:
    """The article that this one is a duplicate of: it has the very words, or the page names that one's address as its own."""
    first = pages.original(connection, key, content_hash)
    return first or (pages.known_at(connection, key, elsewhere) if elsewhere != key else None)


def _length(row: Row) -> int:
    """How long an article's text is, or at least was, if no more than sentences of it were kept."""
    return max([len(row.text), *(span["end"] for span in row.sentences or () if span["part"] == "text")])


def _past(at: datetime | None, now: datetime) -> datetime | None:
    """Pages err about their own times, in the time zone most of all; what lies in the future would hold off corrections."""
    return None if at is None else min(at, now)


def _leave_host(connection: Connection, row: Row, message: FetchedPage | FetchFailure, *, was_asked: bool, gap: timedelta, now: datetime) -> None:
    if row.host is None:
        return
    if message.robots is not None:
        pages.keep_robots(connection, row.host, message.robots)
    if was_asked:
        hosts.rest(connection, [row.host], gap=gap, now=now)
    else:
        hosts.release(connection, [row.host])
