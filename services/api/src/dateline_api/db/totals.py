"""How much there is, without counting large tables."""

from datetime import datetime

from sqlalchemy import Connection, Table, func, select, text

from dateline_api.db.articles import count_waiting
from dateline_api.db.tables import articles, entities, events, feeds

EXACT_BELOW = 50_000  # rows: an exact count of as many takes about 5 ms


def totals(connection: Connection, *, now: datetime, max_waiting: int) -> dict[str, int]:
    """Rows by table; of large ones the database's estimate. `waiting` is counted up to the limit."""
    found = {table.name: _rows(connection, table) for table in (articles, events, entities, feeds)}
    return found | {"waiting": count_waiting(connection, upto=max_waiting + 1, now=now)}


def _rows(connection: Connection, table: Table) -> int:
    estimate = connection.execute(text("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(:name)"), {"name": table.name}).scalar_one()
    if estimate >= EXACT_BELOW:
        return estimate
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
