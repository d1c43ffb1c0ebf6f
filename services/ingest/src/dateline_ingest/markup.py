"""The text of a web page becomes a tree of elements that is safe to work on. Pure; lxml does the parsing.

Strangers choose the size and the shape of a page, and what reads trees is often slower than linear. So every tree is bounded here:
in depth (libxml2 stops at 256 levels), in elements, and in the length of a tag.
"""

import re
from collections import Counter
from itertools import islice
from typing import Final

import lxml.html
from dateline_shared.contracts.page import MAX_MARKUP_BYTES
from lxml.etree import LxmlError, strip_elements  # ty: ignore[import-not-found]  # a compiled module

from dateline_ingest.text import MAX_HTML_TAGS, collapse, scrub, without_long_tags

MAX_ELEMENTS: Final = MAX_HTML_TAGS  # of those that are shown
_UNSHOWN: Final = (
    "script", "style", "svg", "template", "noscript", "canvas", "iframe", "object", "math", "select", "datalist", "map",
    "amp-ad", "amp-analytics", "amp-consent", "amp-embed", "amp-iframe", "amp-sidebar", "amp-sticky-ad",
)  # fmt: skip
_SCRIPT: Final = re.compile(r"<(script|style)\b(?![^>]{0,200}ld\+json)", re.IGNORECASE)
_ENDS: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


def parsed(markup: str) -> lxml.html.HtmlElement | None:
    """The tree of a page, or None when it has no element. Markup beyond 2 MiB is not read; scripts do not count then."""
    if len(markup) > MAX_MARKUP_BYTES:
        markup = _without_scripts(markup)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(without_long_tags(scrub(markup[:MAX_MARKUP_BYTES])).encode(), parser=parser)
    except (LxmlError, ValueError):
        return None


def linked_data(page: lxml.html.HtmlElement) -> list[str]:
    """The blocks of JSON-LD that a page holds."""
    return [script.text for script in page.iter("script") if script.text and "ld+json" in (script.get("type") or "").lower()]


def bound(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Take out of a page, in place, what is not shown as text, and what exceeds the bounds above; the end of a page goes first."""
    strip_elements(page, *_UNSHOWN, with_tail=False)
    if (last := next(islice(page.iter(), MAX_ELEMENTS, None), None)) is not None:
        _drop_what_follows(last)
    _unfold_layout(page)
    return page


def _unfold_layout(page: lxml.html.HtmlElement) -> None:
    """Tables that hold blocks, or nothing but single cells, only place things on the page: their cells become blocks themselves."""
    cells = (next(block.iterancestors("td"), None) for block in page.iter("p", "div", "table", "h1", "h2", "h3", "ul", "article"))
    blocks = Counter(cell for cell in cells if cell is not None)
    with_blocks = {next(cell.iterancestors("table"), None) for cell, count in blocks.items() if count > 1 or cell.find("table") is not None}
    rows = [(row, next(row.iterancestors("table"), None), sum(child.tag in ("td", "th") for child in row)) for row in page.iter("tr")]
    with_columns = {table for _, table, cells in rows if cells > 1}
    for row, table, _ in rows:
        if table in with_blocks or table not in with_columns:
            for element in (row, *row):
                element.tag = "div"
    for table in page.iter("table"):
        if table in with_blocks or table not in with_columns:
            table.tag = "div"


def words(element: lxml.html.HtmlElement, *, limit: int = 2000) -> str:
    """The beginning of an element's text in one line: what nests deep would otherwise be read over and over."""
    parts: list[str] = []
    left = limit
    for part in element.itertext():
        parts.append(part[:left])
        left -= len(part)
        if left <= 0:
            break
    return collapse("".join(parts))


def _without_scripts(markup: str) -> str:
    """The same markup without scripts, but for JSON-LD, and styles. Linear: each search goes on where the last one ended."""
    parts: list[str] = []
    kept = 0
    while (start := _SCRIPT.search(markup, kept)) and (end := _ENDS[start[1].lower()].search(markup, start.end())):
        parts.append(markup[kept : start.start()])
        kept = end.start()
    return "".join([*parts, markup[kept:]])


def _drop_what_follows(element: lxml.html.HtmlElement) -> None:
    while (parent := element.getparent()) is not None:
        del parent[parent.index(element) + 1 :]
        element = parent
