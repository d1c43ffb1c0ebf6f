"""Which ids stand for one thing: those that were merged into one another."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Text, cast, func, select, union

from dateline_api.ids import Prefix


def merged_with(table: Table, keys: Collection[UUID], *, public: Prefix | None = None) -> ColumnElement[Any]:
    """The array of the ids of a table's rows that were merged with one of these, into it or with it into another; `public` as the outside knows them.

    PostgreSQL makes it once for a query, which so stays right however long it is kept.
    """
    row = table.alias("merged")
    shown = row.c.id if public is None else func.concat(f"{public}_", func.replace(cast(row.c.id, Text), "-", ""))
    into = select(row.c.redirect_to).where(row.c.id.in_(keys), row.c.redirect_to.is_not(None))
    found = row.c.id.in_(into), row.c.redirect_to.in_(keys), row.c.redirect_to.in_(into)
    return func.array(union(*(select(shown).where(each) for each in found)).scalar_subquery())
