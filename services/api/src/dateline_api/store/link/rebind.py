"""Decides again what events are to others, after mentions of later articles went from one to another because of an article that came late.

What an event was bound to by an article that does not tell of it any more goes, unless another article, or what is known of both, says so as well;
and the event that its mention went to is bound as if the article had always told of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import Connection

from dateline_api.db import event_index, tellings
from dateline_api.db.bonds import NAMES
from dateline_api.db.results import Entry
from dateline_api.store.link.again import shapes
from dateline_api.store.link.bonds import bonds
from dateline_api.store.link.choose import Candidate
from dateline_api.store.link.refold import refold
from dateline_api.store.link.signature import from_json
from dateline_api.store.link.standing import beside
from dateline_api.store.link.telling import Bonds


def rebind(connection: Connection, moved: Collection[UUID], left: Collection[UUID], *, now: datetime) -> list[Entry]:
    """Bind what the articles of mentions that `moved` tell of, and the events that were `left`; all are folded. Returns the log's entries."""
    entries: list[Entry] = []
    for _, group in groupby(beside(connection, moved), key=lambda each: each[1].telling.id):
        some = [*group]
        events: dict[UUID, UUID | None] = {told.key: event for event, told in some}
        here = {event for event, _ in some}
        rows = event_index.candidates(connection, {}, known=sorted(here | {*left}))
        found = {row.id: Candidate(row.id, from_json(row.signature), Bonds(row.part_of, row.member_of, row.cancelled_by), row.keys) for row in rows}
        freed = _freed(connection, {event: found[event].bonds for event in sorted({*left} & found.keys() - here)}, here)
        found |= {event: replace(found[event], bonds=bond) for event, bond in freed.items()}
        told = {each.key: each for _, each in some}
        decided = freed | bonds({key: each.mention for key, each in told.items()}, shapes(connection, told), events, found)
        entries += refold(connection, decided.keys(), bonds=decided, now=now)
    return entries


def _freed(connection: Connection, standing: Mapping[UUID, Bonds], here: Collection[UUID]) -> dict[UUID, Bonds]:
    """The bonds of events without those to what an article tells of that no article tells of beside them."""
    freed = {}
    for event, bond in standing.items():
        to = {name: other for name in NAMES if (other := getattr(bond, name)) in here}
        if gone := [name for name, other in to.items() if not tellings.told_together(connection, event, other)]:
            freed[event] = replace(bond, **dict.fromkeys(gone))
    return freed
