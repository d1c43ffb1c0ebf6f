"""A web page as it was saved: HTML or XHTML in any encoding of the Web, with the address that it came from.

Which encoding: the rules of the HTML standard (§13.2.3.2): a byte order mark, the charset of the content type, what the first
1,024 bytes declare; else UTF-8, or windows-1252 where it is none.
"""

import codecs
import re

from dateline_shared.contracts.article import Article
from dateline_shared.contracts.page import MAX_MARKUP_BYTES

from dateline_api.http.formats.values import NO_ADDRESS, address_or_none
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError, cut, invalid

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<meta[^>]+?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+?encoding\s*=\s*["']([\w.:-]+)["']""", re.IGNORECASE)
_PRESCAN = 1024  # bytes

_NAMES = {
    "cp1252": "ascii us-ascii iso-8859-1 iso8859-1 iso_8859-1 latin1 l1 windows-1252 cp1252 x-cp1252",
    "cp1254": "iso-8859-9 latin5 windows-1254 cp1254",
    "cp874": "iso-8859-11 tis-620 windows-874",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j",
    "cp949": "euc-kr ks_c_5601-1987 korean windows-949",
    "gb18030": "gb18030 gbk gb2312 x-gbk chinese",
    "big5hkscs": "big5 big5-hkscs x-x-big5",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
    "utf-16-le": "utf-16 utf-16le",
    "utf-16-be": "utf-16be",
    "mac-roman": "macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp866": "ibm866 cp866",
    **{f"cp{n}": f"windows-{n} cp{n} x-cp{n}" for n in (1250, 1251, 1253, 1255, 1256, 1257, 1258)},
    **{f"iso8859-{n}": f"iso-8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{name: name for name in ("euc-jp", "iso-2022-jp", "koi8-r", "koi8-u")},
}
_CODECS = {label: codec for codec, labels in _NAMES.items() for label in labels.split()}
"""Python's codec of each name on the Web: the Encoding standard gives some names to supersets of what they meant, and many of Python's are no charsets."""


def read_html(raw: bytes, *, charset: str | None, url: str | None) -> Posted:
    """A page. Raises the problems `invalid-request`, `content-too-large` and `unsupported-media-type` (an unknown charset)."""
    if url is None:
        raise invalid("is required with HTML: the address of the page, as in /v1/articles?url=https%3A%2F%2Fwire.example%2Fnews%2F1", parameter="url")
    if address_or_none(url) is None:
        raise invalid(NO_ADDRESS, parameter="url")
    if len(raw) > MAX_MARKUP_BYTES:
        raise ProblemError("content-too-large", f"the page is {len(raw)} bytes; at most {MAX_MARKUP_BYTES} are read")
    markup = decode_html(raw, charset=charset).replace("\0", "\N{REPLACEMENT CHARACTER}")  # as HTML parsers do
    if not markup.strip():
        raise invalid("the body is empty; send the page", pointer="")
    return Posted(Article(text="", url=url), markup=markup)


def decode_html(raw: bytes, *, charset: str | None = None) -> str:
    """The text of a page; what is no character of its encoding is replaced. Raises the problem `unsupported-media-type`."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if charset is not None:
        if charset.lower() not in _CODECS:
            raise ProblemError("unsupported-media-type", f"the charset {cut(charset)!r} is not known here; send UTF-8")
        return raw.decode(_CODECS[charset.lower()], "replace")
    if encoding := _declared(raw[:_PRESCAN]):
        return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _declared(head: bytes) -> str | None:
    for found in _DECLARED.finditer(head):
        label = (found[1] or found[2]).decode("ascii", "ignore").lower()
        if encoding := _CODECS.get(label):
            return "utf-8" if encoding.startswith("utf-16") else encoding  # who can read it as ASCII has no UTF-16
    return None
