"""The articles of which two readings of the same words are kept: the current one, and that of the pipeline before it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from dateline_api.db import orders
from dateline_api.db.link_tables import earlier_readings
from dateline_api.db.patience import hold_still
from dateline_api.db.rereading import in_line
from dateline_api.db.tables import articles, commands, extractions

Row = dict[str, Any]

COUNTED = 1000  # articles in line to be read again: more are never put there


def twice_read(
    connection: Connection, *, since: datetime | None, until: datetime | None, source: str | None, after: UUID | None, limit: int
) -> tuple[list[Row], bool]:
    """Articles with both of their readings, in the order of their ids, and whether there are more."""
    hold_still(connection)
    published_at = func.coalesce(articles.c.published_at, articles.c.received_at)
    of_readings = extractions.c["pipeline", "body", "recorded_at"]
    statement = (
        select(
            *articles.c["id", "source", "title", "published_at"],
            earlier_readings.c.revision,
            *(column.label(f"earlier_{column.name}") for column in earlier_readings.c["pipeline", "body", "recorded_at"]),
            *(column.label(f"current_{column.name}") for column in of_readings),
        )
        .join(earlier_readings, earlier_readings.c.article_id == articles.c.id)
        .join(extractions, (extractions.c.article_id == articles.c.id) & (extractions.c.revision == earlier_readings.c.revision))
        .where(articles.c.state != "retracted")
    )
    if since is not None:
        statement = statement.where(published_at >= since)
    if until is not None:
        statement = statement.where(published_at < until)
    if source is not None:
        statement = statement.where(articles.c.source == source.lower())
    if after is not None:
        statement = statement.where(articles.c.id > after)
    rows = connection.execute(statement.order_by(articles.c.id).limit(limit + 1)).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def orders_under_way(connection: Connection) -> tuple[list[Row], int]:
    """What was ordered to be read again and is not yet, the oldest first; and how many articles are in line for it now."""
    statement = select(commands).where(commands.c.kind == orders.REREAD, commands.c.state.in_(["waiting", "working"])).order_by(commands.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()], in_line(connection, upto=COUNTED)
