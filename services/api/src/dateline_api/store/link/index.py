"""Keeps what events are recognised by in step with what is told of them: each event's core, and the keys under which it is found."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from dateline_api.db import event_index
from dateline_api.store.link.core import core
from dateline_api.store.link.keys import keys
from dateline_api.store.link.signature import of_told, scene, to_json
from dateline_api.store.link.telling import Told

ARTICLES = 6  # of an event's first, by whose scene it is recognised


def index(connection: Connection, told: Mapping[UUID, Sequence[Told]]) -> None:
    """Note the core and the keys of these events; those of which nothing is told any more are found no longer."""
    if not told:
        return
    first = {key: sorted(mentions, key=lambda each: each.order) for key, mentions in told.items()}
    articles = {key: list(dict.fromkeys(each.telling.id for each in mentions))[:ARTICLES] for key, mentions in first.items()}
    named = event_index.named_in(connection, {article for each in articles.values() for article in each})
    scenes = {article: scene(each) for article, each in named.items()}
    who = event_index.parties(connection, {entity for mentions in first.values() for each in mentions for entity in each.entities.values()})
    rows = []
    for key in sorted(first):
        if not (mentions := [each for each in first[key] if each.telling.copy_of is None] or first[key]):
            rows.append({"id": key, "signature": None, "keys": [], "starts_on": None, "ends_on": None, "last_at": None})
            continue
        made = core([of_told(each, scenes.get(each.telling.id, ()), who=who) for each in mentions])
        days = {"starts_on": _day(made.start), "ends_on": _day(made.end)} if made.basis != "publication" else {"starts_on": None, "ends_on": None}
        last_at = max(each.telling.reported_at for each in first[key])
        rows.append({"id": key, "signature": to_json(made), "keys": keys(made), "last_at": last_at, **days})
    event_index.put(connection, rows)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
