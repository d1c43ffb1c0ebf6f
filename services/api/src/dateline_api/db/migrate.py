"""Brings a database to the newest schema: `python -m dateline_api.db.migrate`. One process at a time does it."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from dateline_shared import telemetry
from dateline_shared.settings import load
from sqlalchemy import Connection, text

from dateline_api.db.engine import make_engine
from dateline_api.settings import DatabaseSettings

MIGRATION_LOCK = 0x6461_7465_01  # "date", 1: held while migrating


def upgrade(database_url: str, *, revision: str = "head") -> None:
    """Apply all migrations up to `revision`; safe to call from several processes at once."""
    engine = make_engine(database_url, pool_size=1)
    try:
        with engine.connect() as connection:
            connection.execute(text("SET statement_timeout = 0"))  # a large table may need long, and another migration, too
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
            connection.commit()
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.commit()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            connection.commit()
    finally:
        engine.dispose()


def head() -> str:
    """The revision that this release wants."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("no migration is packaged")
    return found


def is_ready(connection: Connection) -> bool:
    """Whether the database is at our head, or ahead of it (a newer release expanded it)."""
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return current is not None and (current == head() or current not in known)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


if __name__ == "__main__":
    settings = load(DatabaseSettings)
    telemetry.configure(settings, service="migrate")
    upgrade(settings.database_url.get_secret_value())
    print(f"database is at {head()}", file=sys.stderr)
