"""What corrections are about, as it stands: single mentions, events, and the mentions of events."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from dateline_api.db.columns import among
from dateline_api.db.tables import entities, events, mentions


def mention(connection: Connection, key: UUID) -> Row | None:
    """One mention."""
    return connection.execute(select(mentions).where(mentions.c.id == key)).one_or_none()


def put_mention(connection: Connection, key: UUID, **changed: Any) -> None:
    """Change what is told by a mention."""
    connection.execute(mentions.update().where(mentions.c.id == key).values(**changed))


def event(connection: Connection, key: UUID) -> Row | None:
    """Where an event is: whether it is retracted, and what it was merged into."""
    return connection.execute(select(*events.c["retracted", "redirect_to"]).where(events.c.id == key)).one_or_none()


def entity(connection: Connection, key: UUID) -> Row | None:
    """What is told of an entity, and what it was merged into."""
    return connection.execute(select(*entities.c["id", "record", "redirect_to"]).where(entities.c.id == key)).one_or_none()


def mentions_of(connection: Connection, keys: Collection[UUID]) -> list[Row]:
    """The mentions of these events, retracted ones too: id, event, article."""
    columns = mentions.c["id", "event_id", "article_id", "retracted"]
    return list(connection.execute(select(*columns).where(among(mentions.c.event_id, keys)).order_by(mentions.c.id)))
