"""How the bytes of a web page or a feed become text, whether it was fetched or handed in. Pure.

After the HTML standard (§13.2.3.2) and WHATWG Encoding (§4.2), but for one thing: what is valid UTF-8 is UTF-8. Text of another
encoding hardly ever is, so a declaration against it is a mistake, and a common one.
"""

import codecs
import html
import re
from typing import Final

_HEAD: Final = 4096  # bytes in which a declaration is looked for; HTML allows 1024, and comments of licences come first
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"),
)  # fmt: skip
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_STRAY: Final = re.compile("[\udc80-\udcff]")  # how Python writes the bytes that are no UTF-8

_LONG_REFERENCE: Final = re.compile(r"&#[0-9]{9,};?")  # to no character; from 4,300 digits on Python raises

_LABELS: Final = {
    "cp1252": "ascii us-ascii iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 windows-1252 cp1252 x-cp1252 x-user-defined",
    "cp1254": "iso-8859-9 latin5 windows-1254 cp1254",
    "cp874": "iso-8859-11 tis-620 windows-874",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j",
    "cp949": "euc-kr ks_c_5601-1987 korean windows-949",
    "gb18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk chinese",
    "big5hkscs": "big5 big5-hkscs x-x-big5",
    "utf-8": "utf-8 utf8 unicode utf-16 utf-16le utf-16be",  # whose declaration can be read as ASCII has no UTF-16
    "mac-roman": "macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp866": "ibm866 cp866",
    **{f"cp{n}": f"windows-{n} cp{n} x-cp{n}" for n in (1250, 1251, 1253, 1255, 1256, 1257, 1258)},
    **{f"iso8859-{n}": f"iso-8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{name: name for name in ("euc-jp", "iso-2022-jp", "koi8-r", "koi8-u")},
}
_CODECS: Final = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
"""Python's codec of each name on the Web: some names mean a superset of what they say, and many of Python's codecs are no charsets, or slow."""


def decoded(body: bytes, *, content_type: str = "") -> str:
    """The text of a page or a feed: by its mark, as UTF-8 if it is that, or as the header or the page declares; else as Windows-1252.

    What is no character of the encoding is replaced. A charset that nobody knows is as good as none.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace").removeprefix("\ufeff")
    in_header, in_page = _CHARSET.search(content_type), _DECLARED.search(body, 0, _HEAD)
    labels = [in_header[1]] if in_header else []
    labels += [in_page[1].decode("ascii")] if in_page else []
    declared = [codec for label in labels if (codec := _CODECS.get(label.lower()))]
    body = _mended(body, declared=declared[0] if declared else None)
    # Without a byte over 127 the text is ASCII, or ISO-2022-JP, which only a declaration tells.
    for encoding in [*declared, "utf-8"] if body.isascii() else ["utf-8", *declared]:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode(next((encoding for encoding in declared if encoding != "utf-8"), "cp1252"), errors="replace")


def unescaped(text: str) -> str:
    """Text with the references of HTML replaced by their characters, whatever numbers strangers write there."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def _mended(body: bytes, *, declared: str | None) -> bytes:
    """A document that is UTF-8 but for some bytes, with those read as Windows-1252; any other as it is.

    Chance makes no more sequences of UTF-8 than wrong bytes, except in encodings of East Asia, which a document declares.
    """
    if declared not in (None, "utf-8"):
        return body
    text = body.decode("utf-8", errors="surrogateescape")
    stray = len(_STRAY.findall(text))
    if not stray or sum(character > "\x7f" for character in text) < 2 * stray:
        return body
    return _STRAY.sub(lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", errors="replace"), text).encode()
