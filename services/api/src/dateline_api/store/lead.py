"""One store leads; any other stands by. Leadership is a session advisory lock: it ends with the connection that holds it."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

LEAD_LOCK = 0x6461_7465_03


@contextmanager
def try_lead(engine: Engine) -> Generator[Connection | None]:
    """Give the connection that leads, or None while another store does. Raises DBAPIError when the database is away."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        leads = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LEAD_LOCK}).scalar_one()
        try:
            yield connection if leads else None
        finally:
            if leads:
                connection.invalidate()  # closes the session, and with it the lock
