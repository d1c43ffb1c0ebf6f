"""Which event each mention of an article tells of: one that is known, a new one, or, where several may be meant, none yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.store.link.telling import Bonds, Telling


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the mentions of an article belong."""

    events: Mapping[UUID, UUID | None]  # each mention's event; none: unanchored
    choices: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)  # of the unanchored
    bonds: Mapping[UUID, Bonds] = field(default_factory=dict)  # of events, where they were decided now
    merges: Sequence[tuple[UUID, UUID]] = ()  # events that proved to be one: which goes, and into which


def place(
    connection: Connection,
    telling: Telling,
    mentions: Sequence[tuple[UUID, EventMention]],
    named: Mapping[str, UUID],
    *,
    was: Mapping[UUID, UUID | None],
    now: datetime,
) -> Placed:
    """Decide for all mentions of one article; `was` is where those stood that are known from an earlier reading."""
    return Placed({key: was.get(key) or ids.new_id() for key, _ in mentions})
