"""Which media types are worth reading, by what a Content-Type header names.

Servers label feeds and pages wrongly more often than one would like, so for feeds only what is plainly something else is refused.
"""

from typing import Final

_OTHER_KINDS: Final = ("audio/", "font/", "image/", "model/", "multipart/", "video/")
_OTHER_TYPES: Final = frozenset(
    {
        "application/epub+zip",
        "application/gzip",
        "application/java-archive",
        "application/msword",
        "application/ogg",
        "application/pdf",
        "application/rtf",
        "application/vnd.android.package-archive",
        "application/wasm",
        "application/zip",
    }
)
_OTHER_MARKS: Final = (
    "x-7z",
    "x-bzip",
    "x-gzip",
    "x-iso9660",
    "x-msdownload",
    "x-mpegurl",
    "x-rar",
    "x-shockwave",
    "x-tar",
    "x-xz",
    "x-zip",
    "vnd.ms-",
    "officedocument",
)
_PAGES: Final = frozenset({"", "text/html", "text/plain", "text/xml", "application/xhtml+xml", "application/xml", "application/vnd.wap.xhtml+xml"})


def media_type(content_type: str) -> str:
    """The type of a Content-Type header, in lower case; "" when it names none. Of several headers the first counts."""
    return content_type.replace(",", ";").partition(";")[0].strip().lower()


def may_be_text(media_type: str) -> bool:
    """Whether a feed, a page or a robots.txt may come under this type: everything that is not plainly something else."""
    is_other = media_type.startswith(_OTHER_KINDS) or media_type in _OTHER_TYPES or any(mark in media_type for mark in _OTHER_MARKS)
    return not is_other


def may_be_page(media_type: str) -> bool:
    """Whether a web page may come under this type."""
    return media_type in _PAGES
