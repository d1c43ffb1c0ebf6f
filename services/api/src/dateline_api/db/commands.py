"""What people ask of store: rows that the api writes and store applies in its own transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from dateline_api import ids
from dateline_api.db import work
from dateline_api.db.tables import commands

Row = dict[str, Any]


def add_command(connection: Connection, kind: str, payload: dict[str, Any], *, now: datetime) -> Row:
    """Ask for something. The caller commits."""
    work.announce(connection)
    values = {"id": ids.new_id(), "kind": kind, "payload": payload, "created_at": now}
    return dict(connection.execute(insert(commands).returning(*commands.c), values).mappings().one())


def get_command(connection: Connection, key: UUID) -> Row | None:
    """One command and what became of it."""
    row = connection.execute(select(*commands.c).where(commands.c.id == key)).mappings().one_or_none()
    return None if row is None else dict(row)
