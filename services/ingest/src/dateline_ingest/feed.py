"""What a feed says, whatever its format: the values that the readers of XML and of JSON give. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

FeedKind = Literal["rss", "atom", "rdf", "json"]
MAX_ENTRIES: Final = 2000  # from the top of a document; store remembers as many as seen, and feeds list 10 to 200


@dataclass(frozen=True, slots=True)
class Content:
    """Words of a feed as they stand there: HTML, or plain text."""

    value: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry as the feed gives it; nothing is cleaned, addresses are absolute."""

    title: Content | None
    url: str | None
    guid: str | None
    published_at: datetime | None
    updated_at: datetime | None
    contents: tuple[Content, ...]  # full content (content:encoded, atom:content) before summary
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None  # as declared for this entry


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says of itself, and its entries in the order of the document."""

    title: Content | None
    site_url: str | None
    language: str | None
    entries: tuple[ParsedEntry, ...]
    kind: FeedKind | None
    is_malformed: bool

    @property
    def is_feed(self) -> bool:
        """Whether the document could be read as a feed."""
        return self.kind is not None


NOT_A_FEED: Final = ParsedFeed(title=None, site_url=None, language=None, entries=(), kind=None, is_malformed=True)
