"""Feeds: the bytes of an RSS, RDF, Atom or JSON Feed document become a ParsedFeed. Pure; feedparser reads the XML.

What a document is, its content says: servers give every type for every format. A broken one is read as far as it went and marked
`is_malformed`; what cannot be read as a feed at all is of no `kind`.
"""

import calendar
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any, Final

import feedparser
from dateline_shared.charset import decoded

from dateline_ingest.dates import moment
from dateline_ingest.feed import MAX_ENTRIES, NOT_A_FEED, Content, FeedKind, ParsedEntry, ParsedFeed
from dateline_ingest.json_feed import is_json, parse_json
from dateline_ingest.mend import with_sound_references, within_bounds
from dateline_ingest.text import scrub

_RDF: Final = frozenset({"rss090", "rss10"})
_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_FEEDPARSER_GAVE_UP: Final = (ValueError, LookupError, TypeError, AttributeError)  # 4 in 1,000 documents damaged at random
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def parse(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """Read a feed found at `url`, to which relative addresses refer."""
    if is_json(body):
        return parse_json(body, url=url)
    text = scrub(decoded(body.lstrip(), content_type=content_type)).lstrip()
    body = within_bounds(with_sound_references(text.encode()))
    try:
        read = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-location": url, "content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # only the text is taken
            resolve_relative_uris=False,  # inside of that text
        )
    except _FEEDPARSER_GAVE_UP:
        return NOT_A_FEED
    # Plain dicts, because feedparser's own give `published` for an `updated` that is not there, with a warning.
    feed = dict(read["feed"])
    kind = _kind(read.get("version") or "", has_entries=bool(read["entries"]))
    authors = _names(feed) if kind == "atom" else ()  # RFC 4287 §4.2.1; in RSS they edit the feed
    return ParsedFeed(
        title=_content(feed.get("title_detail")),
        site_url=feed.get("link") or None,
        language=feed.get("language") or None,
        entries=tuple(_entry(dict(entry), authors) for entry in read["entries"][:MAX_ENTRIES]),
        kind=kind,
        is_malformed=bool(read["bozo"]),
    )


def _kind(version: str, *, has_entries: bool) -> FeedKind | None:
    if version.startswith("atom"):
        return "atom"
    if version in _RDF:
        return "rdf"
    return "rss" if version or has_entries else None


def _entry(entry: Mapping[str, Any], feed_authors: tuple[str, ...]) -> ParsedEntry:
    contents = [_content(content) for content in (*_full_contents(entry), entry.get("summary_detail"))]
    languages = (detail.get("language") for detail in (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail")) if detail)
    return ParsedEntry(
        title=_content(entry.get("title_detail")),
        url=entry.get("feedburner_origlink") or entry.get("link") or None,
        guid=entry.get("id") or None,
        published_at=moment(entry.get("published")) or _instant(entry.get("published_parsed")),
        updated_at=moment(entry.get("updated")) or _instant(entry.get("updated_parsed")),
        contents=tuple(content for content in contents if content),
        authors=_names(entry) or _names(entry.get("source") or {}) or feed_authors,
        tags=_distinct(tag.get("term") for tag in entry.get("tags", ())),
        language=next((language for language in languages if language), None),
    )


def _full_contents(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Contents that are the entry's: feedparser puts a picture's caption (media:description) there, too, as plain text."""
    given = entry.get("content", [])
    has_caption = entry.get("summary") and ("media_content" in entry or "media_thumbnail" in entry)
    return [content for content in given if not (has_caption and content.get("type") == "text/plain")]


def _names(holder: Mapping[str, Any]) -> tuple[str, ...]:
    return _distinct(author.get("name") for author in holder.get("authors", ()))


def _content(detail: Mapping[str, Any] | None) -> Content | None:
    if not detail or not (detail.get("value") or "").strip():
        return None
    return Content(value=detail["value"], is_html=detail.get("type") in _HTML_TYPES)


def _instant(read: struct_time | None) -> datetime | None:
    """The UTC time that feedparser read; the zero of a clock (the epoch, the year 1) is how software writes that it knows none."""
    if read is None or not 1000 < read.tm_year < 3000:
        return None
    try:
        at = _EPOCH + timedelta(seconds=calendar.timegm(read))
    except (OverflowError, ValueError):
        return None
    return at if at != _EPOCH else None


def _distinct(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word and word.strip()))
