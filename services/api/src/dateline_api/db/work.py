"""The channels on which store and courier hear that there is something to do; they look by themselves, too, but seldom."""

from datetime import timedelta

import psycopg
from sqlalchemy import Connection, text

CHANNEL = "dateline_work"
COURIER_CHANNEL = "dateline_courier"  # of subscriptions that were changed, and deliveries that somebody ordered


def announce(connection: Connection, *, channel: str = CHANNEL) -> None:
    """Tell whoever listens, with the commit, that there is work."""
    connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


def listen(connection: Connection) -> None:
    """Hear of work on this connection, which must be in autocommit mode."""
    connection.execute(text(f"LISTEN {CHANNEL}"))


def wait(connection: Connection, *, within: timedelta) -> bool:
    """Whether work was announced before that time. Raises psycopg.Error when the connection is lost."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return any(True for _ in raw.notifies(timeout=within.total_seconds(), stop_after=1))
