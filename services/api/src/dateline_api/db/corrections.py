"""What people know better: corrections, those they are about, and what each comes to."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, Row, select, union_all

from dateline_api.db.link_tables import corrections, stories
from dateline_api.db.tables import entities, events


def standing(connection: Connection, targets: Collection[UUID]) -> list[Row]:
    """The corrections in force that are about any of these objects, in the order in which they were made."""
    about = corrections.c.targets.overlap(list(targets)), corrections.c.state == "standing"
    columns = corrections.c["id", "kind", "targets", "effect"]
    return list(connection.execute(select(*columns).where(*about).order_by(corrections.c.id))) if targets else []


def redirects(connection: Connection, keys: Collection[UUID]) -> dict[UUID, UUID]:
    """Where those of these events, entities and stories went that were merged into others."""
    if not keys:
        return {}
    gone = [select(table.c.id, table.c.redirect_to).where(table.c.id.in_(keys), table.c.redirect_to.is_not(None)) for table in (events, entities, stories)]
    return {row.id: row.redirect_to for row in connection.execute(union_all(*gone))}
