"""Migrations and tables say the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from dateline_api.db import tables, webhook_tables
from dateline_api.db.columns import metadata
from dateline_api.db.engine import make_engine
from dateline_api.db.migrate import head, is_ready, upgrade
from sqlalchemy import text


def test_migrations_make_exactly_the_tables(database_url: str) -> None:
    assert {tables.events.metadata, webhook_tables.webhooks.metadata} == {metadata}
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_server_default": True}), metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)


def test_database_is_ready_at_our_head_and_ahead_of_it_but_not_behind(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert is_ready(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert is_ready(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        assert not is_ready(connection)
    assert head()
    engine.dispose()
