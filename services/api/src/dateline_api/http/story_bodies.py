"""What lists of stories take and give."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dateline_api.cursor import CursorError, ListCursor
from dateline_api.db.stories import Place, Sort, StoryFilter
from dateline_api.filter_query import MAX_VALUES, CountryCode, LastMoment, Moment, Source, Words, public_id, split
from dateline_api.http.paging import bad_cursor
from dateline_api.http.queries import PageQuery
from dateline_api.http.schemas import Page
from dateline_api.records import StoryRecord

EntityId = Annotated[str, AfterValidator(partial(public_id, "ent")), Field(json_schema_extra={"format": "ent_ and 32 hexadecimal digits"})]


class StoryQuery(PageQuery):
    """Which stories to list."""

    q: Words | None = Field(None, description='words of its title or its line, as in a web search: peace "border treaty" or ceasefire -rumour')
    country: Annotated[list[CountryCode], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="ISO 3166-1 alpha-3")
    entity: Annotated[list[EntityId], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="among those that it names most often")
    source: Annotated[list[Source], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="an outlet that tells of it: its domain")
    since: Moment | None = Field(None, alias="from", description="some article of it is of this day or time, or later")
    until: LastMoment | None = Field(None, alias="to", description="some article of it is of this day or time, or earlier")
    breaking: bool | None = None
    sort: Sort = Field("recent", description="`recent`: told of last; `size`: by articles; `growth`: by articles an hour at its latest")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("`from` is later than `to`")
        return self

    def wanted(self) -> StoryFilter:
        """The filter that the parameters ask for."""
        lists = {"countries": tuple(self.country), "entities": tuple(self.entity), "sources": tuple(self.source)}
        return StoryFilter(words=self.q, since=self.since, until=self.until, breaking=self.breaking, **lists)

    def asked(self) -> dict[str, Any]:
        """The parameters that a cursor is bound to."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_defaults=True)

    def place(self, cursor: ListCursor) -> Place:
        """Where the page after this cursor begins. Raises the problem `bad-cursor`."""
        try:
            by, key = cursor.after
            return datetime.fromisoformat(by) if self.sort == "recent" else float(by), UUID(hex=key)
        except ValueError:
            raise bad_cursor(CursorError("this is not a cursor of a list of stories")) from None


class StoryPage(Page):
    """Stories. Follow `changes_cursor` in /v1/changes with `kind=story` to hear of all that comes later."""

    data: list[StoryRecord]
    changes_cursor: str


def key_of(place: Place) -> tuple[str, str]:
    """A place as a cursor keeps it, to the last digit."""
    by, key = place
    return (by.isoformat() if isinstance(by, datetime) else repr(by), key.hex)
