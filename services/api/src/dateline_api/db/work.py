"""The channel on which store hears that there is something to do; it looks by itself, too, but seldom."""

from datetime import timedelta

import psycopg
from sqlalchemy import Connection, text

CHANNEL = "dateline_work"


def announce(connection: Connection) -> None:
    """Tell store, with the commit, that there is work."""
    connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def listen(connection: Connection) -> None:
    """Hear of work on this connection, which must be in autocommit mode."""
    connection.execute(text(f"LISTEN {CHANNEL}"))


def wait(connection: Connection, *, within: timedelta) -> bool:
    """Whether work was announced before that time. Raises psycopg.Error when the connection is lost."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return any(True for _ in raw.notifies(timeout=within.total_seconds(), stop_after=1))
