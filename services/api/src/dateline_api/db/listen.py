"""Hears of changes and of revoked keys: one connection that listens on the channels which `append_changes()` and `revoke_key` notify."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from typing import Any

import psycopg
from sqlalchemy import make_url

CHANNEL = "dateline_changes"
REVOKED = "dateline_keys"

# The keepalives notice a silent loss within 25 s.
_CONNECT: dict[str, Any] = {
    "application_name": "dateline listen",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


async def newest_seqs(database_url: str, *, revoked: Callable[[], None]) -> AsyncGenerator[int]:
    """The newest number of the change log: at once, and then whenever it grows. `revoked` is called when a key may have been revoked.

    Raises psycopg.Error when the connection fails or is lost; call it again to go on, since the first value tells
    what was missed.
    """
    url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, **_CONNECT)
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        await connection.execute(f"LISTEN {REVOKED}")
        revoked()
        cursor = await connection.execute("SELECT last_seq FROM log_state")
        row = await cursor.fetchone()
        yield row[0] if row else 0
        while True:
            async for notify in connection.notifies(timeout=timedelta(minutes=1).total_seconds()):
                if notify.channel == REVOKED:
                    revoked()
                else:
                    yield int(notify.payload)
