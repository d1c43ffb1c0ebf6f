"""What the API takes and gives besides the records: pages, requests and their answers.

The models of answers document them; lists of records are sent as they are stored, without a detour through these.
"""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.extraction import Extraction
from pydantic import BaseModel, ConfigDict

from dateline_api import ids
from dateline_api.http.problems import Problem
from dateline_api.records import ArticleRecord, ArticleState, Change, EventRecord

Outcome = Literal["created", "revised", "unchanged", "kept", "duplicate", "retracted"]


class Answer(BaseModel):
    """A frozen answer."""

    model_config = ConfigDict(frozen=True)


class Page(Answer):
    """A part of a list; `next_cursor` continues it."""

    next_cursor: str | None
    has_more: bool


class Accepted(Answer):
    """What became of a posted article. `kept`: words of higher precedence stand; `duplicate`: another article has the very words."""

    id: str
    revision: int
    state: ArticleState
    outcome: Outcome
    duplicate_of: str | None = None


class BatchEntry(Answer):
    """What became of one article of an array: 202 with the fields of `Accepted`, or a problem."""

    status: int
    id: str | None = None
    revision: int | None = None
    state: ArticleState | None = None
    outcome: Outcome | None = None
    duplicate_of: str | None = None
    problem: Problem | None = None


class Batch(Answer):
    """What became of an array of articles, in its order."""

    data: list[BatchEntry]


class ArticleListed(ArticleRecord):
    """An article in a list."""

    @classmethod
    def fields_of(cls, row: dict[str, Any]) -> dict[str, Any]:
        """The fields of a row of the ledger, with public ids."""
        public = {"id": ids.public("art", row["id"]), "event_ids": [ids.public("evt", key) for key in row["event_ids"]]}
        others = {"duplicate_of": _public("art", row["duplicate_of"]), "copy_of": _public("art", row["copy_of"]), "story_id": _public("sty", row["story_id"])}
        return row | public | others

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        return cls.model_validate(cls.fields_of(row))


class ArticleWhole(ArticleListed):
    """An article with its text and, once it was read, what was found in it (for the revision that it names)."""

    text: str | None  # null where its source's texts are not kept
    sentences: tuple[Span, ...] | None  # those that its events rest on, where they are all that is kept of the text
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    feed_id: str | None
    modified_at: datetime | None
    page_error: str | None  # why the page at its address was not read, or not used: its text is what its feed or its sender gave
    attempts: int  # leases of this revision
    charged_attempts: int  # those that count against it
    not_before: datetime | None
    revised_at: datetime
    done_at: datetime | None
    extraction: Extraction | None = None

    @classmethod
    def fields_of(cls, row: dict[str, Any]) -> dict[str, Any]:
        kept = {} if row["sentences"] is None else {"text": None}
        more = kept | {"feed_id": _public("fed", row["feed_id"]), "attempts": row["attempt"], "charged_attempts": row["charged"]}
        return super().fields_of(row) | more

    @classmethod
    def body(cls, row: dict[str, Any]) -> dict[str, Any]:
        """The JSON of a row; the extraction goes out as it was recorded."""
        return cls.from_row(row | {"extraction": None}).model_dump(mode="json") | {"extraction": row["extraction"]}


class ArticlePage(Page):
    """Articles, those that came in last first."""

    data: list[ArticleListed]


class AcceptedAndRead(Accepted):
    """The answer when the article was read in the time that the caller would wait."""

    article: ArticleWhole
    events: list[EventRecord]


class Mark(Answer):
    """A word of a search, `[start, end)` in Unicode code points of the snippet's text."""

    start: int
    end: int


class Snippet(Answer):
    """A stretch of a title or a text as it stands there; no HTML."""

    text: str
    marks: list[Mark]


class EventPage(Page):
    """Events, newest first. Follow `changes_cursor` in /v1/changes, with the same filter, to hear of all that comes later."""

    data: list[EventRecord]
    changes_cursor: str
    highlights: dict[str, list[Snippet]] | None = None  # with `q`: of each event what was found, by its id


class Suggestion(Answer):
    """An entity, a source or a code, and the parameters of filters that take its `value`."""

    value: str
    parameters: list[str]
    kind: str
    name: str
    country: str | None  # of an entity
    roles: list[str]  # of an entity: some of them
    events: int | None  # that name an entity in any role, counted up to 2,000


class Suggestions(Answer):
    """What may be meant, best first."""

    data: list[Suggestion]


class ChangePage(Page):
    """Changes in their order. `next_cursor` is always there; a page may be empty and yet have more behind it."""

    data: list[Change]
    next_cursor: str


class Limits(Answer):
    """What the door refuses beyond."""

    text_bytes: int
    html_bytes: int
    body_bytes: int
    articles_per_array: int
    articles_waiting: int
    page: int
    wait_seconds: int


class Meta(Answer):
    """What this server is."""

    version: str
    schema_versions: dict[str, str]
    epoch: str  # of the change log: cursors of another one get 410
    last_seq: int
    oldest_seq: int
    retention_days: float
    limits: Limits
    totals: dict[str, int]  # of large tables an estimate


class Health(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Answer):
    """Whether requests can be served, and each check."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]


def _public(prefix: ids.Prefix, key: UUID | None) -> str | None:
    return None if key is None else ids.public(prefix, key)
