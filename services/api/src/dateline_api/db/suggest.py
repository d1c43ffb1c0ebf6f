"""Finds what somebody may mean who begins to type: entities by their names, and codes that occur in events.

Entities are looked for heaviest first (`entity_names.weight`), so that it does not matter how many names begin with one letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

ROLES_SHOWN = 5
MOST_COUNTED = 2_000  # parties looked at for one entity, in at most half a millisecond

# Of one weight at most 100 names; enough, of whom the best are shown. What is exactly so counts as if four times as many events
# named it, and a beginning of the whole name as if twice as many.
_ENTITIES = text(
    """
    WITH asked AS MATERIALIZED (SELECT name_key(:words) AS key),
    weights AS (SELECT generate_series(30, 0, -1)::smallint AS weight),
    heaviest AS (
        SELECT found.* FROM weights, LATERAL (
            SELECT names.entity_id, names.weight, names.place, false AS is_exact FROM entity_names AS names JOIN entities ON entities.id = names.entity_id
            WHERE names.weight = weights.weight AND names.key >= (SELECT key FROM asked) AND names.key < (SELECT key || chr(1114111) FROM asked)
                AND entities.redirect_to IS NULL AND entities.kind = ANY (:kinds)
            LIMIT 100
        ) AS found LIMIT 300
    ),
    exact AS (
        SELECT found.* FROM weights, LATERAL (
            SELECT names.entity_id, names.weight, names.place, true AS is_exact FROM entity_names AS names JOIN entities ON entities.id = names.entity_id
            WHERE names.weight = weights.weight AND names.key = (SELECT key FROM asked)
                AND entities.redirect_to IS NULL AND entities.kind = ANY (:kinds)
            LIMIT 100
        ) AS found LIMIT 100
    ),
    best AS (
        SELECT entity_id, max(weight + CASE WHEN is_exact THEN 2 ELSE 0 END + CASE WHEN place < 2 THEN 1 ELSE 0 END) AS score
        FROM (SELECT * FROM heaviest UNION ALL SELECT * FROM exact) AS named GROUP BY entity_id ORDER BY score DESC, entity_id LIMIT :limit
    )
    SELECT entities.id, entities.kind, entities.name, entities.country, entities.record -> 'roles' AS roles, named.events
    FROM best JOIN entities ON entities.id = best.entity_id, LATERAL (
        SELECT count(DISTINCT event_id) AS events
        FROM (SELECT event_id FROM event_parties WHERE entity_id = best.entity_id LIMIT :most) AS counted
    ) AS named
    WHERE (SELECT key FROM asked) <> ''
    ORDER BY best.score DESC, named.events DESC, entities.name, entities.id
    """
).bindparams(bindparam("kinds", type_=ARRAY(Text)))

_CODES = text(
    """
    SELECT kind, value FROM (SELECT kind, value, lower(value) AS written FROM codes WHERE kind = ANY (:kinds)) AS each
    WHERE strpos(written, :words) > 0 OR strpos(written, :joined) > 0
    ORDER BY written <> :words, NOT (starts_with(written, :words) OR starts_with(written, :joined)), length(value), value, kind LIMIT :limit
    """
).bindparams(bindparam("kinds", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """An entity that may be meant; `events` counts those that name it in any role, up to about MOST_COUNTED."""

    id: UUID
    kind: str
    name: str
    country: str | None
    roles: tuple[str, ...]
    events: int


def suggest_entities(connection: Connection, *, words: str, kinds: Sequence[str], limit: int) -> list[NamedEntity]:
    """Entities of these kinds that have a name with a word that begins like this, best first."""
    rows = connection.execute(_ENTITIES, {"words": words, "kinds": list(kinds), "limit": limit, "most": MOST_COUNTED})
    return [NamedEntity(row.id, row.kind, row.name, row.country, tuple(row.roles[:ROLES_SHOWN]), row.events) for row in rows]


def suggest_codes(connection: Connection, *, words: str, kinds: Sequence[str], limit: int) -> list[tuple[str, str]]:
    """Kind and value of codes that hold these words: those first that are just so, or begin so."""
    plain = words.strip().lower()
    values: dict[str, Any] = {"words": plain, "joined": plain.replace(" ", "_"), "kinds": list(kinds), "limit": limit}
    return [(row.kind, row.value) for row in connection.execute(_CODES, values)]
