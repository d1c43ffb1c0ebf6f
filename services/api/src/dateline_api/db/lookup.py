"""Asks the driver itself, past SQLAlchemy: a lookup then costs a fifth of the processor time, and linking makes a dozen of them for every article.

Of connections that wait, as all of store's do; with those of the api SQLAlchemy is asked. Statements are the driver's: `%(name)s` stands for a value.
It has the server prepare what it asks again and again; a statement whose plan follows from no value (`id = %(id)s` rather than `id = ANY (...)` of one)
is then planned once.
"""

from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import DBAPIError

_CURSOR = "lookup"


def ask(connection: Connection, statement: LiteralString, given: Mapping[str, object]) -> list[Any]:
    """The rows that a statement gives, their columns by name. Raises DBAPIError, as the connection itself does."""
    return list(_execute(connection, statement, given).fetchall())


def do(connection: Connection, statement: LiteralString, given: Mapping[str, object]) -> None:
    """Execute a statement that gives no rows, in a transaction that the connection is in. Raises DBAPIError."""
    _execute(connection, statement, given)


def _execute(connection: Connection, statement: LiteralString, given: Mapping[str, object]) -> psycopg.Cursor[Any] | CursorResult[Any]:
    if not connection.in_transaction():
        connection.begin()  # as its own first statement does
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        return connection.exec_driver_sql(statement, dict(given))
    kept = connection.connection.info  # with the connection; a new cursor for each statement costs as much again as the statement
    cursor = kept.get(_CURSOR) or kept.setdefault(_CURSOR, raw.cursor(row_factory=namedtuple_row))
    try:
        return cursor.execute(statement, given)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect) from error
