"""What tables are made of: the one catalogue of tables, and columns that many of them have."""

from collections.abc import Iterable
from typing import Any, get_args

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, ColumnElement, DateTime, Integer, MetaData, SmallInteger, Text, Uuid, cast, func, literal, text
from sqlalchemy.dialects.postgresql import JSONB

from dateline_api.db import arrays

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

LATER: Any = {"deferrable": True, "initially": "DEFERRED"}  # of a foreign key: what is referred to may be written later in the transaction


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """A moment; always with a time zone."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def flag(name: str) -> Column[Any]:
    """A truth value, false unless set."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def number(name: str, kind: type[Integer] | type[SmallInteger] = Integer, default: int = 0) -> Column[Any]:
    """A count."""
    return Column(name, kind, nullable=False, server_default=text(str(default)))


def json(name: str, default: str) -> Column[Any]:
    """A JSON value, never missing."""
    return Column(name, JSONB, nullable=False, server_default=text(f"'{default}'::jsonb"))


def one_of(column: str, values: object) -> CheckConstraint:
    """The constraint that a column holds one of the values of a Literal."""
    listed = ", ".join(f"'{value}'" for value in get_args(values))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def among(column: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """That a column holds one of these, however many: one parameter, where PostgreSQL takes 65,535 in a statement and `IN` makes one of each."""
    given: list[Any] = list(values)
    if isinstance(column.type, Uuid):
        return column == func.any(cast(literal(arrays.of_uuids(given), Text), ARRAY(Uuid)))
    return column == func.any(cast(given, ARRAY(column.type)))
