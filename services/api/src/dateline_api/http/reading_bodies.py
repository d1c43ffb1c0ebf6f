"""What is asked for and shown of readings: to have articles read again, how far that is, what it changed, and linking anew."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from dateline_shared.contracts.base import Instant, Ordinal, Value
from pydantic import AfterValidator, Field, StrictBool, model_validator

from dateline_api import ids
from dateline_api.http.queries import Name, PageQuery
from dateline_api.http.resources import Command
from dateline_api.http.schemas import Answer, Page

Version = Annotated[str, Field(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$", max_length=20)]


class RereadRequest(Value):
    """Which articles are to be read again by the current pipeline. Times are those of publication, or else of arrival."""

    since: Instant | None = None
    until: Instant | None = None
    source: Annotated[str, Field(min_length=1, max_length=253), AfterValidator(str.lower)] | None = None
    pipeline_older_than: Version | None = None  # only what an older release read last
    limit: Ordinal | None = None
    dry_run: StrictBool = False  # only say how much it would be

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if not (self.since or self.source or self.pipeline_older_than):
            raise ValueError("says not what to read again: give since, source or pipeline_older_than")
        return self


class RelinkRequest(Value):
    """Linking anew."""

    dry_run: StrictBool = False  # only say how alike both are


class Rereading(Answer):
    """What is being read again."""

    in_line: int  # articles that wait for it or are read now
    orders: list[Command]


class DiffQuery(PageQuery):
    """Which articles to compare."""

    since: Instant | None = Field(None, description="published, or else received, since then")
    until: Instant | None = Field(None, description="and before then")
    source: Name | None = Field(None, description="the outlet: its registered domain")
    limit: int = Field(50, ge=1, le=100)


class ReadBy(Answer):
    """One reading."""

    pipeline: str
    recorded_at: datetime


class MentionDiff(Answer):
    """A mention that one reading has otherwise than the other."""

    op: Literal["added", "gone", "changed"]
    mention: dict[str, Any]
    before: dict[str, Any] | None  # of a changed one what differs
    after: dict[str, Any] | None


class ReadingDiff(Answer):
    """An article that two pipelines read; no mentions: they found the same."""

    article_id: str
    source: str
    title: str
    published_at: datetime | None
    revision: int
    earlier: ReadBy
    current: ReadBy
    mentions: list[MentionDiff]


class ReadingDiffPage(Page):
    """Articles that two pipelines read, in the order of their ids."""

    data: list[ReadingDiff]


def shown(row: dict[str, Any], mentions: list[Any]) -> dict[str, Any]:
    """The JSON of an article that was compared."""
    readings = {name: ReadBy(pipeline=row[f"{name}_pipeline"], recorded_at=row[f"{name}_recorded_at"]) for name in ("earlier", "current")}
    told = [MentionDiff(**each._asdict()) for each in mentions]
    about = {name: row[name] for name in ("source", "title", "published_at", "revision")}
    return ReadingDiff(article_id=ids.public("art", row["id"]), mentions=told, **about, **readings).model_dump(mode="json")
