"""Sources: what the ledger has of each outlet, and what somebody set for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import insert

from dateline_api.db import work
from dateline_api.db.articles import UNSETTLED
from dateline_api.db.tables import articles, feeds, sources

Row = dict[str, Any]

# One step of the index a name, because DISTINCT would look at every article (PostgreSQL wiki, "Loose indexscan").
_NAMES = text("""
    WITH RECURSIVE named (source) AS (
        (SELECT source FROM articles WHERE source > :after ORDER BY source LIMIT 1)
        UNION ALL
        SELECT (SELECT a.source FROM articles a WHERE a.source > named.source ORDER BY a.source LIMIT 1)
        FROM named WHERE named.source IS NOT NULL
    ), found (source) AS (
        (SELECT source FROM named WHERE source IS NOT NULL LIMIT :limit)
        UNION
        (SELECT source FROM sources WHERE source > :after ORDER BY source LIMIT :limit)
    )
    SELECT source FROM found ORDER BY source LIMIT :limit
""")
_TIMES = text("""
    SELECT source,
        (SELECT min(received_at) FROM articles WHERE source = name.source) AS first_received_at,
        (SELECT max(received_at) FROM articles WHERE source = name.source) AS last_received_at
    FROM unnest(CAST(:names AS text[])) AS name (source)
""")
_STATES = ("done", "dead", "duplicate", "unsupported_language", "rejected", "retracted")


def list_sources(connection: Connection, *, after: str, limit: int) -> tuple[list[Row], bool]:
    """Sources by name, from the one behind `after`, and whether there are more: those that have an article, or something set."""
    names = list(connection.execute(_NAMES, {"after": after, "limit": limit + 1}).scalars())
    return _rows(connection, names[:limit]), len(names) > limit


def get_source(connection: Connection, name: str) -> Row | None:
    """One source, unless nothing is known of it."""
    (row,) = _rows(connection, [name])
    return row if row["articles"] or row["feeds"] or row["updated_at"] else None


def set_source(connection: Connection, name: str, switches: Mapping[str, bool], *, now: datetime) -> Row:
    """Set switches of a source, known or not yet. Store hears of it, and drops the texts that are not to be kept."""
    values = {**switches, "updated_at": now}
    connection.execute(insert(sources).values(source=name, **values).on_conflict_do_update(index_elements=["source"], set_=values))
    work.announce(connection)
    (row,) = _rows(connection, [name])
    return row


def _rows(connection: Connection, names: Sequence[str]) -> list[Row]:
    count, events = func.count(), func.coalesce(func.sum(articles.c.event_count), 0)
    at_work = count.filter(articles.c.state.in_(UNSETTLED))
    told = [count.filter(articles.c.state == state).label(state) for state in _STATES]
    sums = select(articles.c.source, count.label("articles"), events.label("events"), at_work.label("at_work"), *told)  # out of one index
    of_articles = {row["source"]: dict(row) for row in connection.execute(sums.where(articles.c.source.in_(names)).group_by(articles.c.source)).mappings()}
    times = connection.execute(_TIMES, {"names": list(of_articles)}).mappings()
    for row in times:
        of_articles[row["source"]] |= row
    copied = select(articles.c.source, count).where(articles.c.source.in_(names), articles.c.copy_of.is_not(None)).group_by(articles.c.source)
    copies: dict[str, int] = {name: amount for name, amount in connection.execute(copied)}  # noqa: C416
    listed = select(feeds.c.source, count).where(feeds.c.source.in_(names)).group_by(feeds.c.source)
    of_feeds: dict[str, int] = {name: amount for name, amount in connection.execute(listed)}  # noqa: C416
    switched = {row["source"]: dict(row) for row in connection.execute(select(sources).where(sources.c.source.in_(names))).mappings()}
    none = dict.fromkeys(("articles", "events", "at_work", *_STATES), 0) | {"first_received_at": None, "last_received_at": None}
    default = {"store_text": True, "read_pages": True, "updated_at": None}
    amounts = {name: {"feeds": of_feeds.get(name, 0), "copies": copies.get(name, 0)} for name in names}
    return [{"source": name, **default, **none, **of_articles.get(name, {}), **switched.get(name, {}), **amounts[name]} for name in names]
