"""The commands table as store sees it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from dateline_api.db.tables import commands

DISCOVER = "discover"  # carried out by an ingest worker: `discoveries`


def next_waiting(connection: Connection) -> Row | None:
    """The oldest command that waits for store, locked until the transaction ends."""
    statement = (
        select(commands).where(commands.c.state == "waiting", commands.c.kind != DISCOVER).order_by(commands.c.id).limit(1).with_for_update(skip_locked=True)
    )
    return connection.execute(statement).one_or_none()


def settle(connection: Connection, key: UUID, *, state: str, result: dict[str, Any], now: datetime) -> None:
    """Note what became of a command."""
    connection.execute(commands.update().where(commands.c.id == key).values(state=state, result=result, applied_at=now))
