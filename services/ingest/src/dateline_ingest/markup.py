"""The bytes of a web page become a tree of elements that is safe to work on. Pure; lxml does the parsing.

Strangers choose the size and the shape of a page, and what reads trees is often slower than linear. So every tree is bounded here:
in depth (libxml2 stops at 256 levels), in elements, and in the length of a tag.
"""

import codecs
import re
from collections import Counter
from itertools import islice
from typing import Final

import lxml.html
from dateline_shared.contracts.page import MAX_MARKUP_BYTES
from lxml.etree import LxmlError, strip_elements  # ty: ignore[import-not-found]  # a compiled module

from dateline_ingest.text import collapse, scrub, without_long_tags

MAX_ELEMENTS: Final = 20_000  # of those that are shown; trafilatura takes 4 s for 80,000, and of 25 news pages none had 6,000
_UNSHOWN: Final = (
    "script", "style", "svg", "template", "noscript", "canvas", "iframe", "object", "math", "select", "datalist", "map",
    "amp-ad", "amp-analytics", "amp-consent", "amp-embed", "amp-iframe", "amp-sidebar", "amp-sticky-ad",
)  # fmt: skip
_HEAD: Final = 4096  # bytes in which a declaration is looked for; HTML allows 1024, and comments of licences come first
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_READ_AS: Final = {  # what browsers take these names for (WHATWG Encoding §4.2): a superset, or what is meant
    "ascii": "windows-1252", "us-ascii": "windows-1252", "iso-8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254", "iso-8859-11": "windows-874", "tis-620": "windows-874",
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "utf8": "utf-8", "unicode": "utf-8", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252",
}  # fmt: skip


def decoded(body: bytes, *, content_type: str = "") -> str:
    """The text of a page: by its mark, as UTF-8 if it is nothing else, or as the header or the page declares; else as Windows-1252.

    Text of another encoding is hardly ever valid UTF-8, so a declaration against it is a mistake, and a common one.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    in_header, in_page = _CHARSET.search(content_type), _DECLARED.search(body, 0, _HEAD)
    declared = [in_header[1]] if in_header else []
    declared += [in_page[1].decode("ascii")] if in_page else []
    encodings = [name for name in map(_known, declared) if name]
    # Without a byte over 127 the text is ASCII, or ISO-2022-JP, which only a declaration tells.
    for encoding in [*encodings, "utf-8"] if body.isascii() else ["utf-8", *encodings]:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode((encodings or ["windows-1252"])[0], errors="replace")


def parsed(markup: str) -> lxml.html.HtmlElement | None:
    """The tree of a page, or None when it has no element. Markup beyond 2 MiB is not read."""
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


def _drop_what_follows(element: lxml.html.HtmlElement) -> None:
    while (parent := element.getparent()) is not None:
        del parent[parent.index(element) + 1 :]
        element = parent


def _known(name: str) -> str | None:
    """A codec that Python has and that makes text of bytes."""
    name = name.strip().lower()
    try:
        found = codecs.lookup(_READ_AS.get(name, name))
        return found.name if isinstance(b"".decode(found.name), str) else None
    except (LookupError, UnicodeError):
        return None
