"""Why a page holds no article: it is a list of others, a wall, an error in disguise, or drawn by a script. Pure.

A page that declares an article (JSON-LD, og:type, a time of publication) is believed to be none of the first two. Each rule asks for
more than one sign, because a wrong refusal loses an article.
"""

import re
from collections import Counter
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

import lxml.html

from dateline_ingest.markup import words
from dateline_ingest.metadata import Metadata

MIN_HEADLINES: Final = 5  # that are links, before a page is a list of articles; related stories are 3 or 4
MIN_PARAGRAPHS: Final = 3  # side by side, more than such headlines beside them: the body of an article; a teaser has one
PARAGRAPH: Final = 60  # characters at least
SHORT: Final = 600  # characters; what is longer says more than that there is nothing
_NOT_FOUND: Final = re.compile(
    r"^\W*(?:error\W*)?(?:404|410)\b|^not found\W*$"
    r"|\b(?:page|article|story|site)\b.{0,60}\b(?:not (?:be )?found|does(?: not|n't) exist|no longer (?:exists|available))\b",
    re.IGNORECASE,
)
_SCRIPTED: Final = re.compile(
    r"\b(?:enable|requires?|turn on|activate|without)\b.{0,30}\bjavascript\b|\bjavascript\b.{0,40}\b(?:disabled|enabled|required)\b", re.IGNORECASE
)
_CONSENT: Final = re.compile(
    r"\bcookies?\b|\bconsent\b|\bprivacy\b|\bpersonal(?:ised)? (?:data|ads)\b|\baccept all\b|\breject all\b|\bour partners\b|\blegitimate interest\b",
    re.IGNORECASE,
)
_READER: Final = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
_CHOICE: Final = re.compile(r"\b(?:accept|reject|agree|decline|manage)\b", re.IGNORECASE)
_CHALLENGE: Final = re.compile(
    r"\b(?:verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|unusual traffic|checking your browser|access denied|complete the captcha)\b",
    re.IGNORECASE,
)


def reason_by_kind(page: lxml.html.HtmlElement, said: Metadata, url: str) -> str | None:
    """Why a fetched page is none of an article, by its make; None if it may be one."""
    if said.is_article:
        return None
    headlines = _linked_headlines(page)
    if urlsplit(url).path.strip("/") == "" and not urlsplit(url).query and headlines:
        return "it is the front page of a site"
    if len(headlines) >= MIN_HEADLINES and not _has_body(page, headlines):
        return "it is a list of articles"
    return None


def reason_by_words(page: lxml.html.HtmlElement, said: Metadata, text: str, *, title: str) -> str | None:
    """Why the text that was found is none of an article; None if it may be one."""
    beginning = text[: 2 * SHORT]
    if (address := _forward(page)) and len(text) < SHORT:
        return f"it forwards to {address}"
    if not text:
        return "it holds no text, or a script draws it; save its text and hand in the file instead"
    if len(text) < SHORT and (_NOT_FOUND.search(title) or _NOT_FOUND.search(beginning)) and not said.is_article:
        return "it says that there is no such page"
    if len(text) < SHORT and _SCRIPTED.search(beginning):
        return "a script draws it; save its text and hand in the file instead"
    if len(text) < SHORT and (_CHALLENGE.search(title) or _CHALLENGE.search(beginning)):
        return "it asks for a proof that the reader is human"
    if not said.is_article and _asks_for_consent(text):
        return "it asks for consent to cookies"
    return None


def _linked_headlines(page: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Headings that are a link from end to end."""
    return [heading for heading in page.iter("h2", "h3", "h4") if _is_a_link(heading)]


def _is_a_link(heading: lxml.html.HtmlElement) -> bool:
    link = next(chain(heading.iter("a"), heading.iterancestors("a")), None)
    return link is not None and bool(link.get("href")) and len(words(heading)) <= len(words(link))


def _has_body(page: lxml.html.HtmlElement, headlines: list[lxml.html.HtmlElement]) -> bool:
    """Whether paragraphs stand side by side as in an article, not each with the headline of its own."""
    beside = Counter(paragraph.getparent() for paragraph in page.iter("p") if len(words(paragraph, limit=2 * PARAGRAPH)) >= PARAGRAPH)
    beside.subtract(heading.getparent() for heading in headlines)
    return max(beside.values(), default=0) >= MIN_PARAGRAPHS


def _asks_for_consent(text: str) -> bool:
    """Words of such walls, close together, said to the reader, with a choice; an article on the matter says them of others."""
    said = len(_CONSENT.findall(text))
    return said >= 4 and len(text) < min(300 * said, 4 * SHORT) and len(_READER.findall(text)) >= 3 and _CHOICE.search(text) is not None


def _forward(page: lxml.html.HtmlElement) -> str | None:
    """Where a `<meta http-equiv=refresh>` leads; a page that reloads itself leads nowhere."""
    for element in page.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            _, _, address = (element.get("content") or "").partition("=")
            if address.strip(" '\""):
                return address.strip(" '\"")[:500]
    return None
