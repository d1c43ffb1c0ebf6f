"""What articles say of entities, counted: names, roles, sectors, countries, in how many articles, first and last when."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text

from dateline_api.db import arrays
from dateline_api.db.engine import dumps
from dateline_api.db.lookup import ask, do

GIVEN = "jsonb_to_recordset(CAST(%(said)s AS jsonb)) AS said (entity uuid, kind text, value text, at timestamptz)"
FACTS = "SELECT * FROM entity_facts WHERE entity_id = ANY (CAST(%(keys)s AS uuid[])) ORDER BY entity_id, kind, value"
ADD = f"""
    INSERT INTO entity_facts AS fact (entity_id, kind, value, articles, first_at, last_at)
    SELECT entity, kind, value, count(*), min(at), max(at) FROM {GIVEN} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (entity_id, kind, value) DO UPDATE SET articles = fact.articles + excluded.articles,
        first_at = least(fact.first_at, excluded.first_at), last_at = greatest(fact.last_at, excluded.last_at)
    """
TAKE = f"""
    UPDATE entity_facts AS fact SET articles = fact.articles - gone.articles
    FROM (SELECT entity AS entity_id, kind, value, count(*)::int AS articles, min(at) AS first_at, max(at) AS last_at FROM {GIVEN} GROUP BY 1, 2, 3) AS gone
    WHERE (fact.entity_id, fact.kind, fact.value) = (gone.entity_id, gone.kind, gone.value)
    RETURNING fact.entity_id, fact.kind, fact.value, gone.first_at <= fact.first_at OR gone.last_at >= fact.last_at AS at_edge
    """
DROP = text("DELETE FROM entity_facts WHERE entity_id = ANY (CAST(:entities AS uuid[])) AND articles <= 0")
AGAIN = text(  # by the index of tellings by entity and time; only where the first or the last article to say it is gone
    """
    UPDATE entity_facts AS fact SET first_at = said.first_at, last_at = said.last_at
    FROM (
        SELECT asked.*, min(told.at) AS first_at, max(told.at) AS last_at
        FROM unnest(CAST(:entities AS uuid[]), CAST(:kinds AS text[]), CAST(:values AS text[])) AS asked (entity_id, kind, value)
        JOIN entity_tellings AS told ON told.entity_id = asked.entity_id AND CASE asked.kind
            WHEN 'called' THEN told.body ->> 'name' = asked.value
            WHEN 'name' THEN told.body ->> 'name' = asked.value OR told.body -> 'aliases' ? asked.value
            WHEN 'role' THEN told.body -> 'roles' @> jsonb_build_array(jsonb_build_object('title', asked.value))
            WHEN 'sector' THEN told.body -> 'sectors' ? asked.value
            ELSE told.body ->> 'country' = asked.value END
        GROUP BY 1, 2, 3
    ) AS said
    WHERE (fact.entity_id, fact.kind, fact.value) = (said.entity_id, said.kind, said.value)
    """
)


class Said(NamedTuple):
    """Something that one article says of an entity."""

    entity: UUID
    kind: str  # called (its name in full), name (any), role, sector, country
    value: str
    at: datetime  # when the article was published, or else received


def facts_of(connection: Connection, keys: Collection[UUID]) -> list[Any]:
    """What is said of these entities."""
    return ask(connection, FACTS, {"keys": arrays.of_uuids(keys)}) if keys else []


def add(connection: Connection, said: Iterable[Said]) -> None:
    """Count what articles say that they did not say before."""
    if rows := sorted(said):
        do(connection, ADD, {"said": _json(rows)})


def take(connection: Connection, said: Iterable[Said]) -> None:
    """Count what articles no longer say; their tellings must be gone from the database, or say other things."""
    if rows := sorted(said):
        edges = [row for row in ask(connection, TAKE, {"said": _json(rows)}) if row.at_edge]
        connection.execute(DROP, {"entities": sorted({row.entity for row in rows})})
        if edges:
            columns = {"entities": "entity_id", "kinds": "kind", "values": "value"}
            connection.execute(AGAIN, {name: [getattr(row, column) for row in edges] for name, column in columns.items()})


def _json(rows: Iterable[Said]) -> str:
    return dumps([row._asdict() for row in rows])
