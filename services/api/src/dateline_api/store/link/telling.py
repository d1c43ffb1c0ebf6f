"""What linking works on: articles that tell of acts, and each mention with the article that it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import EventMention


@dataclass(frozen=True, slots=True)
class Telling:
    """The article that tells of an act, as its mentions quote it."""

    id: UUID
    source: str
    url: str | None
    title: str
    published_at: datetime | None
    reported_at: datetime  # published, or else received
    copy_of: UUID | None = None  # whose near-duplicate it is


@dataclass(frozen=True, slots=True)
class Told:
    """One mention as it is known: `entities` maps keys of its extraction to entities of the database."""

    key: UUID
    mention: EventMention
    telling: Telling
    entities: Mapping[str, UUID]

    @property
    def order(self) -> tuple[datetime, UUID, UUID]:
        """Its place in the order of publication, in which everything that is told of an event is read."""
        return self.telling.reported_at, self.telling.id, self.key


@dataclass(frozen=True, slots=True)
class Bonds:
    """What an event is to others, which its mentions alone do not say."""

    part_of: UUID | None = None
    member_of: UUID | None = None
    cancelled_by: UUID | None = None
    story: UUID | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What people corrected of an event: fields of its record that win over what was read, and by which corrections."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    corrections: tuple[UUID, ...] = ()
