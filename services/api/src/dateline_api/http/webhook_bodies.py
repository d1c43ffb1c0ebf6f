"""What is asked for and shown of webhooks and their deliveries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self, TypeVar

from dateline_shared.contracts.article import Text
from dateline_shared.contracts.base import Instant, Value
from pydantic import AfterValidator, Field, GetCoreSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema, core_schema

from dateline_api import ids
from dateline_api.address import webhook_address
from dateline_api.cursor import LogCursor, digest
from dateline_api.db.webhook_tables import DeliveryCause, DeliveryOutcome, WebhookState
from dateline_api.filter_query import ChangeFilterQuery
from dateline_api.http.queries import PageQuery
from dateline_api.http.resources import Duration
from dateline_api.http.schemas import Answer, Page
from dateline_api.webhook_secret import OVERLAP, fit_secret

T = TypeVar("T")

MAX_CURSOR = 2000  # characters, as in a query
LONGEST_OVERLAP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Followed:
    """Which changes a webhook follows: as it was given, which is kept and shown, and as it is understood."""

    given: dict[str, Any]
    query: ChangeFilterQuery

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def keep(given: Any, understand: Callable[[Any], ChangeFilterQuery]) -> Self:
            return cls(given, understand(given))

        return core_schema.no_info_wrap_validator_function(keep, handler(ChangeFilterQuery))

    @classmethod
    def kept(cls, given: dict[str, Any]) -> Self | None:
        """A filter that was kept; None for one that only another release understands."""
        try:
            return cls(given, ChangeFilterQuery.model_validate(given))
        except ValidationError:
            return None

    def cursor(self, epoch: str, seq: int) -> LogCursor:
        """The cursor of /v1/changes that goes on after this change."""
        return LogCursor(epoch, seq, digest(self.query.wanted().asked()), ",".join(self.query.kinds()) or "all")

    def is_of(self, cursor: LogCursor) -> bool:
        """Whether a cursor was made with this filter; that of a list of events has not chosen its kinds yet."""
        own = self.cursor(cursor.epoch, cursor.seq)
        return cursor.filter == own.filter and cursor.kinds in (None, own.kinds)


def _set(given: T | None) -> T:
    if given is None:
        raise ValueError("must not be null; leave it out to keep what is set")
    return given


Address = Annotated[str, AfterValidator(webhook_address)]
Description = Annotated[Text, Field(min_length=1, max_length=500)]
Cursor = Annotated[str, Field(min_length=1, max_length=MAX_CURSOR)]
Secret = Annotated[str, Field(max_length=200, json_schema_extra={"format": "whsec_ and 24 to 64 bytes in base64"}), AfterValidator(fit_secret)]


class WebhookRequest(Value):
    """A subscription to make. `filter` takes the parameters of /v1/changes; a cursor of that filter says after which change to begin."""

    url: Address
    description: Description | None = None
    filter: Followed = Followed({}, ChangeFilterQuery())
    cursor: Cursor | None = None  # else from now on
    secret: Secret | None = None  # else one is made


class WebhookChange(Value):
    """What to set otherwise; what is left out stays."""

    url: Annotated[Address | None, AfterValidator(_set)] = None
    description: Description | None = None
    filter: Annotated[Followed | None, AfterValidator(_set)] = None
    state: Annotated[Literal["active", "paused"] | None, AfterValidator(_set)] = None


class RotateRequest(Value):
    """Which secret to put in force, and how long those before it sign on: an ISO 8601 duration or a number of seconds."""

    secret: Secret | None = None  # else one is made
    overlap: Annotated[Duration, Field(ge=timedelta(0), le=LONGEST_OVERLAP)] = OVERLAP


class ReplayRequest(Value):
    """From where to deliver again: after a cursor of the webhook's filter, or all that was told at a time or later."""

    cursor: Cursor | None = None
    since: Instant | None = None
    skip: bool = False  # go there even if changes between are then never delivered

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.cursor is None) == (self.since is None):
            raise ValueError("give either cursor or since")
        return self


class Webhook(Answer):
    """A subscription, and how its deliveries go."""

    id: str
    url: str
    description: str | None
    filter: dict[str, Any]  # as it was given
    state: WebhookState  # paused: by somebody, or since it failed for days; disabled: the receiver wants no more. Its place is kept
    reason: str | None  # why it is not active
    cursor: str | None  # where it is: /v1/changes goes on there with the same filter; null when this release does not understand the filter
    lag: int  # changes of the log, of any filter, that it has not looked at
    failing_since: datetime | None
    attempt: int  # tries, so far, of the change that does not get through
    next_attempt_at: datetime | None  # when it is tried again
    last_error: str | None
    last_delivered_at: datetime | None
    old_secret_until: datetime | None  # until when former secrets sign, too
    created_at: datetime
    updated_at: datetime  # by a request

    @classmethod
    def from_row(cls, row: dict[str, Any], **more: Any) -> Self:
        """A row of the table."""
        followed = Followed.kept(row["filter"])
        told = {
            "id": ids.public("whk", row["id"]),
            "cursor": followed and followed.cursor(row["epoch"], row["seq"]).encode(),
            "next_attempt_at": row["next_at"] if row["state"] == "active" and row["attempt"] else None,
            "old_secret_until": max(filter(None, row["untils"]), default=None),
        }
        return cls.model_validate(row | told | more)


class WebhookWithSecret(Webhook):
    """A webhook with the secret that was just put in force: the one time that it is shown."""

    secret: str


class WebhookPage(Page):
    """Webhooks, those made last first."""

    data: list[Webhook]


class Delivery(Answer):
    """One try to deliver a message. It holds nothing of the message itself."""

    id: str
    webhook_id: str
    message_id: str  # the header webhook-id: the same at every try of the same change
    seq: int | None  # of the change; null for a test call
    cause: DeliveryCause  # change: in its turn; test, retry: somebody asked for it
    attempt: int
    at: datetime  # when it was sent, or asked for
    milliseconds: int  # until the answer was there, or given up
    outcome: DeliveryOutcome  # waiting: asked for, and not sent yet
    status: int | None  # of the answer; null when there was none
    error: str | None
    answer: str | None  # its first characters
    next_attempt_at: datetime | None  # of a change in its turn: when it is tried again

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        told = {"id": ids.public("dlv", row["id"]), "webhook_id": ids.public("whk", row["webhook_id"]), "next_attempt_at": row["next_at"]}
        return cls.model_validate(row | told)


class DeliveryPage(Page):
    """Tries, newest first."""

    data: list[Delivery]


class DeliveryQuery(PageQuery):
    """Which deliveries to list."""

    outcome: DeliveryOutcome | None = None
    message_id: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(None, description="the header `webhook-id`: every try of this message")
