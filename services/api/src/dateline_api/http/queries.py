"""The query parameters of lists. What is not listed here is refused by name."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dateline_api.db.feeds import FeedFilter
from dateline_api.filter_query import ChangeFilterQuery, EventFilterQuery, LastMoment, Name
from dateline_api.records import ArticleState

MAX_PAGE, DEFAULT_PAGE = 200, 50

FeedState = Literal["active", "paused", "gone"]


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


class AsOfQuery(BaseModel):
    """Which state of an event."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: LastMoment | None = Field(None, description="by what was published up to this time, or up to the end of this day; without it, as it stands now")


class EventQuery(EventFilterQuery, PageQuery):
    """Which events to list."""

    retracted: bool = Field(False, description="with those that were retracted")


class ChangeQuery(ChangeFilterQuery, PageQuery):
    """A page of the changes to follow."""


class StreamQuery(ChangeFilterQuery):
    """The changes to follow, and from where."""

    cursor: str | None = Field(None, max_length=2000, description="where to begin, for clients that cannot send Last-Event-ID, which goes before it")
