"""JSON Feed 1.0 and 1.1 (jsonfeed.org) become a ParsedFeed. Pure.

A field of the wrong type counts as missing and harms no other; a document that is no JSON, or JSON of something else, is no feed.
`hubs`, `next_url`, attachments and images are not read; an `expired` feed is read as any other.
"""

import codecs
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin

from dateline_ingest.dates import moment
from dateline_ingest.feed import MAX_ENTRIES, NOT_A_FEED, Content, ParsedEntry, ParsedFeed

_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORDS: Final = frozenset({"content_html", "content_text", "url", "title"})  # that an item without a version must have


def is_json(body: bytes) -> bool:
    """Whether a document can only be JSON: it begins with a brace, as no XML does."""
    for mark in _MARKS:
        body = body.removeprefix(mark)
    return body.lstrip(b" \t\r\n\x00").startswith(b"{")


def parse_json(body: bytes, *, url: str) -> ParsedFeed:
    """Read a JSON Feed found at `url`, to which relative addresses refer.

    The address of an item is its `url`, an `id` that is one, or at last its `external_url`: the page of another that a link blog writes about.
    """
    try:
        read = json.loads(body.decode(json.detect_encoding(body), errors="replace"), strict=False)  # line breaks in strings are common
    except (ValueError, RecursionError):
        return NOT_A_FEED
    if not _is_feed(read):
        return NOT_A_FEED
    language, authors = _word(read.get("language")), _authors(read)
    return ParsedFeed(
        title=_content(read.get("title"), is_html=False),
        site_url=_address(read.get("home_page_url"), url),
        language=language,
        entries=tuple(_entry(item, url, authors) for item in islice(_objects(read.get("items")), MAX_ENTRIES)),
        kind="json",
        is_malformed=False,
    )


def _is_feed(read: object) -> bool:
    """By its version; or, as some forget it, by items that have an id and words or an address."""
    if not isinstance(read, dict):
        return False
    if "jsonfeed.org" in str(read.get("version", ""))[:100].lower():
        return True
    return any("id" in item and not _WORDS.isdisjoint(item) for item in islice(_objects(read.get("items")), 10))


def _entry(item: Mapping[str, Any], base: str, feed_authors: tuple[str, ...]) -> ParsedEntry:
    guid = _word(item.get("id"))
    contents = (
        _content(item.get("content_html"), is_html=True),
        _content(item.get("content_text"), is_html=False),
        _content(item.get("summary"), is_html=False),
    )
    return ParsedEntry(
        title=_content(item.get("title"), is_html=False),
        url=_address(item.get("url"), base) or _only_absolute(guid) or _address(item.get("external_url"), base),
        guid=guid,
        published_at=moment(item.get("date_published")),
        updated_at=moment(item.get("date_modified")),
        contents=tuple(content for content in contents if content),
        authors=_authors(item) or feed_authors,
        tags=tuple(dict.fromkeys(filter(None, map(_word, _list(item.get("tags")))))),
        language=_word(item.get("language")),
    )


def _authors(holder: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of `authors` (1.1), or of `author` (1.0), of which some write a list or the mere name."""
    for key in ("authors", "author"):
        given = holder.get(key)
        people = _list(given) or [given]
        names = (person.get("name") if isinstance(person, dict) else person for person in people)
        if found := tuple(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip())):
            return found
    return ()


def _only_absolute(guid: str | None) -> str | None:
    return guid if guid and guid.startswith(("http://", "https://")) else None


def _address(value: object, base: str) -> str | None:
    try:
        return urljoin(base, value.strip()) if isinstance(value, str) and value.strip() else None
    except ValueError:
        return None


def _content(value: object, *, is_html: bool) -> Content | None:
    return Content(value, is_html) if isinstance(value, str) and value.strip() else None


def _word(value: object) -> str | None:
    """A string; a number, too, since ids often are numbers (the standard asks readers to take them so)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return (value.strip() or None) if isinstance(value, str) else None


def _objects(value: object) -> Iterator[dict[str, Any]]:
    return (item for item in _list(value) if isinstance(item, dict))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
