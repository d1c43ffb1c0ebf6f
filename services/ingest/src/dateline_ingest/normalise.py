"""Entries become articles: one ParsedEntry of a feed in, a contract's Entry out. Pure."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from courlan import clean_url, extract_domain
from dateline_shared.contracts.arrival import Entry
from dateline_shared.contracts.article import Article

from dateline_ingest.feed import Content, ParsedEntry, ParsedFeed
from dateline_ingest.text import collapse, main_text, plain_text, scrub, shorten

MAX_URL, MAX_EXTERNAL_ID, MAX_SHORT = 4000, 400, 500  # of contracts.article
MAX_TITLE: Final = 1000  # characters; what is longer is a text without a title
MAX_NAMES: Final = 50  # authors, tags
SLACK: Final = timedelta(days=1)  # time zones reach 14 h ahead, and clocks are wrong
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*")
_ESCAPED: Final = re.compile(r"&lt;(?:/(?:p|div|a|li|ul|b|em|strong|i)|br\s*/?)&gt;", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")


def distinct(entries: Iterable[ParsedEntry]) -> list[ParsedEntry]:
    """Entries of one document, each once, in order.

    Of entries with one guid and one address the latest stands. A guid that several addresses share names none of them and is dropped.
    """
    by_guid: defaultdict[str | None, list[ParsedEntry]] = defaultdict(list)
    order = list(entries)
    for entry in order:
        by_guid[entry.guid].append(entry)
    kept: dict[ParsedEntry, None] = {}
    for entry in order:
        namesakes = by_guid[entry.guid]
        if entry.guid is None:
            kept[entry] = None
        elif len({namesake.url for namesake in namesakes}) > 1:
            kept[replace(entry, guid=None)] = None
        else:
            kept[max(namesakes, key=_changed_at)] = None
    return list(kept)


def entry_hash(entry: ParsedEntry) -> str:
    """32 hex digits of what identifies an entry in its feed and of what it says; markup and dates do not count."""
    said = (collapse(_line(entry.title)), *(collapse(_plain(content)) for content in entry.contents))
    digest = hashlib.sha256("\x1f".join((entry.guid or entry.url or "", *said)).encode(errors="replace"))
    return digest.hexdigest()[:32]


def to_entry(entry: ParsedEntry, feed: ParsedFeed, *, feed_url: str, now: datetime) -> Entry:
    """The article of an entry. Dates more than a day ahead of `now` are mistakes and are left out."""
    url = canonical_url(entry.url)
    return Entry(
        hash=entry_hash(entry),
        article=Article(
            text=shorten(_text(entry.contents)),
            title=_line(entry.title)[:MAX_TITLE],
            url=url,
            external_id=_external_id(entry, url),
            source=source_of(url or canonical_url(feed.site_url) or feed_url),
            published_at=next((at for at in (entry.published_at, entry.updated_at) if at and at <= now + SLACK), None),
            modified_at=entry.updated_at if entry.updated_at and entry.updated_at <= now + SLACK else None,
            language=as_language(entry.language) or as_language(feed.language),
            authors=_names(entry.authors),
            tags=_names(entry.tags),
        ),
    )


def feed_title(feed: ParsedFeed) -> str | None:
    """What the feed calls itself, in one line."""
    return _line(feed.title)[:MAX_TITLE] or None


def canonical_url(url: str | None) -> str | None:
    """An absolute http(s) address without tracking parameters, or None."""
    if not url or not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        return None
    cleaned = clean_url(scrub(url).strip().replace(" ", "%20"))
    return cleaned if cleaned and len(cleaned) <= MAX_URL and re.match(r"https?://", cleaned) else None


def source_of(url: str) -> str | None:
    """The registered domain of an address (public suffix list); the bare host where there is none, as on private networks."""
    return extract_domain(url) or urlsplit(url).hostname


def language_of(feed: ParsedFeed) -> str | None:
    """The language that the feed declares, if it is a BCP 47 tag."""
    return as_language(feed.language)


def as_language(tag: str | None) -> str | None:
    """The tag, if it is one of BCP 47 as contracts.article takes it."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def _external_id(entry: ParsedEntry, url: str | None) -> str | None:
    """The guid, unless it only repeats the address: then the article is the same as one that came in by that address alone."""
    guid = scrub(entry.guid).strip() if entry.guid else ""
    if not guid or len(guid) > MAX_EXTERNAL_ID or (url and (guid == entry.url or canonical_url(guid) == url)):
        return None
    return guid


def _text(contents: Sequence[Content]) -> str:
    """The longest of an entry's texts: some feeds put the article into the summary, and a teaser into the content."""
    texts = (main_text(_once_escaped(content.value)) if content.is_html else _paragraphs(content.value) for content in contents)
    return max(texts, key=len, default="")


def _once_escaped(markup: str) -> str:
    """HTML that was escaped twice, as some software does: without a tag of its own, but with the end of a paragraph or the like in words."""
    return unescape(markup) if "<" not in markup and _ESCAPED.search(markup) else markup


def _paragraphs(text: str) -> str:
    return "\n".join(line for line in map(collapse, scrub(text).splitlines()) if line)


def _line(content: Content | None) -> str:
    """A title in one line. Titles declared as plain text often hold entities all the same, and those of HTML often twice."""
    return collapse(_ENTITY.sub(lambda match: unescape(match[0]), _plain(content))) if content else ""


def _plain(content: Content) -> str:
    return plain_text(content.value) if content.is_html or _ENTITY.search(content.value) else scrub(content.value)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(collapse(scrub(name))[:MAX_SHORT] for name in names if collapse(name))[:MAX_NAMES]


def _changed_at(entry: ParsedEntry) -> float:
    at = entry.updated_at or entry.published_at
    return at.timestamp() if at else 0.0
