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


def bound_to(connection: Connection, loser: UUID, winner: UUID) -> dict[str, list[UUID]]:
    """What `give_back` needs: the events bound to the one that is to go, by how, and those that redirect to it; as `own_...`, what the other is bound to."""
    found = {name: events.c[name] == loser for name in (*NAMES, "redirect_to")}
    bound = {name: list(connection.execute(select(events.c.id).where(where).order_by(events.c.id)).scalars()) for name, where in found.items()}
    own = above(connection, [winner])[winner]
    return bound | {f"own_{name}": [other] if (other := getattr(own, name)) else [] for name in NAMES}


def carry(connection: Connection, loser: UUID, winner: UUID) -> set[UUID]:
    """Bind to the winner what is bound to an event that is merged into it, but for what the winner is bound to itself: that is bound to nothing.

    Where the winner is bound to nothing, it is bound to what the other was. Returns the events that are bound to nothing now, which are to be folded again.
    """
    ways, freed = above(connection, [winner]), set[UUID]()
    for name in NAMES:
        bound, inside = events.c[name] == loser, [*way(winner, {key: getattr(row, name) for key, row in ways.items()})]
        freed.update(connection.execute(select(events.c.id).where(bound, among(events.c.id, inside))).scalars())
        connection.execute(events.update().where(bound).values({name: case((~among(events.c.id, inside), winner))}))
    _inherit(connection, loser, winner)
    return freed


def _inherit(connection: Connection, loser: UUID, winner: UUID) -> None:
    ways = above(connection, [loser, winner])
    for name in NAMES:
        up = {key: getattr(row, name) for key, row in ways.items()}
        if up[winner] is None and up[loser] and winner not in way(up[loser], up):
            connection.execute(events.update().where(events.c.id == winner).values({name: up[loser]}))


def give_back(connection: Connection, loser: UUID, winner: UUID, bound: Mapping[str, Collection[UUID]]) -> None:
    """Undo `carry` by what `bound_to` said before it, as far as nothing else was decided since."""
    _disinherit(connection, loser, winner, bound)
    ways = above(connection, [loser])
    for name in NAMES:
        inside = [*way(loser, {key: getattr(row, name) for key, row in ways.items()})]
        is_free = events.c[name].is_(None) & ~among(events.c.id, inside)
        which = among(events.c.id, bound.get(name, ())), or_(events.c[name] == winner, is_free)
        connection.execute(events.update().where(*which).values({name: loser}))


def _disinherit(connection: Connection, loser: UUID, winner: UUID, bound: Mapping[str, Collection[UUID]]) -> None:
    ways = above(connection, [loser, winner])
    for name in NAMES:
        to = getattr(ways[loser], name)
        if (own := bound.get(f"own_{name}")) is not None and to and to == getattr(ways[winner], name):
            connection.execute(events.update().where(events.c.id == winner).values({name: next(iter(own), None)}))
