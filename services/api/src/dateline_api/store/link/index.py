"""What events are recognised by, kept in step with what is told of them: each event's core, and the keys under which it is found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api.db import event_index
from dateline_api.store.link.core import core
from dateline_api.store.link.keys import keys
from dateline_api.store.link.signature import of_told, scene, to_json
from dateline_api.store.link.telling import Told

ARTICLES = 6  # of an event's first, by whose scene it is recognised


@dataclass(frozen=True, slots=True)
class Marks:
    """By what an event is recognised and found."""

    signature: Sequence[Any]
    keys: Sequence[int]
    starts_on: date | None
    ends_on: date | None
    last_at: datetime


def marks_of(connection: Connection, told: Mapping[UUID, Sequence[Told]]) -> dict[UUID, Marks]:
    """The marks of these events by what is told of them; those of which nothing is told have none. Near-duplicates say nothing new."""
    first = {key: sorted(mentions, key=lambda each: each.order) for key, mentions in told.items() if mentions}
    if not first:
        return {}
    articles = {key: list(dict.fromkeys(each.telling.id for each in mentions))[:ARTICLES] for key, mentions in first.items()}
    named = event_index.named_in(connection, {article for each in articles.values() for article in each})
    scenes = {article: scene(each) for article, each in named.items()}
    who = event_index.parties(connection, {entity for mentions in first.values() for each in mentions for entity in each.entities.values()})
    made = {}
    for key, mentions in first.items():
        own = [each for each in mentions if each.telling.copy_of is None] or mentions
        shape = core([of_told(each, scenes.get(each.telling.id, ()), who=who) for each in own])
        days = (_day(shape.start), _day(shape.end)) if shape.basis != "publication" else (None, None)
        made[key] = Marks(to_json(shape), keys(shape), *days, last_at=max(each.telling.reported_at for each in mentions))
    return made


def index(connection: Connection, events: Collection[UUID], marks: Mapping[UUID, Marks]) -> None:
    """Let events be found under their keys and no others; those without marks are found no longer."""
    rows = [(key, event, each.starts_on, each.ends_on, each.last_at) for event, each in sorted(marks.items()) for key in each.keys]
    event_index.put_keys(connection, events, rows)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
