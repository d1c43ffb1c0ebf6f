"""What is asked for and shown of feeds, keys and commands."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self, TypeVar

from dateline_shared.contracts.article import LanguageTag, Text
from dateline_shared.contracts.base import Value
from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, WithJsonSchema, model_validator

from dateline_api import ids
from dateline_api.address import feed_address
from dateline_api.api_key import SCOPES, Scope
from dateline_api.http.schemas import Answer, Page

T = TypeVar("T")


class Command(Answer):
    """Something that was asked for, and what became of it."""

    id: str
    kind: str
    state: Literal["waiting", "working", "applied", "refused"]  # working: a worker is at it
    payload: dict[str, Any]
    result: dict[str, Any] | None
    created_at: datetime
    applied_at: datetime | None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        return cls.model_validate(row | {"id": ids.public("cmd", row["id"])})


class RetractRequest(Value):
    """Why an article is retracted, for whoever reads its `reasons`."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)] | None = None


def _distinct(values: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _tag(given: str) -> str:
    """One line without the comma that separates tags in an OPML file."""
    tag = " ".join(given.split())
    if not tag or "," in tag:
        raise ValueError("must not be empty, or hold a comma")
    return tag


def _set(given: T | None) -> T:
    if given is None:
        raise ValueError("must not be null; leave it out to keep what is set")
    return given


FeedUrl = Annotated[str, AfterValidator(feed_address)]
Tags = Annotated[tuple[Annotated[Text, Field(max_length=100), AfterValidator(_tag)], ...], Field(max_length=50, fail_fast=True), AfterValidator(_distinct)]
Source = Annotated[Text, Field(min_length=1, max_length=253)]
Title = Annotated[Text, Field(min_length=1, max_length=1000)]


def _no_flag(given: Any) -> Any:
    """A duration is a string or a number; pydantic would take false for 0."""
    if isinstance(given, bool):
        raise ValueError("must be an ISO 8601 duration or a number of seconds")
    return given


Duration = Annotated[timedelta, BeforeValidator(_no_flag), WithJsonSchema({"anyOf": [{"type": "string", "format": "duration"}, {"type": "number"}]})]
Interval = Annotated[Duration, Field(ge=timedelta(minutes=1), le=timedelta(days=7))]
FullText = Literal["auto", "always", "never"]


class DiscoverRequest(Value):
    """Where to look for feeds: the address of a site, or of a page of it."""

    url: FeedUrl


class FeedRequest(Value):
    """A feed to poll. `poll_every` is an ISO 8601 duration or a number of seconds; null lets the interval adapt."""

    url: FeedUrl
    title: Title | None = None  # else as the feed calls itself
    source: Source | None = None  # the outlet of its entries, if not that of their addresses
    language: LanguageTag | None = None  # of entries that declare none
    tags: Tags = ()
    full_text: FullText = "auto"  # auto: pages are read where an entry has too little text
    poll_every: Interval | None = None


class FeedChange(Value):
    """What to set otherwise; what is left out stays."""

    url: Annotated[FeedUrl | None, AfterValidator(_set)] = None
    title: Title | None = None
    source: Source | None = None
    language: LanguageTag | None = None
    tags: Annotated[Tags | None, AfterValidator(_set)] = None
    full_text: Annotated[FullText | None, AfterValidator(_set)] = None
    poll_every: Interval | None = None
    state: Annotated[Literal["active", "paused"] | None, AfterValidator(_set)] = None


class Feed(Answer):
    """A feed and how its polls go."""

    id: str
    url: str
    host: str
    title: str | None
    site_url: str | None
    source: str | None
    language: str | None
    tags: list[str]
    full_text: FullText
    state: Literal["active", "paused", "gone"]
    poll_every: timedelta | None  # as it was fixed; null: it adapts
    interval: timedelta  # that holds now, when all is well
    items_a_day: float | None  # smoothed
    lag: timedelta | None  # from the publication of an entry to its coming here, smoothed
    next_check_at: datetime
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_error: str | None
    error_count: int  # in a row
    etag: str | None
    last_modified: str | None
    created_at: datetime

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        told = {"id": ids.public("fed", row["id"]), "interval": row["poll_every"] or row["adapted"], "next_check_at": row["next_at"]}
        return cls.model_validate(row | told)


class SourceChange(Value):
    """Switches of a source; what is not given stays."""

    store_text: StrictBool | None = None
    read_pages: StrictBool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.store_text is None and self.read_pages is None:
            raise ValueError("nothing is set; give store_text, read_pages or both as true or false")
        return self


class Source(Answer):
    """An outlet: what there is of it, and what is set for it."""

    source: str
    store_text: bool  # false: of its articles only the sentences are kept that events rest on
    read_pages: bool  # false: its pages are not fetched for the entries of feeds
    feeds: int  # that name it as the source of their entries
    articles: int
    events: int  # that each of them tells of, added up
    at_work: int  # of the articles: still to be fetched or read
    done: int
    dead: int
    duplicate: int
    copies: int  # of the articles: read, and nearly the words of an earlier one, often another outlet's
    copy_share: float | None = None  # of the articles: copies and duplicates
    unsupported_language: int
    rejected: int
    retracted: int
    first_received_at: datetime | None
    last_received_at: datetime | None
    updated_at: datetime | None  # when a switch was last set

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        share = round((row["copies"] + row["duplicate"]) / row["articles"], 6) if row["articles"] else None
        return cls.model_validate(row | {"copy_share": share})


class SourcePage(Page):
    """Sources by name."""

    data: list[Source]


class FeedPage(Page):
    """Feeds, those added last first."""

    data: list[Feed]


class ImportedFeed(Answer):
    """What became of one outline of a list of feeds. `exists`: it was there already, or stood further up, and stays as it was."""

    line: int  # of the file, from 1
    outcome: Literal["created", "exists", "refused"]
    title: str | None = None
    url: str | None = None
    id: str | None = None
    reason: str | None = None  # why it was refused


class FeedImport(Answer):
    """What became of a list of feeds, outline by outline in its order."""

    data: list[ImportedFeed]
    summary: dict[Literal["created", "exists", "refused"], int]


class Refreshed(Answer):
    """How many feeds are polled as soon as their hosts may be asked."""

    refreshed: int


class KeyRequest(Value):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(SCOPES), fail_fast=True), AfterValidator(_distinct)] = ("read",)


class Key(Answer):
    """A key, without its secret part. `prefix` is how it begins."""

    id: str
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def from_row(cls, row: dict[str, Any], **more: Any) -> Self:
        return cls.model_validate(row | {"id": ids.public("key", row["id"])} | more)


class NewKey(Key):
    """A key that was just made: the one time that it is shown."""

    key: str


class KeyPage(Page):
    """Keys, those made last first."""

    data: list[Key]
