"""Makes one event of two, or two of one, in the caller's transaction: what linking finds out, and what people order."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import bonds, corrections, tellings
from dateline_api.db.results import Entry
from dateline_api.store.link.fold import merged
from dateline_api.store.link.refold import refold


def merge_events(connection: Connection, loser: UUID, winner: UUID, *, now: datetime) -> list[Entry]:
    """Give all that is told of one event to another; the id that goes redirects. Returns the log's entries.

    Raises RejectedError if either is not there, or if they are one already.
    """
    rows = tellings.known_events(connection, [loser, winner])
    if missing := {loser, winner} - {key for key, row in rows.items() if row.redirect_to is None}:
        raise RejectedError(f"there is no event {', '.join(ids.public('evt', key) for key in sorted(missing))}, or it was merged into another")
    if loser == winner:
        raise RejectedError("an event cannot be merged into itself")
    corrections.carry(connection, loser, winner)
    before = rows[loser].record
    record = merged(before, winner, now=now)
    freed = bonds.carry(connection, loser, winner)
    tellings.redirect_event(connection, loser, winner, record=record, now=now)
    entry = Entry(kind="event", op="merged", id=loser, version=record["version"], record=record, before=before)
    return [entry, *refold(connection, {winner, *freed}, now=now)]


def split_event(connection: Connection, event: UUID, mentions: Collection[UUID], *, now: datetime, key: UUID | None = None) -> tuple[UUID, list[Entry]]:
    """Make an event of its own, with this key if one is given, of some of another's mentions. Returns its id, and the log's entries.

    Raises RejectedError unless the mentions are the event's, and some are left to it.
    """
    told = {row.id for row in tellings.of_events(connection, [event], few=0)}
    if not mentions or not set(mentions) < told:
        raise RejectedError(f"split some of the mentions of {ids.public('evt', event)} from it, not none, all, or another's")
    key = key or ids.new_id()
    tellings.move_mentions(connection, mentions, key)
    return key, refold(connection, {event, key}, now=now, split=key)


def unmerge_event(
    connection: Connection, loser: UUID, winner: UUID, *, mentions: Collection[UUID], bound: Mapping[str, Collection[UUID]], now: datetime
) -> list[Entry]:
    """Let an event that was merged into another be itself again, with those of its mentions that are still there, and what was bound to it.

    Raises RejectedError if it is not merged into the other.
    """
    row = tellings.known_events(connection, [loser]).get(loser)
    if row is None or row.redirect_to != winner:
        raise RejectedError(f"{ids.public('evt', loser)} is not merged into {ids.public('evt', winner)}")
    tellings.restore_event(connection, loser, winner, told=mentions, redirects=bound.get("redirect_to", ()))
    bonds.give_back(connection, loser, winner, bound)
    others = {each for name in bonds.NAMES for each in bound.get(name, ())}
    return refold(connection, {loser, winner, *others}, now=now, split=loser)
