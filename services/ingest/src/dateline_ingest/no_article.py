"""Why a page holds no article: it is a list of others, a wall, an error in disguise, or drawn by a script. Pure.

A page that declares an article (JSON-LD, og:type, a time of publication) is believed to be none of the first two. Each rule asks for
more than one sign, because a wrong refusal loses an article.
"""

import re
from typing import Final
from urllib.parse import urlsplit

import lxml.html

from dateline_ingest.markup import words
from dateline_ingest.metadata import Metadata

MIN_HEADLINES: Final = 5  # that are links, before a page is a list of articles; related stories are 3 or 4
LONG_PARAGRAPH: Final = 200  # characters; teasers are shorter
SHORT: Final = 600  # characters of a page that has nothing to say; the shortest of our article fixtures has 250
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
_CHALLENGE: Final = re.compile(
    r"\b(?:verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|unusual traffic|checking your browser|access denied|complete the captcha)\b",
    re.IGNORECASE,
)


def reason_by_kind(page: lxml.html.HtmlElement, said: Metadata, url: str) -> str | None:
    """Why a fetched page is none of an article, by its make; None if it may be one."""
    if said.is_article:
        return None
    if _links_in_headlines(page) >= MIN_HEADLINES and _long_paragraphs(page) < 2:
        return "it is a list of articles"
    if urlsplit(url).path.strip("/") == "" and not urlsplit(url).query and _links_in_headlines(page):
        return "it is the front page of a site"
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
    if not said.is_article and len(text) < 4 * SHORT and len(_CONSENT.findall(text)) >= 4 and len(text) < 300 * len(_CONSENT.findall(text)):
        return "it asks for consent to cookies"
    return None


def _links_in_headlines(page: lxml.html.HtmlElement) -> int:
    """Headings that are a link from end to end."""
    count = 0
    for heading in page.iter("h2", "h3", "h4"):
        link = next(heading.iter("a"), None)
        link = next((above for above in heading.iterancestors("a")), None) if link is None else link
        if link is not None and link.get("href") and len(words(heading)) <= len(words(link)):
            count += 1
            if count == MIN_HEADLINES:
                break
    return count


def _long_paragraphs(page: lxml.html.HtmlElement) -> int:
    return sum(len(words(paragraph)) >= LONG_PARAGRAPH for paragraph in page.iter("p"))


def _forward(page: lxml.html.HtmlElement) -> str | None:
    """Where a `<meta http-equiv=refresh>` leads; a page that reloads itself leads nowhere."""
    for element in page.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            _, _, address = (element.get("content") or "").partition("=")
            if address.strip(" '\""):
                return address.strip(" '\"")[:500]
    return None
