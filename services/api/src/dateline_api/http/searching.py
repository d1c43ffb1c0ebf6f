"""What a search over articles takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from dateline_api.cursor import CursorError, ListCursor
from dateline_api.db.search import ArticleFilter, Found, Place, Sort
from dateline_api.filter_query import MAX_VALUES, LastMoment, Moment, Name, Source, Words
from dateline_api.http.paging import bad_cursor, one_id
from dateline_api.http.queries import PageQuery
from dateline_api.http.schemas import Answer, ArticleListed, Page

SETTLED = Literal["done", "dead", "unsupported_language", "rejected"]
MAX_FINDS, DEFAULT_FINDS = 50, 20  # articles whose texts are cut into snippets for one page


def _separated(given: Any) -> Any:
    return [part.strip() for value in given for part in str(value).split(",")] if isinstance(given, list) else given


Language = Annotated[Name, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class SearchQuery(PageQuery):
    """Which articles to find."""

    q: Words = Field(description='words of title or text, as in a web search: peace "border treaty" or ceasefire -rumour')
    sort: Sort = "relevance"
    source: Annotated[list[Source], BeforeValidator(_separated), Field(max_length=MAX_VALUES)] = Field([], description="the outlet: its domain")
    language: Annotated[list[Language], BeforeValidator(_separated), Field(max_length=MAX_VALUES)] = Field([], description="BCP 47: `en` finds en-GB, too")
    state: Annotated[list[SETTLED], BeforeValidator(_separated), Field(max_length=MAX_VALUES)] = Field([], description="what became of the reading")
    since: Moment | None = Field(None, alias="from", description="published, or else received, at or after this day or time (RFC 3339)")
    until: LastMoment | None = Field(None, alias="to", description="published, or else received, at or before this time, or on or before this day")
    duplicates: bool = Field(False, description="`true`: with the copies that other addresses and outlets have of what is found")
    limit: int = Field(DEFAULT_FINDS, ge=1, le=MAX_FINDS)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("`from` is later than `to`")
        return self

    def wanted(self) -> ArticleFilter:
        """The filter that the parameters ask for."""
        return ArticleFilter(
            words=self.q,
            sources=tuple(self.source),
            languages=tuple(self.language),
            states=tuple(self.state),
            since=self.since,
            until=self.until,
            with_copies=self.duplicates,
        )

    def asked(self) -> dict[str, Any]:
        """The parameters that a cursor is bound to."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_defaults=True)

    def resume(self, cursor: ListCursor) -> Place:
        """Where the page after this cursor begins. Raises the problem `bad-cursor`."""
        try:
            by, key = cursor.after
            return Place(float(by) if self.sort == "relevance" else datetime.fromisoformat(by), one_id(ListCursor(cursor.of, cursor.filter, (key,), "", 0)))
        except ValueError:
            raise bad_cursor(CursorError("this is not a cursor of a search")) from None


class Mark(Answer):
    """A word that was searched for, `[start, end)` in Unicode code points of the snippet's text."""

    start: int
    end: int


class Snippet(Answer):
    """A stretch of the title or the text, as it stands there."""

    text: str
    marks: list[Mark]


class FoundArticle(ArticleListed):
    """An article that was found, and where its words stand."""

    rank: float | None  # null where the newest come first
    title_snippets: list[Snippet]
    text_snippets: list[Snippet]

    @classmethod
    def body(cls, found: Found) -> dict[str, Any]:
        """The JSON of what was found."""
        more = {"rank": found.rank, "title_snippets": found.title, "text_snippets": found.text}
        return cls.model_validate(cls.fields_of(found.article) | more).model_dump(mode="json")


class SearchPage(Page):
    """What a search found, the best or the newest first."""

    data: list[FoundArticle]


def key_of(place: Place) -> tuple[str, str]:
    """The place as a cursor keeps it, to the last digit."""
    return (place.by.isoformat() if isinstance(place.by, datetime) else repr(place.by), place.id.hex)
