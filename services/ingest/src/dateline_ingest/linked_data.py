"""What a page's JSON-LD says of its article (schema.org/Article and its subtypes). Pure.

Pages hold several blocks, nested in lists, in `@graph` or in the page's own node, with authors by reference, and often broken:
wrapped in comments, with a comma too many, several values in one block. Each field is read by itself, and one of the wrong type is missing.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from dateline_shared.charset import unescaped

from dateline_ingest.text import collapse, plain_text, scrub

MAX_NODES: Final = 5000  # of one page: a bound on work, far above what describes one article
MAX_BLOCKS: Final = 50
MAX_PARTIES: Final = 200  # that are looked at for the names of one field: references may lead in circles, and to lists of references
_ARTICLES: Final = re.compile(r"(?:schema:|https?://schema\.org/)?(?:\w*Article|\w*BlogPosting|LiveBlogPosting|Report)")
_WRAPPING: Final = ("<!--", "-->", "//<![CDATA[", "//]]>", "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>", "//", ";")
_COMMA_TOO_MANY: Final = re.compile(r",(\s*[}\]])")
_FIELD: Final = re.compile(r'"(headline|datePublished|dateModified|dateCreated|articleBody|inLanguage)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_INTO: Final = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf")  # not into lists, which tell of other pages
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article as its page's JSON-LD has it; dates as written."""

    headline: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()


def linked_article(blocks: Iterable[str], *, addresses: Iterable[str] = ()) -> LinkedArticle | None:
    """The article that the blocks tell of: the one whose path is that of an address, else the first.

    None if there is none, or if there are several and each has another address: then the page lists them.
    """
    nodes = [node for block in _first(blocks, MAX_BLOCKS) for node in _nodes(_read(block))][:MAX_NODES]
    articles = [node for node in nodes if any(_ARTICLES.fullmatch(kind) for kind in _strings(node.get("@type")))]
    wanted = {_path(address) for address in addresses}
    article = next((node for node in articles if not wanted.isdisjoint(map(_path, _addresses(node)))), None)
    if article is None:
        if not articles or (len(articles) > 1 and all(map(_addresses, articles))):
            return None
        article = articles[0]
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return LinkedArticle(
        headline=_line(article.get("headline")) or _line(article.get("name")),
        body=_body(article),
        authors=tuple(dict.fromkeys(_names(article.get("author") or article.get("creator"), known))),
        publisher=next(_names(article.get("publisher"), known), ""),
        published=_line(article.get("datePublished")) or _line(article.get("dateCreated")),
        modified=_line(article.get("dateModified")),
        language=next((_line(name) for name in _languages(article.get("inLanguage"))), ""),
        url=next(iter(_addresses(article)), ""),
        tags=tuple(dict.fromkeys(_keywords(article.get("keywords")))),
    )


def _read(block: str) -> list[Any]:
    """The values of one block, mended where the mistake is a common one; of what is beyond that, the fields that can be told."""
    for mark in _WRAPPING:
        block = block.strip().removeprefix(mark).removesuffix(mark)
    for text in (block, _COMMA_TOO_MANY.sub(r"\1", block), unescaped(block)):
        try:
            return list(_values(text))
        except (ValueError, RecursionError):
            continue
    fields: Node = {name: _unescaped(value) for name, value in reversed(_FIELD.findall(block))}
    kind = re.search(r'"@type"\s*:\s*(?:\[\s*)?"(\w+)"', block)
    return [fields | {"@type": kind[1]}] if kind else []


def _values(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(strict=False), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1


def _nodes(values: Iterable[Any]) -> Iterator[Node]:
    """Every object that may be an article or one of its parties, in the order of the page; strangers choose the depth, so without recursion."""
    stack, count = list(reversed(list(values))), 0
    while stack and count < MAX_NODES:
        value = stack.pop()
        count += 1
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(value[name] for name in reversed(_INTO) if name in value)


def _body(article: Node) -> str:
    """The words of an article, and of a live blog those of its posts after them."""
    posts = (post for post in _list(article.get("liveBlogUpdate"))[:500] if isinstance(post, dict))
    parts = (article.get("articleBody"), *(part for post in posts for part in (post.get("headline"), post.get("articleBody"))))
    return "\n".join(text for text in map(_paragraphs, parts) if text)


def _paragraphs(value: object) -> str:
    """Text of a field that may hold HTML, plain or escaped."""
    if not isinstance(value, str):
        return ""
    text = scrub(unescaped(value))
    return plain_text(text) if _TAG.search(text) else "\n".join(line for line in map(collapse, text.splitlines()) if line)


def _line(value: object) -> str:
    value = next(iter(_list(value)), None) if isinstance(value, list) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return collapse(_paragraphs(value))


def _names(value: object, known: dict[str, Node], *, depth: int = 3) -> Iterator[str]:
    """Names of people and organisations: given as such, as a node, or as a reference to a node of the page."""
    stack: list[tuple[Any, int]] = [(party, depth) for party in reversed(_list(value)[:MAX_PARTIES])]
    for _ in range(MAX_PARTIES):
        if not stack:
            return
        party, left = stack.pop()
        if isinstance(party, str) and party not in known:
            yield _line(party)
            continue
        node = known[party] if isinstance(party, str) else party
        if isinstance(node, dict) and left >= 0:
            whole = node if "name" in node or "givenName" in node else known.get(str(node.get("@id")), node)
            if isinstance(whole.get("name"), list | dict):
                stack.extend((name, left - 1) for name in reversed(_list(whole["name"])[:MAX_PARTIES]))
            elif name := _line(whole.get("name")) or collapse(f"{_line(whole.get('givenName'))} {_line(whole.get('familyName'))}"):
                yield name


def _languages(value: object) -> Iterator[object]:
    for language in value if isinstance(value, list) else [value]:
        yield (language.get("alternateName") or language.get("name")) if isinstance(language, dict) else language


def _addresses(article: Node) -> list[str]:
    page = article.get("mainEntityOfPage")
    given = (article.get("url"), page.get("@id") if isinstance(page, dict) else page, page.get("url") if isinstance(page, dict) else None, article.get("@id"))
    return [address for address in given if isinstance(address, str) and address.startswith(("http://", "https://"))]


def _path(address: str) -> str:
    """What an address has in common with those of the same page under other schemes and hosts."""
    return re.sub(r"^https?://[^/?#]*", "", address, flags=re.IGNORECASE).partition("#")[0].partition("?")[0].rstrip("/")


def _keywords(value: object) -> Iterator[str]:
    for keyword in value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else ():
        if isinstance(keyword, str) and (word := _line(keyword.removeprefix("tag:"))):
            yield word


def _unescaped(value: str) -> str:
    try:
        return json.loads(f'"{value}"', strict=False)
    except ValueError:
        return value


def _strings(value: object) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(blocks: Iterable[str], most: int) -> list[str]:
    return [block for _, block in zip(range(most), blocks, strict=False)]
