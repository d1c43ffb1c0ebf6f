"""Reads entities: lists by their names or by when they were last in the news, and what is told of one.

A list by name, or by how much is told, goes along one index (weight, key): of each weight as many as a page holds, of whom the page is
the first. So it does not matter how many names begin with one letter.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Row, Text, bindparam, func, select, text, tuple_

from dateline_api.db.link_tables import entity_facts, entity_tellings
from dateline_api.db.patience import hold_still
from dateline_api.db.tables import articles, entities

Record = dict[str, Any]
Sort = Literal["mentions", "name", "recent"]
Place = tuple[int, str, str] | tuple[str, str]  # weight, key of the name, id; or key or time, id

RECENT = 20_000  # tellings: where a page of most filters lies
MOST_COUNTED = 10_000  # articles of one entity of a list: in at most 2 ms
OF_SOURCES = 10_000  # articles of all outlets of a filter, the newest of each: some 100 ms
FACTS = 100  # names, and of everything else as many
_LISTS = ("kinds", "countries", "sectors", "sources")
HEAVIEST = 30  # the greatest weight that a name may have: a power of two

_FIRST_KEY = "NOT EXISTS (SELECT FROM entity_names AS other WHERE other.entity_id = named.entity_id AND {range} AND other.key < named.key)"
_RANGE = "name_key(:words) <> '' AND {names}.key >= name_key(:words) AND {names}.key < name_key(:words) || chr(1114111)"
_STANDS = "entities.redirect_to IS NULL AND NOT coalesce((entities.record ->> 'retracted')::boolean, false)"
_NAMED = """
    WITH told_by AS MATERIALIZED (
        SELECT DISTINCT told.entity_id FROM unnest(:sources) AS outlet (source), LATERAL (
            SELECT id FROM articles WHERE articles.source = outlet.source ORDER BY received_at DESC LIMIT :of_each
        ) AS newest JOIN entity_tellings AS told ON told.article_id = newest.id
    )
"""
_LAST = "(SELECT at FROM entity_tellings WHERE entity_id = entities.id ORDER BY at DESC LIMIT 1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFilter:
    """What to look for; an empty field asks for nothing, and values of one field are alternatives."""

    words: str | None = None  # the beginning of a name, or of a word in it
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # outlets that named it in one of their newest OF_SOURCES articles


@dataclass(frozen=True, slots=True)
class Seen:
    """When articles name an entity, and how many do."""

    first_at: datetime | None
    last_at: datetime | None
    articles: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An entity of a list, with its place in it."""

    record: Record
    seen: Seen
    place: Place


@dataclass(frozen=True, slots=True)
class Portrait:
    """One entity: its record, into which it was merged, and what articles say of it, the most frequent first."""

    record: Record
    redirect_to: UUID | None
    seen: Seen
    facts: Sequence[Row]


def list_entities(connection: Connection, *, wanted: EntityFilter, sort: Sort, after: Place | None, limit: int) -> tuple[list[Listed], bool]:
    """Entities that stand, from behind a place, and whether there are more. `articles` are counted up to MOST_COUNTED."""
    hold_still(connection)
    places = _recent(connection, wanted, after, limit + 1) if sort == "recent" else _named(connection, wanted, sort, after, limit + 1)
    kept = places[:limit]
    keys = [UUID(hex=place[-1]) for place in kept]
    records = {row.id: row.record for row in connection.execute(select(entities.c.id, entities.c.record).where(entities.c.id.in_(keys)))}
    seen = _seen(connection, keys, most=MOST_COUNTED)
    return [Listed(records[key], seen[key], place) for key, place in zip(keys, kept, strict=True)], len(places) > limit


def get_entity(connection: Connection, key: UUID) -> Portrait | None:
    """One entity, also one that was merged into another, unless there is no such."""
    hold_still(connection)
    row = connection.execute(select(entities.c.record, entities.c.redirect_to).where(entities.c.id == key)).one_or_none()
    if row is None:
        return None
    rank = func.row_number().over(partition_by=entity_facts.c.kind, order_by=(entity_facts.c.articles.desc(), entity_facts.c.first_at, entity_facts.c.value))
    ranked = select(entity_facts, rank.label("rank")).where(entity_facts.c.entity_id == key).subquery()
    facts = connection.execute(select(ranked).where(ranked.c.rank <= FACTS).order_by(ranked.c.kind, ranked.c.rank)).all()
    return Portrait(row.record, row.redirect_to, _seen(connection, [key], most=None)[key], facts)


def where_is(connection: Connection, key: UUID) -> UUID | None:
    """The entity that this one is now: itself, or the one that it was merged into; None for an unknown one."""
    return connection.execute(select(func.coalesce(entities.c.redirect_to, entities.c.id)).where(entities.c.id == key)).scalar_one_or_none()


def list_tellings(connection: Connection, key: UUID, *, before: tuple[datetime, UUID, str] | None, limit: int) -> tuple[Sequence[Row], bool]:
    """What articles tell of an entity, the latest first: at, key, body, and the article's id, title, source, url, times."""
    told = entity_tellings.c
    place = told.at, told.article_id, told.key
    about = articles.c["title", "source", "url", "published_at", "received_at", "copy_of"]
    statement = select(*place, told.body, *about).join(articles, articles.c.id == told.article_id).where(told.entity_id == key)
    if before is not None:
        statement = statement.where(tuple_(*place) < tuple_(*before))
    rows = connection.execute(statement.order_by(*(column.desc() for column in place)).limit(limit + 1)).all()
    return rows[:limit], len(rows) > limit


def _named(connection: Connection, wanted: EntityFilter, sort: Sort, after: Place | None, limit: int) -> list[Place]:
    named = [_RANGE.format(names="named"), _FIRST_KEY.format(range=_RANGE.format(names="other"))] if wanted.words else ["named.place = 0"]
    order = "weight DESC, key, entity_id" if sort == "mentions" else "key, entity_id"
    values = _values(wanted) | {"limit": limit, "heaviest": HEAVIEST}
    match after:
        case (int(weight), str(key), str(id_)):
            named.append("named.key >= CASE WHEN weights.weight = :weight THEN CAST(:key AS text) ELSE '' END")
            named.append("(named.weight < :weight OR (named.key, named.entity_id) > (:key, CAST(:id AS uuid)))")
            values |= {"weight": weight, "heaviest": weight, "key": key, "id": id_}
        case (str(key), str(id_)):
            named.append("(named.key, named.entity_id) > (:key, CAST(:id AS uuid))")
            values |= {"key": key, "id": id_}
    statement = f"""
        SELECT found.* FROM generate_series(CAST(:heaviest AS integer), 0, -1) AS weights (weight), LATERAL (
            SELECT named.weight, named.key, named.entity_id FROM entity_names AS named JOIN entities ON entities.id = named.entity_id
            WHERE named.weight = weights.weight::smallint AND {" AND ".join([*named, _STANDS, *_clauses(wanted)])}
            ORDER BY named.key, named.entity_id LIMIT :limit
        ) AS found ORDER BY {order} LIMIT :limit
    """
    rows = connection.execute(_text(statement, wanted), values)
    return [(row.weight, row.key, row.entity_id.hex) if sort == "mentions" else (row.key, row.entity_id.hex) for row in rows]


def _recent(connection: Connection, wanted: EntityFilter, after: Place | None, limit: int) -> list[Place]:
    """First only the newest tellings are looked at; if they do not hold a page, everybody whom the filter finds."""
    values, older = _values(wanted) | {"limit": limit}, []
    if after is not None:
        older = ["({place}) < (CAST(:at AS timestamptz), CAST(:id AS uuid))"]
        values |= {"at": after[0], "id": after[-1]}
    found: Sequence[Row] = ()
    if not wanted.words:
        statement = f"""
            SELECT told.at, told.entity_id FROM (
                SELECT * FROM entity_tellings AS told {"WHERE " + older[0].format(place="told.at, told.entity_id") if older else ""}
                ORDER BY told.at DESC, told.entity_id DESC LIMIT :recent
            ) AS told JOIN entities ON entities.id = told.entity_id
            WHERE {" AND ".join([_STANDS, *_clauses(wanted)])} AND NOT EXISTS (
                SELECT FROM entity_tellings AS later
                WHERE later.entity_id = told.entity_id AND (later.at, later.article_id, later.key) > (told.at, told.article_id, told.key)
            )
            ORDER BY told.at DESC, told.entity_id DESC LIMIT :limit
        """
        found = connection.execute(_text(statement, wanted), values | {"recent": RECENT}).all()
    if len(found) < limit:
        words = [f"entities.id IN (SELECT entity_id FROM entity_names AS named WHERE {_RANGE.format(names='named')})"] if wanted.words else []
        statement = f"""
            SELECT * FROM (SELECT {_LAST} AS at, entities.id AS entity_id FROM entities WHERE {" AND ".join([_STANDS, *words, *_clauses(wanted)])}) AS seen
            WHERE at IS NOT NULL {"AND " + older[0].format(place="at, entity_id") if older else ""} ORDER BY at DESC, entity_id DESC LIMIT :limit
        """
        found = connection.execute(_text(statement, wanted), values).all()
    return [(row.at.isoformat(), row.entity_id.hex) for row in found]


def _clauses(wanted: EntityFilter) -> list[str]:
    clauses = {
        "kinds": "entities.kind = ANY (:kinds)",
        "countries": "entities.country = ANY (:countries)",
        "sectors": "entities.record -> 'sectors' ?| :sectors",
        "sources": "entities.id IN (SELECT entity_id FROM told_by)",
    }
    return [clause for name, clause in clauses.items() if getattr(wanted, name)]


def _values(wanted: EntityFilter) -> dict[str, Any]:
    more: dict[str, Any] = {"words": wanted.words} if wanted.words else {}
    if wanted.sources:
        more["of_each"] = OF_SOURCES // len(wanted.sources)
    return {name: list(getattr(wanted, name)) for name in _LISTS if getattr(wanted, name)} | more


def _text(statement: str, wanted: EntityFilter) -> Any:
    statement = _NAMED + statement if wanted.sources else statement
    return text(statement).bindparams(*(bindparam(name, type_=ARRAY(Text)) for name in _LISTS if getattr(wanted, name)))


def _seen(connection: Connection, keys: Collection[UUID], *, most: int | None) -> dict[UUID, Seen]:
    statement = text("""
        SELECT asked.id, edges.*, counted.articles FROM unnest(CAST(:keys AS uuid[])) AS asked (id),
            LATERAL (SELECT min(at) AS first_at, max(at) AS last_at FROM entity_tellings WHERE entity_id = asked.id) AS edges,
            LATERAL (
                SELECT count(DISTINCT article_id) AS articles
                FROM (SELECT article_id FROM entity_tellings WHERE entity_id = asked.id LIMIT CAST(:most AS bigint)) AS told
            ) AS counted
    """)
    rows = connection.execute(statement, {"keys": list(keys), "most": most})
    return {row.id: Seen(row.first_at, row.last_at, row.articles) for row in rows}
