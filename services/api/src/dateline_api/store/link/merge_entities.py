"""Makes one entity of two, or two of one, in the caller's transaction: what linking finds out, and what people order."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.entity import Entity
from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import corrections, entity_facts, entity_index, tellings
from dateline_api.db.results import Entry
from dateline_api.store.link.facts import merged, said_by
from dateline_api.store.link.portray import portray
from dateline_api.store.link.refold import refold


def merge_entities(connection: Connection, loser: UUID, winner: UUID, *, now: datetime) -> list[Entry]:
    """Give all that is told of one entity to another; the id that goes redirects. Returns the log's entries.

    Events that name it are not told again: they keep the id, which finds the other. Raises RejectedError if either is not there, or
    if they are one already.
    """
    rows = entity_index.known(connection, [loser, winner])
    if missing := {loser, winner} - {key for key, row in rows.items() if row.redirect_to is None}:
        raise RejectedError(f"there is no entity {', '.join(ids.public('ent', key) for key in sorted(missing))}, or it was merged into another")
    if loser == winner:
        raise RejectedError("an entity cannot be merged into itself")
    corrections.carry(connection, loser, winner)
    told = entity_index.told_of(connection, loser)
    _move(connection, told, winner)
    before = rows[loser].record
    record = merged(before, winner, now=now)
    entity_index.redirect_entity(connection, loser, winner, record=record, now=now)
    entry = Entry(kind="entity", op="merged", id=loser, version=record["version"], record=record, before=before)
    return [entry, *portray(connection, {winner}, now=now, told={winner: _entities(told)})]


def split_entity(
    connection: Connection, entity: UUID, named: Collection[tuple[UUID, str]], *, now: datetime, key: UUID | None = None
) -> tuple[UUID, list[Entry]]:
    """Make an entity of its own, with this id if one is given, of some of what is told of another: articles, each with the key that it is named by there.

    Returns its id, and the log's entries, also of the events that are its now. Raises RejectedError unless these keys are the entity's,
    and some are left to it.
    """
    told = entity_index.told_of(connection, entity)
    moved = [row for row in told if (row.article_id, row.key) in set(named)]
    if not moved or len(moved) < len(set(named)) or len(moved) == len(told):
        raise RejectedError(f"split some of what is told of {ids.public('ent', entity)} from it, not none, all, or what is told of another")
    key = key or ids.new_id()
    entities = _entities(moved)
    _move(connection, moved, key)
    entries = portray(connection, {entity, key}, now=now, told={key: entities}, split=key)
    events = tellings.events_naming(connection, {row.article_id for row in moved}, key)
    return key, entries + refold(connection, events, now=now)


def unmerge_entity(
    connection: Connection, loser: UUID, winner: UUID, *, named: Collection[tuple[UUID, str]], redirects: Collection[UUID], now: datetime
) -> list[Entry]:
    """Let an entity that was merged into another be itself again, with what is still told of that by these articles and keys.

    `redirects` are the ids that led to it. Raises RejectedError if it is not merged into the other.
    """
    rows = entity_index.known(connection, [loser])
    if loser not in rows or rows[loser].redirect_to != winner:
        raise RejectedError(f"{ids.public('ent', loser)} is not merged into {ids.public('ent', winner)}")
    entity_index.restore_entity(connection, loser, redirects)
    moved = [row for row in entity_index.told_of(connection, winner) if (row.article_id, row.key) in set(named)]
    _move(connection, moved, loser)
    entries = portray(connection, {loser, winner}, now=now, told={loser: _entities(moved)} if moved else None, split=loser)
    events = tellings.events_naming(connection, {row.article_id for row in moved}, loser)
    entries += refold(connection, events, now=now)
    tellings.name_again(connection, events)
    return entries


def _move(connection: Connection, told: Sequence[Row], winner: UUID) -> None:
    """Move what is told, and count it anew: an article counts once, however many of its names are one entity's."""
    articles = {row.article_id for row in told}
    concerned = {winner, *(row.entity_id for row in told)}
    before = {each for each in said_by(entity_index.told_in(connection, articles)) if each[1].entity in concerned}
    entity_index.move_tellings(connection, {(row.article_id, row.key) for row in told}, winner)
    after = {each for each in said_by(entity_index.told_in(connection, articles)) if each[1].entity in concerned}
    entity_facts.take(connection, (said for _, said in before - after))
    entity_facts.add(connection, (said for _, said in after - before))


def _entities(told: Sequence[Row]) -> list[Entity]:
    return [Entity.model_validate(row.body) for row in told]
