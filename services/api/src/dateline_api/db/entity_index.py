"""Which entities there are to be found under which keys, and what articles tell of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, text

from dateline_api.db import arrays, many
from dateline_api.db.columns import among
from dateline_api.db.link_tables import entity_keys, entity_tellings
from dateline_api.db.lookup import ask, do
from dateline_api.db.tables import entities, event_parties

NAMESAKES = 40  # looked at for one key, the oldest: more bear only names that say nothing alone, and must not make a lookup slow
LATELY = timedelta(days=180)  # around an article, within which others tell in whose company somebody is seen
LATEST = 20  # of those articles: whom somebody is seen with shows in the first few

FIND = """
    SELECT hit.keys, entities.id, entities.record FROM (
        SELECT bears.entity_id, array_agg(asked.key) AS keys FROM unnest(CAST(%(keys)s AS text[])) AS asked (key)
        CROSS JOIN LATERAL (
            SELECT entity_id FROM entity_keys WHERE entity_keys.key = asked.key COLLATE "C" ORDER BY entity_id LIMIT %(namesakes)s
        ) AS bears
        GROUP BY bears.entity_id
    ) AS hit
    JOIN entities ON entities.id = hit.entity_id AND entities.redirect_to IS NULL
    ORDER BY entities.id
"""
COMPANY = """
    SELECT candidate.id, array_agg(DISTINCT met.entity_id ORDER BY met.entity_id) FILTER (WHERE met.entity_id IS NOT NULL) AS met
    FROM unnest(CAST(%(candidates)s AS uuid[])) AS candidate (id)
    CROSS JOIN LATERAL (
        SELECT DISTINCT article_id, at FROM entity_tellings
        WHERE entity_id = candidate.id AND at BETWEEN %(since)s AND %(until)s AND article_id <> %(article)s ORDER BY at DESC, article_id LIMIT %(latest)s
    ) AS lately
    LEFT JOIN LATERAL (  -- the articles first, whatever the planner thinks of those around: some are in very many articles
        SELECT entity_id FROM entity_tellings WHERE article_id = lately.article_id OFFSET 0
    ) AS met ON met.entity_id = ANY (CAST(%(around)s AS uuid[])) AND met.entity_id <> candidate.id
    GROUP BY candidate.id
"""
_KNOWN = "SELECT id, record, redirect_to, created_at FROM entities WHERE id = ANY (CAST(%(keys)s AS uuid[]))"
_KEYS_OF = "SELECT key, entity_id FROM entity_keys WHERE entity_id = ANY (CAST(%(keys)s AS uuid[]))"
_KEPT = ("kind", "name", "country", "version", "record", "updated_at")
_PUT_ENTITIES = many.writing(entities, ("id", "created_at", *_KEPT), changed=_KEPT)
_PUT_KEYS = many.writing(entity_keys, ("key", "entity_id"))
_TELL = many.writing(entity_tellings, ("article_id", "key", "entity_id", "at", "body"), changed=("entity_id", "at", "body"))
_UNTELL = 'DELETE FROM entity_tellings WHERE article_id = %(article)s AND key = ANY (CAST(%(keys)s AS text[]) COLLATE "C")'
TOLD = """
    SELECT article_id, key, entity_id, at, body FROM entity_tellings WHERE article_id = ANY (CAST(%(articles)s AS uuid[])) ORDER BY article_id, key COLLATE "C"
"""
TOLD_BY = 'SELECT article_id, key, entity_id, at, body FROM entity_tellings WHERE article_id = %(article)s ORDER BY key COLLATE "C"'
RENAME = text(  # in what mentions say of whom they name
    """
    UPDATE mentions SET entities = mentions.entities || (
        SELECT coalesce(jsonb_object_agg(named.key, CAST(:entity AS text)), '{}') FROM jsonb_object_keys(mentions.entities) AS named (key)
        JOIN unnest(CAST(:articles AS uuid[]), CAST(:keys AS text[])) AS moved (article_id, key)
            ON moved.article_id = mentions.article_id AND moved.key = named.key
    )
    WHERE article_id = ANY (CAST(:articles AS uuid[]))
    """
)
MOVE = text(
    """
    UPDATE entity_tellings SET entity_id = :entity FROM unnest(CAST(:articles AS uuid[]), CAST(:keys AS text[])) AS moved (article_id, key)
    WHERE entity_tellings.article_id = moved.article_id AND entity_tellings.key = moved.key COLLATE "C"
    """
)


def find(connection: Connection, keys: Collection[str]) -> list[Any]:
    """The entities that bear one of these keys, and which: keys, id, record; those merged into others left out."""
    return ask(connection, FIND, {"keys": arrays.of_texts(keys), "namesakes": NAMESAKES}) if keys else []


def company(connection: Connection, candidates: Collection[UUID], around: Collection[UUID], *, article: UUID, at: datetime) -> dict[UUID, list[UUID]]:
    """For each candidate of whom other articles of about that time tell, which of the entities `around` they tell of, too."""
    values = {"candidates": arrays.of_uuids(candidates), "around": arrays.of_uuids(around), "article": article, "latest": LATEST}
    return {row.id: row.met or [] for row in ask(connection, COMPANY, values | {"since": at - LATELY, "until": at + LATELY})} if candidates else {}


def known(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Any]:
    """Those of these entities that there are: id, record, whom each was merged into, when it was made."""
    return {row.id: row for row in ask(connection, _KNOWN, {"keys": arrays.of_uuids(keys)})} if keys else {}


def tellings_of(connection: Connection, article: UUID) -> dict[str, UUID]:
    """Which entities the entities of an article are, by their keys in it."""
    return {row.key: row.entity_id for row in told_by(connection, article)}


def told_in(connection: Connection, articles: Collection[UUID]) -> list[Any]:
    """What these articles tell of entities: article_id, key, entity_id, at, body."""
    return ask(connection, TOLD, {"articles": arrays.of_uuids(articles)})


def told_by(connection: Connection, article: UUID) -> list[Any]:
    """What one article tells of entities: article_id, key, entity_id, at, body."""
    return ask(connection, TOLD_BY, {"article": article})


def told_of(connection: Connection, entity: UUID) -> list[Row]:
    """What all articles tell of an entity: article_id, key, entity_id, at, body."""
    statement = select(entity_tellings).where(entity_tellings.c.entity_id == entity)
    return list(connection.execute(statement.order_by(*entity_tellings.primary_key)))


def keys_of(connection: Connection, keys: Collection[UUID]) -> list[Any]:
    """Under which keys these entities are found: key, entity_id."""
    return ask(connection, _KEYS_OF, {"keys": arrays.of_uuids(keys)}) if keys else []


def put_entities(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert entities, or replace what is told of them."""
    many.put(connection, _PUT_ENTITIES, rows)


def put_keys(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let entities be found under further keys: `key`, `entity_id`."""
    many.put(connection, _PUT_KEYS, rows)


def remove_keys(connection: Connection, rows: Collection[tuple[str, UUID]]) -> None:
    """Let entities no longer be found under these keys."""
    for key, entity in rows:
        connection.execute(delete(entity_keys).where(entity_keys.c.key == key, entity_keys.c.entity_id == entity))


def put_tellings(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what articles tell of entities: `article_id`, `key`, `entity_id`, `at`, `body`; an entity may be written after it, in the same transaction."""
    many.put(connection, _TELL, rows)


def drop_tellings(connection: Connection, article: UUID, keys: Collection[str]) -> None:
    """Take back what an article told under these keys."""
    if keys:
        do(connection, _UNTELL, {"article": article, "keys": arrays.of_texts(sorted(keys))})


def move_tellings(connection: Connection, told: Collection[tuple[UUID, str]], entity: UUID) -> None:
    """Say that these keys of these articles are another entity, also in what their mentions say of whom they name."""
    moved = sorted(told)
    given = {"articles": [article for article, _ in moved], "keys": [key for _, key in moved]}
    connection.execute(MOVE, given | {"entity": entity})
    connection.execute(RENAME, given | {"entity": entity.hex})


def redirect_entity(connection: Connection, loser: UUID, winner: UUID, *, record: Mapping[str, Any], now: datetime) -> None:
    """Let one entity be another: whoever asks for it goes there, and so do the parties of events. Its tellings have moved before."""
    connection.execute(event_parties.update().where(event_parties.c.entity_id == loser).values(entity_id=winner))
    connection.execute(entities.update().where(entities.c.redirect_to == loser).values(redirect_to=winner))
    gone = {"redirect_to": winner, "record": record, "version": record["version"], "updated_at": now}
    connection.execute(entities.update().where(entities.c.id == loser).values(gone))
    connection.execute(delete(entity_keys).where(entity_keys.c.entity_id == loser))


def names_in(connection: Connection, article: UUID) -> dict[UUID, set[str]]:
    """The names that an article gives its entities."""
    columns = entity_tellings.c["entity_id", "body"]
    found: dict[UUID, set[str]] = {}
    for row in connection.execute(select(*columns).where(entity_tellings.c.article_id == article).order_by(entity_tellings.c.key)):
        found.setdefault(row.entity_id, set()).update([row.body["name"], *row.body["aliases"]])
    return found


def redirects_to(connection: Connection, key: UUID) -> list[UUID]:
    """The entities that were merged into this one."""
    return list(connection.execute(select(entities.c.id).where(entities.c.redirect_to == key).order_by(entities.c.id)).scalars())


def restore_entity(connection: Connection, loser: UUID, redirects: Collection[UUID]) -> None:
    """Undo `redirect_entity`, also for those that led to it."""
    connection.execute(entities.update().where(entities.c.id == loser).values(redirect_to=None))
    connection.execute(entities.update().where(among(entities.c.id, redirects)).values(redirect_to=loser))
