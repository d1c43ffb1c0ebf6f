"""Alembic's entry: runs on the connection that `dateline_api.db.migrate` gives it."""

from alembic import context

from dateline_api.db import link_tables, tables, webhook_tables
from dateline_api.db.columns import metadata

_ = link_tables, tables, webhook_tables  # imported for what they add to it

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
