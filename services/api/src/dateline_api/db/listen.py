"""Hears of changes: one connection that listens on the channel which `append_changes()` notifies."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import psycopg
from sqlalchemy import make_url

CHANNEL = "dateline_changes"


async def newest_seqs(database_url: str) -> AsyncGenerator[int]:
    """The newest number of the change log: at once, and then whenever it grows.

    Raises psycopg.Error when the connection fails or is lost; call it again to go on, since the first value tells
    what was missed.
    """
    url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    keepalive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}  # a silent loss is noticed in 25 s
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5, application_name="dateline listen", **keepalive)
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        cursor = await connection.execute("SELECT last_seq FROM log_state")
        row = await cursor.fetchone()
        yield row[0] if row else 0
        while True:
            async for notify in connection.notifies(timeout=timedelta(minutes=1).total_seconds()):
                yield int(notify.payload)
