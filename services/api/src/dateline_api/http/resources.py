"""What is asked for and shown of feeds, keys and commands."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from dateline_shared.contracts.base import Value
from pydantic import AfterValidator, Field

from dateline_api import ids
from dateline_api.address import feed_address
from dateline_api.api_key import Scope
from dateline_api.http.schemas import Answer, Page


class Command(Answer):
    """Something that was asked for, and what became of it."""

    id: str
    kind: str
    state: Literal["waiting", "applied", "refused"]
    payload: dict[str, Any]
    result: dict[str, Any] | None
    created_at: datetime
    applied_at: datetime | None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        return cls.model_validate(row | {"id": ids.public("cmd", row["id"])})


class FeedRequest(Value):
    """A feed to poll. `poll_every` is an ISO 8601 duration or a number of seconds."""

    url: Annotated[str, Field(pattern=r"^https?://"), AfterValidator(feed_address)]
    source: Annotated[str, Field(min_length=1, max_length=253)] | None = None  # the outlet of its entries, if not that of their addresses
    poll_every: Annotated[timedelta, Field(ge=timedelta(minutes=1), le=timedelta(days=7))] = timedelta(minutes=15)


class Feed(Answer):
    """A feed and how its polls go."""

    id: str
    url: str
    host: str
    title: str | None
    site_url: str | None
    source: str | None
    state: Literal["active", "paused", "gone"]
    poll_every: timedelta
    next_at: datetime
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_error: str | None
    error_count: int
    created_at: datetime

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        return cls.model_validate(row | {"id": ids.public("fed", row["id"])})


class FeedPage(Page):
    """Feeds, those added last first."""

    data: list[Feed]


def _distinct(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
    return tuple(dict.fromkeys(scopes))


class KeyRequest(Value):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=3, fail_fast=True), AfterValidator(_distinct)] = ("read",)


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
