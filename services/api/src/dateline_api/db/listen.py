"""Hears of changes: one connection that listens on the channel which `append_changes()` notifies."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import psycopg
from sqlalchemy import make_url

CHANNEL = "dateline_changes"

# The keepalives notice a silent loss within 25 s.
_CONNECT: dict[str, Any] = {
    "application_name": "dateline listen",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


async def newest_seqs(database_url: str) -> AsyncGenerator[int]:
    """The newest number of the change log: at once, and then whenever it grows.

    Raises psycopg.Error when the connection fails or is lost; call it again to go on, since the first value tells
    what was missed.
    """
    url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, **_CONNECT)
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        cursor = await connection.execute("SELECT last_seq FROM log_state")
        row = await cursor.fetchone()
        yield row[0] if row else 0
        while True:
            async for notify in connection.notifies(timeout=timedelta(minutes=1).total_seconds()):
                yield int(notify.payload)
