"""Plain text out of the HTML of an entry. Pure; trafilatura and lxml do the reading."""

import re
import warnings
from typing import Final

import lxml.html
from dateline_shared.contracts.article import MAX_TEXT_BYTES
from lxml.etree import LxmlError  # ty: ignore[import-not-found]  # a compiled module

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of SOCKS proxies, which trafilatura's own downloader would offer; it is not used
    import trafilatura

MAX_HTML_CHARACTERS: Final = 4 * MAX_TEXT_BYTES  # measured: 0.4 s of long paragraphs, 1.8 s of nothing but links
MAX_HTML_TAGS: Final = 20_000  # beyond, trafilatura is slower than linear (80,000 take 4 s), and no article has so many
MAX_TAG: Final = 8_000  # characters; longer ones are pictures in themselves and the state of scripts
_TAG: Final = re.compile(r"""(?P<name><[a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=)*+""")
_CONTROLS: Final = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)], " ")
_FORMATS: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")  # which trafilatura drops, and Persian and emoji need
MAX_REJOINED: Final = 5_000  # characters; longer documents are read by other rules of trafilatura
_RULE: Final = re.compile(r"\|[-|\s]*")
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_UNREAD: Final = frozenset({
    "audio", "button", "canvas", "form", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "video",
})  # fmt: skip
_NOT_IN_TEXT: Final = re.compile("[\x00\ud800-\udfff]")  # NUL and lone surrogates
_KEPT_SHARE: Final = 0.5  # of the words; our feed fixtures keep all, and half leaves room for captions and links to share


def scrub(text: str) -> str:
    """Characters that no message can carry, replaced one for one by U+FFFD."""
    return _NOT_IN_TEXT.sub("\ufffd", text)


def without_long_tags(html: str) -> str:
    """The same HTML, its tags over MAX_TAG without their attributes: libxml2 takes ten minutes for one of 200,000 attributes. Linear."""
    parts: list[str] = []
    kept = at = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        if at - tag.start() > MAX_TAG:
            parts += [html[kept : tag.start()], tag["name"][:MAX_TAG]]
            kept = at
        if tag["name"].lower() == "<script":  # what it holds is no markup
            at = end if (end := html.find("</", at)) >= 0 else len(html)
    return "".join([*parts, html[kept:]])


def main_text(html: str) -> str:
    """The paragraphs of an entry's HTML, one a line: by trafilatura, or all of its text when that finds too little."""
    html = without_long_tags(scrub(html)[:MAX_HTML_CHARACTERS])
    everything = plain_text(html)
    if html.count("<") > MAX_HTML_TAGS:
        return everything
    found = trafilatura.extract(
        f"<html><body><article>{html}</article></body></html>",  # an entry holds the article and little else; so precision is not the worry
        favor_recall=True,
        include_comments=False,
    )
    if not found or len(found.split()) < _KEPT_SHARE * len(everything.split()):
        return everything
    return everything if found.split() == _FORMATS.sub("", everything).split() else tidied(found, everything)


def plain_text(html: str) -> str:
    """All text of a piece of HTML, one line a block, white space collapsed."""
    try:
        root = lxml.html.fragment_fromstring(without_long_tags(scrub(html)), create_parent="div")
    except (LxmlError, ValueError):  # nothing that could be read as HTML
        return collapse(html)
    return lines_of(root)


def lines_of(root: lxml.html.HtmlElement) -> str:
    """All text below an element, one line a block, white space collapsed."""
    parts: list[str] = []
    _gather(root, parts)
    return "\n".join(line for line in (collapse(line) for line in "".join(parts).split("\n")) if line)


def tidied(found: str, whole: str) -> str:
    """What trafilatura found in a document whose own lines are `whole`.

    Rows of tables become their cells between bars, without rules, empty cells and empty rows. Lines get their invisible characters back.
    Of short documents trafilatura breaks the lines at inline elements; what stands in one line of the whole is joined again.
    """
    as_written = {_FORMATS.sub("", line): line for line in whole.split("\n") if _FORMATS.search(line)}
    found_lines = (as_written.get(line, line) for line in scrub(found).split("\n") if not _RULE.fullmatch(line.strip()))
    lines = ("| " + " | ".join(cells) if (cells := _cells(line)) else line.rstrip() for line in found_lines)
    if len(found) > MAX_REJOINED:
        return "\n".join(lines).strip()
    joined: list[str] = []
    for line in lines:
        glue = next((glue for glue in ("", " ") if joined and line and joined[-1][-40:] + glue + line[:40] in whole), None)
        if glue is None:
            joined.append(line)
        else:
            joined[-1] += glue + line
    return "\n".join(joined).strip()


def collapse(text: str) -> str:
    """Runs of white space and of control characters become one space."""
    return " ".join(text.translate(_CONTROLS).split())


def shorten(text: str, *, max_bytes: int = MAX_TEXT_BYTES) -> str:
    """The beginning of a text that is too long for an article, whole lines where possible."""
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    head = encoded[:max_bytes].decode(errors="ignore")
    return head[: head.rfind("\n")] if "\n" in head else head


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|") if cell.strip()] if line.startswith("|") else []


def _in_one_line(text: str | None) -> str:
    return re.sub(r"[\r\n]+", " ", text or "")


def _gather(root: lxml.html.HtmlElement, parts: list[str]) -> None:
    # Line breaks of the source are mere spaces; those of blocks are kept. Iterative, because strangers choose the depth.
    stack: list[tuple[lxml.html.HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_closing = stack.pop()
        is_block = element.tag in _BLOCKS
        if is_closing:
            parts.append("\n" if is_block else "")
            parts.append(_in_one_line(element.tail))
        else:
            stack.append((element, True))
            if isinstance(element.tag, str) and element.tag not in _UNREAD:
                parts.append("\n" if is_block else "")
                parts.append(_in_one_line(element.text))
                stack.extend((child, False) for child in reversed(element))
