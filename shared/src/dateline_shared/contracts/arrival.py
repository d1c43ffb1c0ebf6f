"""What ingest answers: the report of one poll with its new entries, one fetched page, or a failure.

A poll's entries and the feed's new validators travel in one message, so that store commits them together.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from dateline_shared.contracts.article import Article, Precedence
from dateline_shared.contracts.base import Instant, Key, Message, Ordinal, Value

EntryHash = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""First 128 bits of the SHA-256 of what identifies an entry in its feed and of what it says."""


class Poll(Message):
    """The task of one poll: everything that ingest, which has no database, needs to know of the feed."""

    feed_id: Key
    attempt: Ordinal
    url: Annotated[str, Field(pattern=r"^https?://")]
    etag: str | None = None
    last_modified: str | None = None
    seen: tuple[EntryHash, ...] = ()  # entries already brought in


class Entry(Value):
    """One entry of a feed that had not been seen."""

    hash: EntryHash
    article: Article
    precedence: Precedence = Precedence.FEED_SUMMARY


class PollReport(Message):
    """How one poll went. `entries` holds only what is new; `seen` the hashes of everything listed now."""

    kind: Literal["poll"] = "poll"
    feed_id: Key
    attempt: Ordinal
    outcome: Literal["ok", "not_modified", "soft_error", "hard_error", "gone"]
    polled_at: Instant
    duration: timedelta
    http_status: int | None = None
    reason: str | None = None  # for people: what went wrong and what it means
    moved_to: Annotated[str, Field(pattern=r"^https?://")] | None = None  # target of a permanent redirect
    retry_after: timedelta | None = None
    etag: str | None = None
    last_modified: str | None = None
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    seen: tuple[EntryHash, ...] = ()
    malformed: bool = False  # the document was broken and read as far as it went


class FetchedPage(Message):
    """The main text of one page, answering for an article in `fetching`."""

    kind: Literal["page"] = "page"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    article: Article


class FetchFailure(Message):
    """A page that could not be brought in."""

    kind: Literal["page_failure"] = "page_failure"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    outcome: Literal["soft_error", "hard_error", "gone"]
    reason: str


Arrival = Annotated[PollReport | FetchedPage | FetchFailure, Field(discriminator="kind")]
ARRIVAL: TypeAdapter[Arrival] = TypeAdapter(Arrival)
