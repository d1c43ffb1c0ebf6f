"""The feeds of a site: where a page says that they are, or where they usually lie. Pure; each must be fetched to be sure.

A page is looked through in this order: the feeds that it names in its head (for the news before for the comments), what it links to
that looks like a feed, and then the usual places of the software that most sites run on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

import lxml.html
from dateline_shared.charset import decoded
from dateline_shared.contracts.discovery import FoundFeed

from dateline_ingest.markup import parsed
from dateline_ingest.normalise import MAX_URL, feed_title, source_of
from dateline_ingest.parse import parse
from dateline_ingest.poll import MAX_MARKUP

Origin = Literal["named", "linked", "usual"]

MAX_NAMED: Final = 12  # a large paper names the feeds of its sections on each page
MAX_LINKED: Final = 6
USUAL: Final = ("feed", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feed.json", "feed.atom", "index.rdf", "feeds/posts/default")
_TYPES: Final = re.compile(r"(?:application|text)/(?:x[-.])?(?:(?:rss|atom|rdf)(?:\+xml)?|feed\+json|xml)")
_LOOKS_LIKE: Final = re.compile(
    r"(?:^|/)(?:feeds?|rss2?|atom)(?:/|$)|[/.](?:rss|atom|rdf)$|/(?:feed|rss|atom|index)[\w-]*\.(?:xml|json)$|/feeds/"
    r"|[?&](?:feed|format|type|alt|output)=(?:rss2?|atom|rdf)\b",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(r"oembed|xmlrpc|wlwmanifest|opensearch|wp-json/(?!.*feed)|sitemap", re.IGNORECASE)
_OF_COMMENTS: Final = re.compile(r"\b(?:comments?|kommentare?|commentaires?|comentarios?|reacties)\b", re.IGNORECASE)
_FEED_SCHEME: Final = re.compile(r"feed:(?://)?(?P<scheme>https?:)?(?://)?", re.IGNORECASE)  # of links that open a feed reader


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address at which a feed may lie."""

    url: str
    origin: Origin


def candidates(markup: bytes | str, url: str, *, content_type: str = "") -> tuple[Candidate, ...]:
    """Addresses to try for the feeds of the page at `url`, the likeliest first, each once; at most 30."""
    page = parsed(decoded(markup, content_type=content_type) if isinstance(markup, bytes) else markup)
    named, linked = ([], []) if page is None else _in_page(page, url)
    places: tuple[tuple[Origin, Iterable[str]], ...] = (("named", named), ("linked", linked), ("usual", _usual(url)))
    first: dict[str, Candidate] = {}
    for origin, addresses in places:
        for address in addresses:
            first.setdefault(address, Candidate(address, origin))
    return tuple(first.values())


def found(body: bytes, url: str, *, content_type: str = "") -> FoundFeed | None:
    """The feed that a document is, if it is one; `url` is where it answered."""
    if body.count(b"<") > MAX_MARKUP:
        return None
    feed = parse(body, url=url, content_type=content_type)
    return FoundFeed(url=url, title=feed_title(feed), kind=feed.kind, entries=len(feed.entries)) if feed.kind else None


def _in_page(page: lxml.html.HtmlElement, url: str) -> tuple[list[str], list[str]]:
    base = _resolved(next((element.get("href") for element in page.iter("base") if element.get("href")), ""), url) or url
    news: list[str] = []
    comments: list[str] = []
    for link in page.iter("link"):
        if _names_a_feed(link) and (address := _resolved(link.get("href"), base)):
            (comments if _OF_COMMENTS.search(f"{link.get('title') or ''} {address}") else news).append(address)
    links = (address for link in page.iter("a") if (address := _resolved(link.get("href"), base)) and _is_worth_a_look(address, url))
    return _first([*news, *comments], MAX_NAMED), _first(links, MAX_LINKED)


def _names_a_feed(link: lxml.html.HtmlElement) -> bool:
    """A `rel=alternate` of a feed's type (JSON only where the address says feed: it is the type of APIs, too), or without any type but with such an address."""
    relations, href = (link.get("rel") or "").lower().split(), link.get("href") or ""
    if not ({"alternate", "feed"} & set(relations)) or "stylesheet" in relations or _NEVER.search(href):
        return False
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    if not kind or kind == "application/json":
        return _looks_like_feed(href)
    return _TYPES.fullmatch(kind) is not None


def _looks_like_feed(address: str) -> bool:
    parts = address.partition("#")[0]
    path, _, query = parts.partition("?")
    return bool(_LOOKS_LIKE.search(path) or (query and _LOOKS_LIKE.search(f"?{query}"))) and not _NEVER.search(address)


def _is_worth_a_look(address: str, url: str) -> bool:
    """Links lead everywhere: a site's feeds lie on its own domain, or with a service whose hosts are named for feeds."""
    if (urlsplit(address).hostname or "").startswith(("feeds.", "rss.")):
        return True
    return _looks_like_feed(address) and source_of(address) == source_of(url)


def _usual(url: str) -> Iterator[str]:
    """Below the page itself, as sections and blogs have them, and then at the root of its site."""
    parts = urlsplit(url)
    root = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
    last = parts.path.rpartition("/")[2]
    if parts.path.strip("/") and "." not in last:
        yield urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{USUAL[0]}", "", ""))
    for place in USUAL:
        yield root + place


def _resolved(href: str | None, base: str) -> str | None:
    if href is None or len(href) > MAX_URL:
        return None
    try:
        href = href.strip()
        if reader := _FEED_SCHEME.match(href):
            href = f"{reader['scheme'] or 'https:'}//{href[reader.end() :]}"
        parts = urlsplit(urljoin(base, href))
        return urlunsplit(parts._replace(fragment="")) if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _first(addresses: Iterable[str], most: int) -> list[str]:
    kept: dict[str, None] = {}
    for address in addresses:
        kept[address] = None
        if len(kept) == most:
            break
    return list(kept)
