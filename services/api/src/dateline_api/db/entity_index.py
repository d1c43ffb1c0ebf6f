"""Which entities there are to be found under which keys, and what articles tell of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.postgresql import insert

from dateline_api.db.link_tables import entity_keys, entity_tellings
from dateline_api.db.tables import entities


def find(connection: Connection, keys: Collection[str]) -> list[Row]:
    """The entities that bear one of these keys, once for each key: key, id, record; those merged into others left out."""
    columns = entity_keys.c.key, entities.c.id, entities.c.record
    statement = select(*columns).join(entities, entities.c.id == entity_keys.c.entity_id)
    return list(connection.execute(statement.where(entity_keys.c.key.in_(keys), entities.c.redirect_to.is_(None)).order_by(entity_keys.c.key, entities.c.id)))


def tellings_of(connection: Connection, article: UUID) -> dict[str, UUID]:
    """Which entities the entities of an article are, by their keys in it."""
    columns = entity_tellings.c["key", "entity_id"]
    return {row.key: row.entity_id for row in connection.execute(select(*columns).where(entity_tellings.c.article_id == article))}


def put_entities(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert entities, or replace what is told of them."""
    if rows:
        statement = insert(entities)
        changed = {name: statement.excluded[name] for name in ("kind", "name", "country", "version", "record", "updated_at")}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), list(rows))


def put_keys(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let entities be found under further keys: `key`, `entity_id`."""
    if rows:
        connection.execute(insert(entity_keys).on_conflict_do_nothing(), list(rows))


def put_tellings(connection: Connection, article: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace what an article tells of entities."""
    connection.execute(delete(entity_tellings).where(entity_tellings.c.article_id == article))
    if rows:
        connection.execute(insert(entity_tellings), list(rows))
