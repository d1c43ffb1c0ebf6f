"""Titles and authors as pages write them, freed of what is not the title and not a name. Pure."""

import html
import re
from collections.abc import Iterable
from typing import Final

from dateline_ingest.text import collapse

_BY: Final = re.compile(
    r"^(?:(?:(?:written|words|story|text|report|reported|posted|published|photos?|pictures|video)\s*(?::|by\b)|by\b|por\b|par\b|door\b)[\s:]*"
    r"|von\s+(?=\S+\s+\S))",  # but Von Trapp is a name
    re.IGNORECASE,
)
_JOINT: Final = re.compile(r"\s*[;|/]\s*|\s+(?:and|und|et|y|e|en|og|och|&|with)\s+|\s*&\s*", re.IGNORECASE)
_ROLE: Final = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|producer|bureau|chief|staff|desk|contributor|photographer|analyst|redakteur\w*|korrespondent\w*)\b",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|^@|^\W*$|\.(?:com|org|net)/|^(?:admin|administrator|author|unknown|anonymous|null|none|undefined|n/a)$", re.IGNORECASE
)
_CONTACT: Final = re.compile(r"[(<\[]?\s*[\w.+-]+@[\w.-]+\s*[)>\]]?|\(\s*@\w+\s*\)")
_PARTS: Final = re.compile(r"(\s+[|–—·•»›:]+\s+|\s+-\s+|:\s+)")
_CUT_SHORT: Final = re.compile(r"\s*(?:…|\.\.\.)$")
MAX_WRITTEN: Final = 2000  # characters of a byline or a title that are looked at
MAX_NAME: Final = 100  # characters; what is longer is a sentence


def authors_in(written: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, each once: without "By", addresses, roles after a comma, and what is no name."""
    bylines = (collapse(html.unescape(byline[:MAX_WRITTEN])) for byline in written)
    joint = (part for byline in bylines if not _NO_NAME.search(byline) for part in _JOINT.split(_BY.sub("", byline)))
    names = (name for part in joint for name in _of_one_or_more(part))
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= MAX_NAME and not _NO_NAME.search(name)))


def _of_one_or_more(written: str) -> list[str]:
    """ "Ada Quill, Chief Reporter" is one person, "Ada Quill, Tom Hale" are two, "Tom Hale, Jr." is one."""
    name, *rest = (collapse(_BY.sub("", _CONTACT.sub(" ", part))).strip(" ,-–") for part in written.split(","))
    if rest and all(len(part.split()) > 1 and not _ROLE.search(part) for part in rest):
        return [name, *rest]
    return [name]


def headline_of(candidates: Iterable[str], *, sites: Iterable[str]) -> str:
    """The first title there is, without the names of its site; in full, when it was cut short and another goes on where it ends."""
    names = {key for key in map(_key, sites) if key}
    titles = [title for title in (without_site(collapse(html.unescape(candidate[:MAX_WRITTEN])), names) for candidate in candidates) if title]
    if not titles:
        return ""
    head = _CUT_SHORT.sub("", titles[0])
    return next((title for title in titles[1:] if head != titles[0] and len(title) > len(head) and title.startswith(head)), titles[0])


def without_site(title: str, names: set[str]) -> str:
    """ "Port closes | World | The Vell Post" -> "Port closes": the site's name at an end, with the section that stands before it after a bar."""
    parts = _PARTS.split(title)  # part, separator, part ...
    if len(parts) >= 3 and _key(parts[-1]) in names:
        separator = parts[-2].strip()
        parts = parts[:-2]
        while len(parts) >= 3 and separator == "|" and parts[-2].strip() == "|":
            parts = parts[:-2]
    elif len(parts) >= 3 and _key(parts[0]) in names:
        parts = parts[2:]
    return "".join(parts).strip()


def _key(name: str) -> str:
    """Letters and digits alone, without an article before them or a domain's ending after them."""
    name = re.sub(r"^the\s+|\.(?:com?|org|net|info|news)(?:\.\w\w)?$", "", name.strip().casefold())
    return re.sub(r"[\W_]+", "", name)
