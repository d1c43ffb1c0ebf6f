"""What linking anew found otherwise than it stands, while both are there (`scratch`): by SQL, so that only differences are held in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Row, text

from dateline_api.clusters import Cell
from dateline_api.db.tables import mentions


@dataclass(frozen=True, slots=True)
class Members:
    """Where it stands which cluster a member belongs to."""

    table: str  # of members
    key: tuple[str, ...]  # of one
    cluster: str  # the column that names its cluster
    clusters: str  # the table of these
    where: str = "TRUE"  # which members count: `one`


EVENTS = Members("mentions", ("id",), "event_id", "events", where="NOT one.retracted")
ENTITIES = Members("entity_tellings", ("article_id", "key"), "entity_id", "entities")
STORIES = Members("story_articles", ("article_id",), "story_id", "stories")


def cells(connection: Connection, real: str, kind: Members) -> tuple[list[Cell], int]:
    """What old and new clusters share, but for those that are equal, and how many members are in equal ones; notes which those are."""
    connection.execute(text(f"CREATE TEMPORARY TABLE kept_{kind.clusters} (new uuid PRIMARY KEY, old uuid NOT NULL) ON COMMIT DROP"))
    connection.execute(
        text(
            f"""
            CREATE TEMPORARY TABLE cells ON COMMIT DROP AS
            WITH shared AS (
                SELECT one.{kind.cluster} AS old, other.{kind.cluster} AS new,
                    CASE WHEN one.{kind.cluster} IS NULL OR other.{kind.cluster} IS NULL THEN row_number() OVER () END AS lone
                FROM {real}.{kind.table} AS one JOIN pg_temp.{kind.table} AS other USING ({", ".join(kind.key)}) WHERE {kind.where}
            ),
            cells AS (SELECT old, new, lone, count(*) AS shared FROM shared GROUP BY old, new, lone)
            SELECT old, new, shared::int,
                CASE WHEN old IS NULL THEN 1 ELSE sum(shared) OVER (PARTITION BY old) END::int AS old_size,
                CASE WHEN new IS NULL THEN 1 ELSE sum(shared) OVER (PARTITION BY new) END::int AS new_size
            FROM cells
            """
        )
    )
    equal = "shared = old_size AND shared = new_size AND (old IS NULL) = (new IS NULL)"
    same = connection.execute(text(f"SELECT coalesce(sum(shared), 0)::int FROM cells WHERE {equal}")).scalar_one()
    connection.execute(text(f"INSERT INTO kept_{kind.clusters} SELECT new, old FROM cells WHERE {equal} AND old IS NOT NULL"))
    found = [Cell(*row) for row in connection.execute(text(f"SELECT old, new, shared, old_size, new_size FROM cells WHERE NOT ({equal})"))]
    connection.execute(text("DROP TABLE cells"))
    return found, same


def fixed(connection: Connection, real: str, kind: Members) -> dict[UUID, UUID]:
    """Clusters that people's corrections made by the very id that they have: what each is now."""
    statement = f"""
        SELECT one.id, coalesce(known.redirect_to, known.id) FROM pg_temp.{kind.clusters} AS one JOIN {real}.{kind.clusters} AS known USING (id)
        WHERE one.redirect_to IS NULL
    """
    return {new: old for new, old in connection.execute(text(statement))}  # noqa: C416  # a result is no mapping


def keep(connection: Connection, kind: Members, kept: Mapping[UUID, UUID]) -> None:
    """Note which old cluster a new one is."""
    if kept:
        statement = f"INSERT INTO kept_{kind.clusters} VALUES (:new, :old) ON CONFLICT (new) DO UPDATE SET old = excluded.old"
        connection.execute(text(statement), [{"new": new, "old": old} for new, old in sorted(kept.items())])


def moved(connection: Connection, real: str, kind: Members) -> list[Row]:
    """The members that belong to another cluster than they stand in: `article_id`, their key, `old`, `new`; in the order of their keys.

    Clusters are named as they are to be called. One that is new indeed keeps the id that linking gave it.
    """
    names = ", ".join(f"one.{name}" for name in dict.fromkeys(("article_id", *kind.key)))
    statement = f"""
        SELECT {names}, one.{kind.cluster} AS old, coalesce(kept.old, other.{kind.cluster}) AS new
        FROM {real}.{kind.table} AS one JOIN pg_temp.{kind.table} AS other USING ({", ".join(kind.key)})
        LEFT JOIN kept_{kind.clusters} AS kept ON kept.new = other.{kind.cluster}
        WHERE {kind.where} AND one.{kind.cluster} IS DISTINCT FROM coalesce(kept.old, other.{kind.cluster}) ORDER BY {names}
    """
    return list(connection.execute(text(statement)))


def chosen(connection: Connection, real: str) -> list[Row]:
    """The mentions for which other events come into question than stand there: `id`, `choices`."""
    statement = f"""
        SELECT * FROM (
            SELECT one.id, ARRAY(SELECT unnest(one.choices) ORDER BY 1) AS before,
                ARRAY(
                    SELECT coalesce(kept.old, choice) FROM unnest(other.choices) AS choice LEFT JOIN kept_events AS kept ON kept.new = choice ORDER BY 1
                ) AS choices
            FROM {real}.mentions AS one JOIN pg_temp.mentions AS other USING (id)
            WHERE NOT one.retracted AND (one.choices <> '{{}}' OR other.choices <> '{{}}')
        ) AS both_ways WHERE before <> choices ORDER BY id
    """
    return list(connection.execute(text(statement)))


def bound(connection: Connection, real: str) -> list[Row]:
    """The events that are bound to others otherwise than it stands: `id`, `part_of`, `member_of`, `cancelled_by`."""
    statement = f"""
        WITH anew AS (
            SELECT coalesce(it.old, one.id) AS id, coalesce(whole.old, one.part_of) AS part_of, coalesce(many.old, one.member_of) AS member_of,
                coalesce(act.old, one.cancelled_by) AS cancelled_by
            FROM pg_temp.events AS one LEFT JOIN kept_events AS it ON it.new = one.id LEFT JOIN kept_events AS whole ON whole.new = one.part_of
            LEFT JOIN kept_events AS many ON many.new = one.member_of LEFT JOIN kept_events AS act ON act.new = one.cancelled_by
            WHERE NOT one.retracted AND one.redirect_to IS NULL
        )
        SELECT anew.* FROM anew LEFT JOIN {real}.events AS known USING (id)
        WHERE (anew.part_of, anew.member_of, anew.cancelled_by) IS DISTINCT FROM (known.part_of, known.member_of, known.cancelled_by) ORDER BY id
    """
    return list(connection.execute(text(statement)))


def place_mentions(connection: Connection, rows: Sequence[Row]) -> None:
    """Let mentions tell of the event `new`, or, without one, of none yet."""
    for row in rows:
        connection.execute(mentions.update().where(mentions.c.id == row.id).values(event_id=row.new, choices=[]))


def put_choices(connection: Connection, rows: Sequence[Row]) -> None:
    """Say between which events mentions are unanchored."""
    for row in rows:
        connection.execute(mentions.update().where(mentions.c.id == row.id).values(choices=row.choices))
