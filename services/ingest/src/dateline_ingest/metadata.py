"""What a page says of its article: title, authors, times, language, canonical address, tags. Pure.

Of each field the first that is given stands:

title      JSON-LD headline; og:title; title of Twitter, Dublin Core and the like; itemprop=headline; the only h1; <title>: without the site's name
authors    JSON-LD author; meta author and its kin, article:author; itemprop or rel=author; an element of class author or byline
published  JSON-LD datePublished; article:published_time and its kin; itemprop=datePublished; the first <time> of the article; htmldate, to the day.
           A day alone gives way to a time of the same day that comes later in this list
modified   JSON-LD dateModified; article:modified_time, og:updated_time and their kin; itemprop=dateModified: if not before the publication
language   JSON-LD inLanguage; <html lang>; og:locale; meta content-language; the header Content-Language
canonical  <link rel=canonical>; og:url; JSON-LD: on the registered domain of the page, and not the front page of the site
tags       JSON-LD keywords; article:tag; news_keywords

Times more than a day ahead of `now` are mistakes and are left out.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

import lxml.html

from dateline_ingest.bylines import authors_in, headline_of
from dateline_ingest.dates import moment
from dateline_ingest.linked_data import LinkedArticle, linked_article
from dateline_ingest.markup import words
from dateline_ingest.normalise import MAX_NAMES, MAX_SHORT, MAX_TITLE, SLACK, as_language, canonical_url, source_of
from dateline_ingest.text import collapse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # as in text.py
    from htmldate import find_date

_TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title", "headline", "title")
_AUTHORS: Final = (
    "author",
    "article:author",
    "og:article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
)
_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "publication_date",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
)  # fmt: skip
_MODIFIED: Final = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
_SITES: Final = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone", "publisher", "dc.publisher", "copyright")
_ARTICLE_TYPES: Final = frozenset({"article", "news", "newsarticle", "blog", "video.other"})
_BYLINE: Final = re.compile(r"(?:^|[\s_-])(?:byline|autor|author|auteur|writer)(?:[\s_-]*name)?(?:$|\s)", re.IGNORECASE)
_A_TIME: Final = re.compile(r"\d[T\s]+\d{1,2}:\d\d|^\d{9,13}$|\d:\d\d")
_ELSEWHERE: Final = frozenset({"nav", "aside", "footer", "form"})
MAX_LOOKED_AT: Final = 2000  # elements of a kind that are tried


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    canonical_url: str | None = None
    tags: tuple[str, ...] = ()
    linked: LinkedArticle | None = None
    is_article: bool = False  # as the page declares: in JSON-LD, by its og:type, or by a time of publication


def metadata(page: lxml.html.HtmlElement, blocks: Iterable[str], *, url: str | None, header_language: str = "", now: datetime | None = None) -> Metadata:
    """Read what a page found at `url` and its blocks of JSON-LD say; `now` bounds the times, which are UTC."""
    meta = _meta(page)
    canonical = list(_canonical(page, meta, url))
    linked = linked_article(blocks, addresses=[each for each in (url, *canonical) if each])
    said = linked or LinkedArticle()
    sites = [said.publisher, *_values(meta, _SITES), *_names_of_host(url)]
    published = _published(page, meta, said, url=url, now=now)
    modified = next(_times((said.modified, *_values(meta, _MODIFIED), *_item(page, "datemodified")), now), None)
    return Metadata(
        title=headline_of((said.headline, *_values(meta, _TITLES), *_item(page, "headline"), *_headings(page)), sites=sites)[:MAX_TITLE],
        authors=_authors(page, meta, said),
        published_at=published,
        modified_at=modified if modified and (published is None or modified >= published) else None,
        language=_language(page, meta, said, header_language),
        canonical_url=next(iter([*canonical, *(each for each in [_same_site(said.url, url)] if each)]), None),
        tags=_tags(meta, said),
        linked=linked,
        is_article=linked is not None or _value(meta, "og:type").lower() in _ARTICLE_TYPES or bool(_value(meta, "article:published_time")),
    )


def _names_of_host(url: str | None) -> list[str]:
    host = (urlsplit(url).hostname or "") if url else ""
    return [host, host.removeprefix("www."), *host.split(".")]


def _meta(page: lxml.html.HtmlElement) -> dict[str, list[str]]:
    """Contents of <meta> by name, property, itemprop or http-equiv, in lower case; some pages have them in the body."""
    found: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        content = collapse(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := element.get(attribute)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _values(meta: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    return (value for name in names for value in meta.get(name, ())[:MAX_NAMES])


def _value(meta: dict[str, list[str]], name: str) -> str:
    return next(_values(meta, (name,)), "")


def _headings(page: lxml.html.HtmlElement) -> Iterator[str]:
    headings = [text for text in (words(heading) for heading in _some(page, "h1")) if text]
    if len(headings) == 1:
        yield headings[0]
    yield from (collapse(title.text or "") for title in _some(page, "title"))
    yield from headings[:1]


def _authors(page: lxml.html.HtmlElement, meta: dict[str, list[str]], said: LinkedArticle) -> tuple[str, ...]:
    sources = (said.authors, _values(meta, _AUTHORS), _item(page, "author"), _linked_authors(page), _bylines(page))
    found = (authors_in(bylines) for bylines in sources)
    return tuple(name[:MAX_SHORT] for name in next((names for names in found if names), ())[:MAX_NAMES])


def _linked_authors(page: lxml.html.HtmlElement) -> Iterator[str]:
    return (words(link) for link in _some(page, "a") if "author" in (link.get("rel") or "").lower().split() and not _is_elsewhere(link))


def _bylines(page: lxml.html.HtmlElement) -> Iterator[str]:
    for element in _some(page, "p", "span", "div", "address", "a"):
        if _BYLINE.search(element.get("class") or "") and not _is_elsewhere(element) and (text := words(element)):
            yield text.partition("|")[0] if len(text) <= 100 else ""
            return


def _published(page: lxml.html.HtmlElement, meta: dict[str, list[str]], said: LinkedArticle, *, url: str | None, now: datetime | None) -> datetime | None:
    written = [said.published, *_values(meta, _PUBLISHED), *_item(page, "datepublished"), *_clock(page)]
    times = [(at, bool(_A_TIME.search(text))) for text in written for at in _times((text,), now)]
    if times:
        first, is_exact = times[0]
        return first if is_exact else next((at for at, exact in times[1:] if exact and abs(at - first) <= timedelta(days=1)), first)
    latest = (now + SLACK).strftime("%Y-%m-%d") if now else None
    return next(_times((find_date(page, extensive_search=False, original_date=True, url=url, max_date=latest) or "",), now), None)


def _times(written: Iterable[str], now: datetime | None) -> Iterator[datetime]:
    return (at for at in map(moment, written) if at and (now is None or at <= now + SLACK))


def _clock(page: lxml.html.HtmlElement) -> Iterator[str]:
    """<time> of the article: those marked as its publication, then the first after its heading; none of lists and related stories."""
    times = [
        element for element in _some(page, "time") if not _is_elsewhere(element) and not re.search("updat|modif", element.get("class") or "", re.IGNORECASE)
    ]
    times.sort(key=lambda element: not (element.get("pubdate") is not None or re.search("publi", element.get("class") or "", re.IGNORECASE)))
    return (element.get("datetime") or words(element) for element in times[:1])


def _item(page: lxml.html.HtmlElement, name: str) -> Iterator[str]:
    """Values of a property in microdata: an attribute that machines read, or the words; of a person the name inside."""
    for element in _with_item(page, name):
        inner = next((each for each in _some(element) if each.get("itemprop") == "name"), element)
        yield inner.get("content") or inner.get("datetime") or words(inner)


def _with_item(page: lxml.html.HtmlElement, name: str) -> list[lxml.html.HtmlElement]:
    having = (element for element in page.iter() if name in (element.get("itemprop") or "").lower().split())
    return [element for element in islice(having, MAX_NAMES) if element.tag != "meta" and not _is_elsewhere(element)]


def _language(page: lxml.html.HtmlElement, meta: dict[str, list[str]], said: LinkedArticle, header: str) -> str | None:
    root = page.getroottree().getroot()
    lang = root.get("lang") or root.get("xml:lang") or ""
    written = (said.language, lang, *_values(meta, ("og:locale", "content-language", "dc.language", "language")), header.partition(",")[0])
    return next((tag for tag in (as_language(each.strip().replace("_", "-")) for each in written) if tag), None)


def _canonical(page: lxml.html.HtmlElement, meta: dict[str, list[str]], url: str | None) -> Iterator[str]:
    links = (link.get("href") or "" for link in _some(page, "link") if "canonical" in (link.get("rel") or "").lower().split())
    base = next((each.get("href") for each in page.iter("base") if each.get("href")), "")
    for written in (*links, *_values(meta, ("og:url",))):
        try:
            absolute = urljoin(urljoin(url or "", base), written)
        except ValueError:
            continue
        if address := _same_site(absolute, url):
            yield address


def _same_site(written: str, url: str | None) -> str | None:
    """The address, cleaned, if it is of the same registered domain; the front page is not the canonical address of a page within."""
    address = canonical_url(written)
    if not address or url is None:
        return address
    is_front_page = urlsplit(address).path.strip("/") == "" and not urlsplit(address).query and urlsplit(url).path.strip("/") != ""
    return address if source_of(address) == source_of(url) and not is_front_page else None


def _tags(meta: dict[str, list[str]], said: LinkedArticle) -> tuple[str, ...]:
    sources = (said.tags, _values(meta, ("article:tag",)), (word for line in _values(meta, ("news_keywords",)) for word in line.split(",")))
    found = (dict.fromkeys(collapse(tag)[:MAX_SHORT] for tag in tags if collapse(tag)) for tags in sources)
    return tuple(next((tags for tags in found if tags), ()))[:MAX_NAMES]


def _is_elsewhere(element: lxml.html.HtmlElement) -> bool:
    return any(above.tag in _ELSEWHERE for above in element.iterancestors())


def _some(page: lxml.html.HtmlElement, *tags: str) -> Iterator[lxml.html.HtmlElement]:
    return islice(page.iter(*tags), MAX_LOOKED_AT)
