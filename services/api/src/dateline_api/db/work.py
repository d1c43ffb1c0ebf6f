"""The channels on which store and courier hear that there is something to do; they look by themselves, too, but seldom."""

import contextlib
import select
import socket
from datetime import timedelta

import psycopg
from sqlalchemy import Connection, text

CHANNEL = "dateline_work"
COURIER_CHANNEL = "dateline_courier"  # of subscriptions that were changed, and deliveries that somebody ordered


def announce(connection: Connection, *, channel: str = CHANNEL) -> None:
    """Tell whoever listens, with the commit, that there is work."""
    connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


def listen(connection: Connection, *channels: str) -> None:
    """Hear of work on this connection, which must be in autocommit mode; of store's unless other channels are named."""
    for channel in channels or (CHANNEL,):
        connection.execute(text(f"LISTEN {channel}"))


def wait(connection: Connection, *, within: timedelta) -> bool:
    """Whether work was announced before that time. Raises psycopg.Error when the connection is lost."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return any(True for _ in raw.notifies(timeout=within.total_seconds(), stop_after=1))


class Bell:
    """Wakes one who waits for work, from another thread or from a signal."""

    def __init__(self) -> None:
        self._waiting, self._ringing = socket.socketpair()
        self._waiting.setblocking(False)
        self._ringing.setblocking(False)

    def ring(self) -> None:
        """Wake who waits now, or else who waits next."""
        with contextlib.suppress(OSError):  # it was rung so often already, or is closed
            self._ringing.send(b"!")

    def wait(self, connection: Connection, *, within: timedelta) -> bool:
        """Whether it was rung, or work was announced on this connection, before that time was over. Raises psycopg.Error when the connection is lost."""
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        if any(True for _ in raw.notifies(timeout=0)):  # those that came with the answers of other queries
            return True
        readable, _, _ = select.select([raw.fileno(), self._waiting], [], [], within.total_seconds())
        if raw.fileno() in readable:
            for _ in raw.notifies(timeout=0):
                pass
        if self._waiting in readable:
            self._waiting.recv(1 << 20)
        return bool(readable)

    def close(self) -> None:
        self._waiting.close()
        self._ringing.close()
