"""What ingest answers: the report of one poll with its new entries, a page that was read or why it was not, feeds that were found.

A poll's entries and the feed's new validators travel in one message, so that store commits them together.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from dateline_shared.contracts.article import Article, Precedence
from dateline_shared.contracts.base import Instant, Key, Message, Ordinal, Value
from dateline_shared.contracts.discovery import Discovered
from dateline_shared.contracts.page import FetchedPage, FetchFailure, PageStarted

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
    listed: Annotated[int, Field(ge=0)] = 0  # entries in the document
    window: timedelta | None = None  # between the oldest and the newest of their dates, as far as they have any
    malformed: bool = False  # the document was broken and read as far as it went


Arrival = Annotated[PollReport | PageStarted | FetchedPage | FetchFailure | Discovered, Field(discriminator="kind")]
ARRIVAL: TypeAdapter[Arrival] = TypeAdapter(Arrival)
