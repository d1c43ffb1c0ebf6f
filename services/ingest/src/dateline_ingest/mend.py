"""XML that is nearly right becomes XML: bare ampersands, names of HTML for characters, endless tags. Pure.

feedparser reads broken documents, too, but by guessing: "R&D says" becomes "R&D; says".
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.entities import html5
from typing import Final

from dateline_ingest.feed import MAX_ENTRIES
from dateline_ingest.text import MAX_TAG

MAX_BASES: Final = 2 * MAX_ENTRIES  # xml:base, each resolved against the one above; an entry has one or two
MAX_EXPANDED: Final = 1 << 20  # bytes that a document's own entities add; unbounded, 4.5 MB became a title of 375 MB, and 1.7 GB of memory
_REFERENCE: Final = re.compile(rb"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));|([a-zA-Z][a-zA-Z0-9]*);)?")
_OF_XML: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_NAMED: Final = re.compile(rb"&([a-zA-Z][a-zA-Z0-9]*);")
_ENTITY: Final = re.compile(rb'<!ENTITY\s+(\w+)\s+"([^&"]*)"')  # which feedparser keeps
_ANY_ENTITY: Final = re.compile(rb"<!ENTITY[^>]*+>?")
_TAG: Final = re.compile(rb"""(<[\w:.-]++)(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+""")


def with_sound_references(body: bytes) -> bytes:
    """References of UTF-8 as XML knows them, outside of CDATA sections; those to what no text can hold, which the parsers raise on, become U+FFFD."""
    declared = frozenset(re.findall(rb"<!ENTITY\s+([^\s%]+)", body[:100_000]))

    def sound(match: re.Match[bytes]) -> bytes:
        hexadecimal, decimal, name = match.groups()
        if digits := hexadecimal or decimal:
            code = int(digits, 16 if hexadecimal else 10) if len(digits) <= 8 else -1
            return match[0] if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else b"&#xFFFD;"
        if name is None:
            return b"&amp;"
        if name in _OF_XML or name in declared or not (characters := html5.get(f"{name.decode()};")):
            return match[0]
        return b"".join(b"&#%d;" % ord(character) for character in characters)

    return b"".join(part if is_cdata else _REFERENCE.sub(sound, part) for part, is_cdata in _sections(body))


def within_bounds(body: bytes) -> bytes:
    """A document without what feedparser is slower than linear at: attributes of tags over MAX_TAG (200,000 take minutes), bases by the thousand.

    A document that its own entities would make much larger loses them.
    """
    if _expansion(body) > MAX_EXPANDED:
        body = _ANY_ENTITY.sub(b"", body)
    body = _TAG.sub(lambda tag: tag[1][:MAX_TAG] if len(tag[0]) > MAX_TAG else tag[0], body)
    return body if body.count(b"xml:base") <= MAX_BASES else body.replace(b"xml:base", b"xml-base")


def _expansion(body: bytes) -> int:
    """How many bytes the references to entities of the document's own stand for, at most."""
    lengths: dict[bytes, int] = {}
    for declared in _ENTITY.finditer(body):
        lengths[declared[1]] = max(lengths.get(declared[1], 0), len(declared[2]))
    if not lengths:
        return 0
    return sum(number * lengths.get(name, 0) for name, number in Counter(found[1] for found in _NAMED.finditer(body)).items())


def _sections(body: bytes) -> Iterator[tuple[bytes, bool]]:
    """Parts of a document in turn, and whether each is CDATA; a section without an end is none."""
    at = 0
    while (start := body.find(b"<![CDATA[", at)) >= 0 and (end := body.find(b"]]>", start)) >= 0:
        yield body[at:start], False
        yield body[start : end + 3], True
        at = end + 3
    yield body[at:], False
