"""IPTC ninjs: news in JSON, as agencies send it. Read after version 3.1 (2025-05); 2.x and 1.x, whose names differ, as well.

The standard: https://iptc.org/std/ninjs/. An item is a version of what its `uri` names. What else it is sent with, such
as pictures and related items in `associations`, comes as items of its own.
"""

import re
from typing import Any, Literal

from dateline_shared.contracts.article import Article, Text
from pydantic import AliasChoices, Field, field_validator

from dateline_api.http.errors import pointer
from dateline_api.http.formats.values import (
    Document,
    Identifier,
    Many,
    Moment,
    Path,
    StrictMoment,
    VersionMoment,
    address_or_none,
    in_plain,
    is_markup,
    language,
    names,
    outlet,
)
from dateline_api.http.posted import Posted
from dateline_api.http.problems import invalid

ARTICLES = ("text", "composite")  # of the types that an item may have
PLAIN, MARKUP = ("text/plain",), ("text/html", "application/xhtml+xml")

_MAIN, _BESIDE = ("main",), ("abstract", "caption", "summary", "teaser")  # roles; those between the two are the provider's own
_AUTHORITY = re.compile(r"https?://([^/?#]+)|tag:(?:[^@,]*@)?([^,:@]+),|urn:newsml:([^:]+):", re.IGNORECASE)  # RFC 4151, RFC 3085
_FRONT_PAGE = re.compile(r"https?://[^/?#]+/?")


class Part(Document):
    """A headline, a body or a description."""

    value: Text
    role: str = ""
    content_type: str = Field("", validation_alias=AliasChoices("contentType", "contenttype"))

    @property
    def media_type(self) -> str:
        """Without its parameters; where a provider names none, as its value looks."""
        return self.content_type.partition(";")[0].strip().lower() or (MARKUP[0] if is_markup(self.value) else PLAIN[0])

    @property
    def rank(self) -> int:
        """How likely the role makes it the one that counts; the least is the likeliest."""
        role = self.role.lower()
        return 0 if role in _MAIN else 2 if role in _BESIDE else 1


class Named(Document):
    """A subject or a source."""

    name: Text | None = None
    uri: str | None = None


class Rendition(Document):
    """One form in which the item can be had."""

    href: str | None = None
    content_type: str = Field("", validation_alias=AliasChoices("contentType", "contenttype", "mimetype"))


class NewsItem(Document):
    """What is used of an item, under the names of 3.x, 2.x and 1.x."""

    uri: Identifier
    type: str = ARTICLES[0]
    status: Literal["usable", "withheld", "canceled"] = Field("usable", validation_alias=AliasChoices("pubStatus", "pubstatus"))
    content_created: Moment = Field(None, validation_alias=AliasChoices("contentCreated", "contentcreated"))
    first_created: Moment = Field(None, validation_alias=AliasChoices("firstCreated", "firstcreated"))
    version_created: VersionMoment = Field(None, validation_alias=AliasChoices("versionCreated", "versioncreated"))
    embargoed_until: StrictMoment = Field(None, validation_alias=AliasChoices("embargoedUntil", "embargoed"))
    language: str | None = None
    title: Text = ""
    headline: Text = ""  # 1.x
    headlines: Many[Part] = ()
    body_text: Text = ""  # 1.x, as the next two
    body_xhtml: Text = ""
    body_html: Text = ""
    bodies: Many[Part] = ()
    descriptions: Many[Part] = ()
    by: Text = Field("", validation_alias=AliasChoices("by", "byline"))
    subjects: Many[Named] = Field((), validation_alias=AliasChoices("subjects", "subject"))
    sources: Many[Named] = Field((), validation_alias=AliasChoices("infoSources", "infosources", "infosource"))
    renditions: Many[Rendition] = ()

    @field_validator("renditions", mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        return tuple(value.values()) if isinstance(value, dict) else value  # 1.x


def read_ninjs(value: Any, at: Path = ()) -> Posted:
    """One news item. Raises the problem `invalid-request` for a wrong value, and for an item that is no article."""
    item = NewsItem.read(value, at=at)
    if item.type not in ARTICLES:
        raise invalid(f"items of the type {item.type!r} are no articles; those read here are {' and '.join(ARTICLES)}", pointer=pointer((*at, "type")))
    url = _page(item)
    body = _body(item)
    is_marked_up = body is not None and body.media_type in MARKUP
    article = Article.model_construct(
        text=body.value if body and not is_marked_up else "",
        title=_headline(item),
        url=url,
        external_id=item.uri,
        source=_source(item, url),
        published_at=item.content_created or item.first_created or item.version_created,
        modified_at=item.version_created,
        language=language(item.language),
        authors=names([item.by]),
        tags=names(subject.name for subject in item.subjects),
        embargoed_until=item.embargoed_until,
    )
    posted = Posted(article, markup=body.value if body and is_marked_up else None, is_fragment=is_marked_up, is_cancelled=item.status != "usable")
    is_unreadable = body is None and any(part.value.strip() for part in item.bodies)
    if not posted.is_cancelled and not url and (is_unreadable or not (article.title.strip() or body)):
        told = "none of them can be read: text/plain, text/html and application/xhtml+xml are" if is_unreadable else "a body or a headline is needed"
        raise invalid(told, pointer=pointer((*at, "bodies")))
    return posted


def _headline(item: NewsItem) -> str:
    """The main one, without tags if it has any; the title, which is meant for machines, stands in for it."""
    told = min((each for each in item.headlines if each.value.strip()), key=lambda each: each.rank, default=None)
    if told is None:
        return item.headline or item.title
    return in_plain(told.value) if told.media_type in MARKUP else told.value


def _body(item: NewsItem) -> Part | None:
    """The main one, rather as plain text than as HTML; where there is none, a description."""
    old = ((item.body_text, PLAIN[0]), (item.body_xhtml, MARKUP[1]), (item.body_html, MARKUP[0]))
    older = tuple(Part.model_construct(value=value, role="", content_type=kind) for value, kind in old)
    for parts in ((*item.bodies, *older), item.descriptions):
        given = [part for part in parts if part.value.strip()]
        if given:
            readable = (part for part in given if part.media_type in (*PLAIN, *MARKUP))
            return min(readable, key=lambda part: (part.rank, part.media_type not in PLAIN), default=None)
    return None


def _page(item: NewsItem) -> str | None:
    """Where the item is to be read on the Web. Its `uri` only names it."""
    pages = (rendition.href for rendition in item.renditions if rendition.content_type.partition(";")[0].strip().lower() in MARKUP)
    return next(filter(None, map(address_or_none, pages)), None)


def _source(item: NewsItem, url: str | None) -> str | None:
    """Who gave the item its name, so that all its versions have one source; else a source that is told by its front page."""
    found = _AUTHORITY.match(item.uri)
    if found and (named := address_or_none(f"https://{next(filter(None, found.groups()))}/")):
        return outlet(named)
    sites = (source.uri for source in item.sources if source.uri and _FRONT_PAGE.fullmatch(source.uri))
    site = next(filter(None, map(address_or_none, sites)), url)
    return outlet(site) if site else None
