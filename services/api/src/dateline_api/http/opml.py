"""OPML 2.0, the form in which readers exchange lists of feeds: read, and written. Pure.

An outline with `xmlUrl` is a feed. One without is a folder, whose name becomes a tag of all feeds in it; `category` holds further ones.
A document type with declarations is refused: lists of feeds have none, and entities are how XML attacks its readers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from dateline_shared.errors import RejectedError

MAX_BYTES = 4 << 20  # ten thousand outlines of 400 bytes; as one outline of a million attributes it takes 100 MB to parse
MAX_FEEDS = 10_000
MAX_DEPTH = 50  # of elements in one another
MAX_TITLE, MAX_TAG, MAX_TAGS = 1000, 100, 50  # characters, characters, tags of a feed

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in no XML 1.0 document, however it is escaped


class OpmlError(RejectedError):
    """The document as a whole is no list of feeds that can be read; its message says what to do."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed as a list of feeds tells of it."""

    line: int  # of the document, from 1
    url: str  # as it stands there; empty if there is none
    title: str | None
    tags: tuple[str, ...]


def parse(body: bytes, *, charset: str | None = None) -> list[Outline]:
    """The feeds of a document, in its order. `charset` overrides what the document declares. Raises OpmlError."""
    reader = _Reader()
    try:
        reader.parser = parser = expat.ParserCreate(charset)
        parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = reader.doctype, reader.start, reader.end
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise OpmlError(f"not well-formed XML: {expat.ErrorString(error.code)} in line {error.lineno}") from None
    except (LookupError, ValueError) as error:
        raise OpmlError(f"its encoding is not known: {error}") from None
    return reader.found


def tags_of(names: Iterable[str]) -> tuple[str, ...]:
    """Tags out of names of folders and categories, which may hold several with commas between them; each once."""
    each = (" ".join(part.split()).lstrip("/")[:MAX_TAG].strip() for name in names for part in name.split(","))
    return tuple(dict.fromkeys(tag for tag in each if tag))[:MAX_TAGS]


def write(feeds: Sequence[Mapping[str, Any]]) -> bytes:
    """A document of these feeds (`url title site_url tags`): a folder for each first tag, all tags in `category`."""
    opml = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(opml, "head"), "title").text = "Feeds of Dateline"
    body = ElementTree.SubElement(opml, "body")
    folders: dict[str, ElementTree.Element] = {}
    for feed in feeds:
        parent = body
        for tag in feed["tags"][:1]:
            parent = folders.get(tag) or folders.setdefault(tag, ElementTree.SubElement(body, "outline", text=_writable(tag)))
        told = {"xmlUrl": feed["url"], "htmlUrl": feed["site_url"], "title": feed["title"], "category": ",".join(feed["tags"])}
        attributes = {name: _writable(value) for name, value in told.items() if value}
        ElementTree.SubElement(parent, "outline", {"type": "rss", "text": attributes.get("title") or attributes["xmlUrl"], **attributes})
    ElementTree.indent(opml)
    return ElementTree.tostring(opml, encoding="utf-8", xml_declaration=True) + b"\n"


@dataclass(slots=True)
class _Reader:
    """Follows the parser through the document."""

    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    found: list[Outline] = field(default_factory=list)
    path: list[str] = field(default_factory=list)  # of each element that is open, the tags that it stands for

    def doctype(self, name: str, system: str | None, public: str | None, has_declarations: int) -> None:
        if has_declarations:
            raise OpmlError("its document type holds declarations, which are not read; remove the DOCTYPE")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path and name.lower() != "opml":
            raise OpmlError(f"its outermost element is <{name[:50]}> and not <opml>: this is no list of feeds, though it may be a feed")
        if len(self.path) >= MAX_DEPTH:
            raise OpmlError(f"line {self.parser.CurrentLineNumber}: more than {MAX_DEPTH} elements in one another")
        given = {key.lower(): value.strip() for key, value in attributes.items()} if name.lower() == "outline" else {}
        title = " ".join((given.get("title") or given.get("text") or "").split())
        is_feed = "xmlurl" in given or given.get("type", "").lower() in ("rss", "atom")
        self.path.append("" if is_feed else title)
        if is_feed:
            self._note(given, title)

    def end(self, name: str) -> None:
        self.path.pop()

    def _note(self, given: Mapping[str, str], title: str) -> None:
        if len(self.found) == MAX_FEEDS:
            raise OpmlError(f"it lists more than {MAX_FEEDS} feeds; send it in parts")
        url = given.get("xmlurl", "")
        own = title[:MAX_TITLE] if title != url else ""
        self.found.append(Outline(self.parser.CurrentLineNumber, url, own or None, tags_of([*self.path, given.get("category", "")])))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
