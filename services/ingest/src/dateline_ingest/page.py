"""The article on a web page: its main text by trafilatura, or as JSON-LD has it; and what the page says of it (see metadata). Pure.

The text is what trafilatura finds, unless the page's `articleBody` is clearly longer: pages drawn by scripts often hold their words there
alone. Comments, menus, related stories and forms are left out. Pages that hold no article say so as NoArticleError.
"""

import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import lxml.html
from dateline_shared.charset import decoded
from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError
from dateline_shared.outbound import Response

from dateline_ingest.markup import bound, linked_data, parsed
from dateline_ingest.metadata import Metadata, metadata
from dateline_ingest.no_article import reason_by_kind, reason_by_words
from dateline_ingest.normalise import source_of
from dateline_ingest.text import lines_of, main_text, scrub, shorten, tidied

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of SOCKS proxies, which trafilatura's own downloader would offer; it is not used
    import trafilatura
    from trafilatura.settings import Document

_CLEARLY_LONGER: Final = 1.25  # the same article differs by captions and subheadings, and paragraphs that are found stand before a body without them
MAX_ORDERED: Final = 500  # lines; each may be looked for in the whole page
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_SNIFFED: Final = frozenset({"", "text/plain", "text/xml", "application/xml", "application/octet-stream"})
_BEGINNINGS: Final = (b"<!doctype html", b"<html")


class NoArticleError(RejectedError):
    """The page could not be had, or no article was found on it; the message says which."""


@dataclass(frozen=True, slots=True)
class PageArticle:
    """The article of one page, and the address that the page itself gives as its own (on the same registered domain)."""

    article: Article
    canonical_url: str | None


def read_page(response: Response, *, now: datetime | None = None) -> PageArticle:
    """The article of a fetched page; times more than a day after `now` are left out. Raises NoArticleError."""
    if response.status != 200:
        raise NoArticleError(f"{response.url} answered with status {response.status}")
    content_type = response.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML and not (kind in _SNIFFED and any(mark in response.body[:1024].lower() for mark in _BEGINNINGS)):
        raise NoArticleError(f"{response.url} is {kind or 'of no declared type'}, not a web page")
    markup = decoded(response.body, content_type=content_type)
    return _read(markup, url=response.url, name=response.url, header_language=response.headers.get("content-language", ""), now=now, is_fetched=True)


def read_markup(markup: str, *, url: str | None, is_fragment: bool, now: datetime | None = None) -> PageArticle:
    """The article of HTML that was handed in: a whole page, or the body of an article alone, all of which is text. Raises NoArticleError."""
    if not is_fragment:
        return _read(markup, url=url, name=url or "the page", header_language="", now=now, is_fetched=False)
    if not (text := main_text(markup)):
        raise NoArticleError("the HTML that was handed in holds no text")
    return PageArticle(Article(text=shorten(text), url=url, source=source_of(url) if url else None), canonical_url=None)


def _read(markup: str, *, url: str | None, name: str, header_language: str, now: datetime | None, is_fetched: bool) -> PageArticle:
    page = parsed(markup)
    if page is None:
        raise NoArticleError(f"no article was found on {name}: the document is empty")
    blocks = linked_data(page)
    said = metadata(bound(page), blocks, url=url, header_language=header_language, now=now)
    if is_fetched and (reason := reason_by_kind(page, said, url or "")):
        raise NoArticleError(f"no article was found on {name}: {reason}")
    text = _text(page, said)
    if reason := reason_by_words(page, said, text, title=said.title):
        raise NoArticleError(f"no article was found on {name}: {reason}")
    article = Article(
        text=shorten(_without_title(text, said.title)),
        title=said.title,
        url=url,
        source=source_of(url or said.canonical_url or "") or None,
        published_at=said.published_at,
        modified_at=said.modified_at,
        language=said.language,
        authors=said.authors,
        tags=said.tags,
    )
    return PageArticle(article, said.canonical_url)


def _text(page: lxml.html.HtmlElement, said: Metadata) -> str:
    whole = lines_of(page)
    found = trafilatura.bare_extraction(page, include_comments=False)
    seen = _in_order(tidied(found.text or "", whole), whole) if isinstance(found, Document) else ""
    linked = scrub(said.linked.body) if said.linked else ""
    return linked if len(linked) > _CLEARLY_LONGER * len(seen) else seen


def _in_order(text: str, whole: str) -> str:
    """The lines in the order of the page: of short texts trafilatura puts what it finds in a second look after what it found in the first."""
    lines = text.split("\n")
    if len(lines) > MAX_ORDERED:
        return text
    places, last = [], 0
    for line in lines:
        beginning = line.lstrip("-| ")[:80]
        place = next((at for at in (whole.find(beginning, last), whole.find(beginning)) if at >= 0), last)
        places.append(place)
        last = place
    return "\n".join(lines[number] for number in sorted(range(len(lines)), key=places.__getitem__))


def _without_title(text: str, title: str) -> str:
    """The heading of a page often stands in its text; the title is read by itself, and twice would count twice."""
    first, _, rest = text.partition("\n")
    return rest if rest and _letters(first) == _letters(title) else text


def _letters(line: str) -> str:
    return re.sub(r"[\W_]+", "", line.casefold())  # quotes and dashes differ between a heading and its JSON-LD
