"""Writes many rows by one statement: they go as one parameter, a JSON array, where the driver would send each row, and wake the server for it.

Of a JSON null PostgreSQL makes NULL, of a JSON array an array, if the column is one.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, LiteralString, cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from dateline_api.db.engine import dumps
from dateline_api.db.lookup import do

AT_ONCE = 100  # rows: of the longest records, 1 MB each, fewer than one JSON value may hold
_DIALECT = postgresql.dialect()


def writing(table: Table, names: Collection[str], *, changed: Collection[str] = ()) -> LiteralString:
    """A statement for `put`: inserts rows with these columns; of those whose primary key is there these are `changed`, or nothing."""
    quote = _DIALECT.identifier_preparer.quote
    columns = ", ".join(map(quote, names))
    given = ", ".join(f"{quote(name)} {table.c[name].type.compile(_DIALECT)}" for name in names)
    key = ", ".join(quote(column.name) for column in table.primary_key)
    then = "UPDATE SET " + ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in changed) if changed else "NOTHING"
    rows = f"SELECT {columns} FROM jsonb_to_recordset(CAST(%(rows)s AS jsonb)) AS given ({given})"
    return cast(LiteralString, f"INSERT INTO {table.name} ({columns}) {rows} ON CONFLICT ({key}) DO {then}")


def put(connection: Connection, statement: LiteralString, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, as many as there are; they may have more fields than the statement has columns."""
    for start in range(0, len(rows), AT_ONCE):
        do(connection, statement, {"rows": dumps(rows[start : start + AT_ONCE])})
