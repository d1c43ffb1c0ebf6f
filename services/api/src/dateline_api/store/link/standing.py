"""Reads what stands of events: the mentions that tell of them now, each with its article."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection, Row

from dateline_api.db import tellings
from dateline_api.store.link.counts import LISTED, Counts, chosen, count
from dateline_api.store.link.telling import Telling, Told


@dataclass(frozen=True, slots=True)
class Standing:
    """What is told of an event: of a great many mentions those that its record is made of, and the counts of all; none if nobody tells of it."""

    told: list[Told]
    counts: Counts | None
    story: UUID | None = None  # that of the first article in one that tells of it


def standing(connection: Connection, keys: Collection[UUID], *, until: datetime | None = None) -> dict[UUID, Standing]:
    """What is told of each of these events; `until`: only what was published by then."""
    found: dict[UUID, list[tuple[Row, Telling]]] = {key: [] for key in keys}
    for row in tellings.of_events(connection, keys, few=LISTED):
        telling = _telling(row)
        if until is None or telling.reported_at <= until:
            found[row.event_id].append((row, telling))
    stories: dict[UUID, UUID] = {}
    read: dict[UUID, list[tuple[Row, Telling]]] = {}
    counts: dict[UUID, Counts | None] = {}
    for key, pairs in found.items():
        pairs.sort(key=lambda pair: (pair[1].reported_at, pair[1].id, pair[0].id))
        ours = chosen([(row.id, telling) for row, telling in pairs])
        read[key] = [pair for pair in pairs if pair[0].id in ours]
        counts[key] = count([telling for _, telling in pairs]) if pairs else None
        placed = [row for row, _ in pairs if row.story and (until is None or row.placed_at <= until)]
        if placed:
            stories[key] = min(placed, key=lambda row: (row.placed_at, row.article_id)).story
    bodies = tellings.bodies(connection, [row.id for pairs in read.values() for row, _ in pairs if row.body is None])
    return {
        key: Standing([_told(row, telling, row.body or bodies[row.id]) for row, telling in pairs], counts[key], stories.get(key)) for key, pairs in read.items()
    }


def beside(connection: Connection, keys: Collection[UUID]) -> list[tuple[UUID, Told]]:
    """What the articles of these mentions tell of which event, in the order of publication."""
    found = [(row.event_id, _told(row, _telling(row), row.body)) for row in tellings.beside(connection, keys)]
    return sorted(found, key=lambda each: each[1].order)


def unanchored(connection: Connection, keys: Collection[UUID]) -> list[Told]:
    """The mentions that may tell of one of these events, or of another."""
    return [_told(row, _telling(row), row.body) for row in tellings.open_between(connection, keys)]


def _told(row: Row, telling: Telling, body: object) -> Told:
    return Told(row.id, EventMention.model_validate(body), telling, {key: UUID(hex=found) for key, found in row.entities.items()})


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
