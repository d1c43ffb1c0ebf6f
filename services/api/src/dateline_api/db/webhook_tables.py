"""The tables of subscriptions that are delivered by HTTP, and of every try to do so."""

from typing import Literal

from sqlalchemy import BigInteger, Column, ForeignKey, Index, SmallInteger, Table, Text, Uuid, text

from dateline_api.db.columns import instant, json, metadata, number, one_of

WebhookState = Literal["active", "paused", "disabled"]
DeliveryOutcome = Literal["waiting", "delivered", "failed", "refused"]  # waiting: ordered by somebody, and not sent yet
DeliveryCause = Literal["change", "test", "retry"]  # retry: a change that is sent once more, out of order, because somebody asks for it

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("url", Text, nullable=False),
    Column("description", Text),
    json("filter", "{}"),  # the query parameters of /v1/changes, as they were given
    json("secrets", "[]"),  # [{"secret": "whsec_...", "until": null or a time}], the newest first: each signs until then
    Column("state", Text, nullable=False, server_default="active"),
    Column("reason", Text),  # why it is paused or disabled
    Column("epoch", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),  # everything up to here was delivered, or is not of its filter
    Column("head_seq", BigInteger),  # the change that is being tried again
    number("attempt", SmallInteger),  # tries of it
    instant("failing_since", nullable=True),
    instant("next_at"),  # when to look again
    Column("lease", Uuid),  # which courier is at it
    instant("lease_until", nullable=True),
    Column("last_error", Text),
    instant("last_delivered_at", nullable=True),
    instant("created_at"),
    instant("updated_at"),
    one_of("state", WebhookState),
    Index("ix_webhooks_due", "next_at", postgresql_where=text("state = 'active'")),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("webhook_id", Uuid, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", Text, nullable=False),  # the same at every try of the same change
    Column("seq", BigInteger),  # missing for a test call
    Column("cause", Text, nullable=False, server_default="change"),
    number("attempt", SmallInteger, 1),  # of an order: how often a courier took it up
    instant("at"),
    number("milliseconds"),
    Column("outcome", Text, nullable=False),
    Column("status", SmallInteger),  # of the answer; missing when there was none
    Column("error", Text),
    Column("answer", Text),  # its first characters
    instant("next_at", nullable=True),  # when it is tried again; of an order that waits: when a courier may take it up
    one_of("outcome", DeliveryOutcome),
    one_of("cause", DeliveryCause),
    Index("ix_deliveries_webhook_id", "webhook_id", "id"),
    Index("ix_deliveries_undelivered", "webhook_id", "outcome", "id", postgresql_where=text("outcome <> 'delivered'")),
    Index("ix_deliveries_message_id", "message_id", "webhook_id"),
    Index("ix_deliveries_waiting", "next_at", postgresql_where=text("outcome = 'waiting'")),
    Index("ix_deliveries_at", "at"),
)
