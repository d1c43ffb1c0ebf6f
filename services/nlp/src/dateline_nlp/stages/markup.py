"""Reads a text that was pasted with its mark-up: tags become blanks and entities their characters, one for one, so that every offset stays."""

import re
from html import unescape

from dateline_nlp.stages.wordlist import word_set

BLOCKS = word_set(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr li main nav ol p pre section table td th "
    "tr ul"
)
INLINE = word_set("a abbr b body button cite em html i iframe img input label link mark meta q s small source span strong sub sup time u video")
HIDDEN = frozenset(("script", "style", "noscript", "template", "svg", "title"))  # what they hold is not shown
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,9})(?:[\s/](?:\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'|[^<>\"'])*)?>|<!(?:doctype|DOCTYPE)[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def plain(text: str) -> str:
    """The text as a page would show it, as long as before; the same text where it has no tags."""
    if "<" not in text:
        return text
    out: list[str] = []
    at = 0
    closed: dict[str, int] = {}  # where what hides text ends next; each end is looked for once
    while (start := text.find("<", at)) >= 0:
        end, blank = _markup(text, start, closed)
        if end == start:
            out.append(text[at : start + 1])
            at = start + 1
        else:
            out += (text[at:start], blank + " " * (end - start - len(blank)))
            at = end
    out.append(text[at:])
    shown = "".join(out)
    return text if shown == text else _ENTITY.sub(_character, shown)


def _markup(text: str, start: int, closed: dict[str, int]) -> tuple[int, str]:
    """Where the mark-up that begins here ends, and what stands in its place; its start where it is none."""
    if text.startswith("<!--", start):
        return _behind(text, "-->", start, closed), " "
    tag = _TAG.match(text, start)
    if tag is None:
        return start, ""
    name = (tag[1] or "html").lower()
    if name in HIDDEN and text[start + 1] != "/":
        return _behind(text, f"</{tag[1]}>", tag.end(), closed) if not tag[0].endswith("/>") else tag.end(), "\n"
    if name in BLOCKS or name in HIDDEN:
        return tag.end(), "\n"
    return (tag.end(), " ") if name in INLINE else (start, "")


def _behind(text: str, mark: str, start: int, closed: dict[str, int]) -> int:
    """The end of the next such mark, or of what stands before it where none comes."""
    if closed.get(mark, -1) < start:
        found = text.find(mark, start)
        closed[mark] = found if found >= 0 else len(text)
    return min(closed[mark] + len(mark), len(text)) if closed[mark] < len(text) else start


def _character(found: re.Match[str]) -> str:
    """What an entity stands for, blanks making up for its length: behind it, or before it where it opens a word or cuts one ("Mali's")."""
    character = unescape(found[0])
    if len(character) != 1 or not (character.isprintable() or character.isspace()):
        return found[0]
    blanks = " " * (len(found[0]) - 1)
    before = found.string[found.start() - 1 : found.start()]
    return blanks + character if not before or before.isspace() or character in "'’" else character + blanks
