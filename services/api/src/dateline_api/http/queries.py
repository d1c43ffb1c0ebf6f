"""The query parameters of lists. What is not listed here is refused by name."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from dateline_shared.contracts.event import Status
from dateline_shared.errors import RejectedError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dateline_api import ids
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.feeds import FeedFilter
from dateline_api.records import ArticleState, ChangeKind

MAX_PAGE, DEFAULT_PAGE = 200, 50
MAX_VALUES = 50  # of one parameter


def _split(given: Any) -> Any:
    """Values that were repeated, or separated by commas; an empty one stays, to be refused."""
    return [part.strip() for value in given for part in str(value).split(",")] if isinstance(given, list) else given


def _day(given: Any) -> Any:
    """Only YYYY-MM-DD: a number would be taken for seconds since 1970."""
    try:
        return date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else f"not a day: {given}"
    except ValueError:
        return f"not a day: {given}"


def _plain(given: str) -> str:
    if "\x00" in given:
        raise ValueError("holds a NUL character")
    return given


def _party(given: str) -> str:
    """A name as it is; an `ent_` id in its one spelling."""
    if not given.startswith("ent_"):
        return given
    try:
        return ids.public("ent", ids.parse("ent", given))
    except RejectedError as error:
        raise ValueError(str(error)) from None


def _article(given: Any) -> Any:
    try:
        return ids.parse("art", given)
    except RejectedError as error:
        raise ValueError(str(error)) from None


FeedState = Literal["active", "paused", "gone"]
Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_plain)]
Code = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_plain)]
CountryCode = Annotated[str, BeforeValidator(str.upper), Field(pattern=r"^[A-Z]{3}$")]
Day = Annotated[date, BeforeValidator(_day), Field(json_schema_extra={"format": "date"})]
Party = Annotated[Name, AfterValidator(_party)]
ArticleId = Annotated[UUID, BeforeValidator(_article), Field(json_schema_extra={"format": "art_ and 32 hexadecimal digits"})]


class PageQuery(BaseModel):
    """Where in a list, and how much of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: str | None = Field(None, max_length=2000, description="`next_cursor` of the page before")
    limit: int = Field(DEFAULT_PAGE, ge=1, le=MAX_PAGE)


class ArticleQuery(PageQuery):
    """Which articles."""

    state: ArticleState | None = None
    source: Name | None = Field(None, description="the outlet: its registered domain")


class FeedFilterQuery(BaseModel):
    """Which feeds of all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tag: Name | None = None
    host: Annotated[Name, AfterValidator(str.lower)] | None = None
    failing: bool | None = Field(None, description="`true`: whose last poll went wrong")

    def wanted(self) -> FeedFilter:
        """The filter that the parameters ask for."""
        return FeedFilter(tag=self.tag, host=self.host, failing=self.failing)


class FeedQuery(FeedFilterQuery, PageQuery):
    """Which feeds to list."""

    state: FeedState | None = None

    def wanted(self) -> FeedFilter:
        """The filter that the parameters ask for."""
        return replace(super().wanted(), state=self.state)


class EventFilterQuery(PageQuery):
    """Which events. Values of one parameter are alternatives, parameters add up; codes may be repeated or separated by commas."""

    type: Annotated[list[Code], BeforeValidator(_split), Field(max_length=MAX_VALUES)] = Field([], description="event types, such as CONSULT")
    mode: Annotated[list[Code], BeforeValidator(_split), Field(max_length=MAX_VALUES)] = []
    status: Annotated[list[Status], BeforeValidator(_split), Field(max_length=MAX_VALUES)] = []
    actor: Annotated[list[Party], Field(max_length=MAX_VALUES)] = Field([], description="an `ent_` id, or a name in any case")
    recipient: Annotated[list[Party], Field(max_length=MAX_VALUES)] = []
    participant: Annotated[list[Party], Field(max_length=MAX_VALUES)] = Field([], description="on either side")
    country: Annotated[list[CountryCode], BeforeValidator(_split), Field(max_length=MAX_VALUES)] = Field([], description="ISO 3166-1 alpha-3, of any party")
    from_on: Day | None = Field(None, alias="from", description="the act may have taken place on or after this day")
    to_on: Day | None = Field(None, alias="to", description="the act may have taken place on or before this day")
    article: Annotated[list[ArticleId], BeforeValidator(_split), Field(max_length=MAX_VALUES)] = []
    min_confidence: float | None = Field(None, ge=0, le=1, allow_inf_nan=False, description="at least so sure that type, actors and status are right")

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise ValueError("`from` is later than `to`")
        return self

    def wanted(self) -> EventFilter:
        """The filter that the parameters ask for."""
        return EventFilter(
            types=tuple(self.type),
            modes=tuple(self.mode),
            statuses=tuple(self.status),
            actors=tuple(self.actor),
            recipients=tuple(self.recipient),
            participants=tuple(self.participant),
            countries=tuple(self.country),
            from_on=self.from_on,
            to_on=self.to_on,
            articles=tuple(self.article),
            min_confidence=self.min_confidence,
        )


class EventQuery(EventFilterQuery):
    """Which events to list."""

    retracted: bool = Field(False, description="with those that were retracted")


class ChangeQuery(EventFilterQuery):
    """Which changes to follow. A filter of events narrows them to events, unless `kind` asks for others besides."""

    kind: Annotated[list[ChangeKind], BeforeValidator(_split), Field(max_length=MAX_VALUES)] = []

    def kinds(self) -> tuple[ChangeKind, ...]:
        """The kinds of change, in one order; none named means all."""
        return tuple(sorted(set(self.kind))) or (("event",) if self.wanted().asked() else ())
