"""In which encoding bytes are: by their mark, by what a page says of itself, else UTF-8 if they can be, else Windows-1252."""

import codecs
import re

MARKS = (  # UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FALLBACK = "cp1252"  # also what browsers take for Latin-1 (WHATWG Encoding Standard)

_DECLARED = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
_PRESCAN = 4096  # bytes; a browser looks at 1024, pages keep later ones


def encoding_of(head: bytes, *, is_page: bool = False) -> str:
    """The encoding of what begins with these bytes; the last character may be cut off."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return "utf-16-le"
    if head[:1] == b"\0" and head[1:2] != b"\0":
        return "utf-16-be"
    if is_page and (declared := _declared(head)):
        return declared
    read = codecs.getincrementaldecoder("utf-8")(errors="replace").decode(head)
    bad = read.count("\ufffd")
    return FALLBACK if bad and 2 * bad > sum(mark > "\x7f" for mark in read) else "utf-8"  # a few bad bytes do not make a page of UTF-8 another


def decode(raw: bytes, *, encoding: str | None = None, is_page: bool = False) -> str:
    """Text of whatever encoding; what cannot be read becomes U+FFFD."""
    return raw.decode(encoding or encoding_of(raw, is_page=is_page), errors="replace")


def _declared(head: bytes) -> str | None:
    found = _DECLARED.search(head[:_PRESCAN])
    if not found:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except LookupError:
        return None
    return FALLBACK if name in ("iso8859-1", "ascii") else "utf-8" if name.startswith(("utf-16", "utf-32")) else name
