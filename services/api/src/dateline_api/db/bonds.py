"""What binds events to others, and how that follows when events are merged. No event is bound to itself, however far."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, case, or_, select

from dateline_api.db import arrays
from dateline_api.db.columns import among
from dateline_api.db.lookup import ask
from dateline_api.db.tables import events

NAMES = ("part_of", "member_of", "cancelled_by")

_ABOVE = """
WITH RECURSIVE above (id) AS (
    SELECT unnest(CAST(%(keys)s AS uuid[]))
    UNION SELECT other.id FROM above JOIN events USING (id), LATERAL (VALUES (part_of), (member_of), (cancelled_by)) AS other (id) WHERE other.id IS NOT NULL
)
SELECT id, part_of, member_of, cancelled_by FROM above JOIN events USING (id)
"""


def above(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Any]:
    """What binds these events to others, and those to others again, to the end."""
    return {row.id: row for row in ask(connection, _ABOVE, {"keys": arrays.of_uuids(keys)})} if keys else {}


def way(key: UUID, up: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    """An event, the one that it is bound to, the one that that is bound to, and so on."""
    at: UUID | None = key
    seen: set[UUID] = set()
    while at and at not in seen:
        yield at
        seen.add(at)
        at = up.get(at)


def bound_to(connection: Connection, key: UUID) -> dict[str, list[UUID]]:
    """The events that are bound to one, by how; and those that redirect to it."""
    found = {name: events.c[name] == key for name in (*NAMES, "redirect_to")}
    return {name: list(connection.execute(select(events.c.id).where(where).order_by(events.c.id)).scalars()) for name, where in found.items()}


def carry(connection: Connection, loser: UUID, winner: UUID) -> set[UUID]:
    """Bind to the winner what is bound to an event that is merged into it, but for what the winner is bound to itself: that is bound to nothing.

    Returns these events, which are to be folded again.
    """
    ways, freed = above(connection, [winner]), set[UUID]()
    for name in NAMES:
        bound, inside = events.c[name] == loser, [*way(winner, {key: getattr(row, name) for key, row in ways.items()})]
        freed.update(connection.execute(select(events.c.id).where(bound, among(events.c.id, inside))).scalars())
        connection.execute(events.update().where(bound).values({name: case((~among(events.c.id, inside), winner))}))
    return freed


def give_back(connection: Connection, loser: UUID, winner: UUID, bound: Mapping[str, Collection[UUID]]) -> None:
    """Undo `carry` for these, which were bound to the loser, as far as nothing else was decided since."""
    ways = above(connection, [loser])
    for name in NAMES:
        inside = [*way(loser, {key: getattr(row, name) for key, row in ways.items()})]
        is_free = events.c[name].is_(None) & ~among(events.c.id, inside)
        which = among(events.c.id, bound.get(name, ())), or_(events.c[name] == winner, is_free)
        connection.execute(events.update().where(*which).values({name: loser}))
