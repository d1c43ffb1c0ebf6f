"""Reads what stands of events: the mentions that tell of them now, each with its article."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection, Row

from dateline_api.db import tellings
from dateline_api.store.link.telling import Telling, Told


def standing(connection: Connection, keys: Collection[UUID], *, until: datetime | None = None) -> dict[UUID, list[Told]]:
    """What is told of each of these events, nothing of those that nobody tells of; `until`: only what was published by then."""
    told = defaultdict[UUID, list[Told]](list)
    for row in tellings.of_events(connection, keys):
        telling = _telling(row)
        if until is None or telling.reported_at <= until:
            entities = {key: UUID(hex=found) for key, found in row.entities.items()}
            told[row.event_id].append(Told(row.id, EventMention.model_validate(row.body), telling, entities))
    return told


def _telling(row: Row) -> Telling:
    return Telling(
        id=row.article_id,
        source=row.source,
        url=row.url,
        title=row.title,
        published_at=row.published_at,
        reported_at=row.published_at or row.received_at,
        copy_of=row.copy_of,
    )
