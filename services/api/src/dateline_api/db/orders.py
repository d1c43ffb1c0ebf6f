"""The commands table as store sees it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from dateline_api.db.tables import commands

DISCOVER = "discover"  # carried out by an ingest worker: `discoveries`
REREAD = "reread"  # carried out bit by bit: `rereading`


def next_waiting(connection: Connection) -> Row | None:
    """The oldest command that waits for store, locked until the transaction ends."""
    statement = (
        select(commands).where(commands.c.state == "waiting", commands.c.kind != DISCOVER).order_by(commands.c.id).limit(1).with_for_update(skip_locked=True)
    )
    return connection.execute(statement).one_or_none()


def under_way(connection: Connection, kind: str) -> Row | None:
    """The oldest command of a kind that store is at, locked until the transaction ends."""
    statement = select(commands).where(commands.c.state == "working", commands.c.kind == kind).order_by(commands.c.id).limit(1)
    return connection.execute(statement.with_for_update(skip_locked=True)).one_or_none()


def note(connection: Connection, key: UUID, *, result: dict[str, Any]) -> None:
    """Note how far a command has come."""
    connection.execute(commands.update().where(commands.c.id == key).values(state="working", result=result))


def settle(connection: Connection, key: UUID, *, state: str, result: dict[str, Any], now: datetime) -> None:
    """Note what became of a command."""
    connection.execute(commands.update().where(commands.c.id == key).values(state=state, result=result, applied_at=now))
