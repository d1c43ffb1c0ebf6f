"""What feeds, pages, sources, takedowns and Idempotency-Key need."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("language", sa.Text()),
        sa.Column("tags", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb")),
        sa.Column("full_text", sa.Text(), nullable=False, server_default="auto"),
        sa.Column("adapted", sa.Interval(), nullable=False, server_default=sa.text("'15 minutes'::interval")),
        sa.Column("items_a_day", sa.Float()),
        sa.Column("lag", sa.Interval()),
    ):
        op.add_column("feeds", column)
    op.alter_column("feeds", "poll_every", nullable=True)
    op.create_check_constraint(op.f("ck_feeds_full_text"), "feeds", "full_text IN ('auto', 'always', 'never')")

    op.add_column("hosts", sa.Column("gap", sa.Interval()))
    op.create_table(
        "sources",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("store_text", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.Column("read_pages", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.Column("updated_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_sources")),
    )
    for column in (
        sa.Column("given_hash", sa.LargeBinary()),
        sa.Column("markup", sa.Text()),
        sa.Column("is_fragment", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("host", sa.Text()),
        sa.Column("page_error", sa.Text()),
        sa.Column("sentences", postgresql.JSONB()),
        sa.Column("modified_at", instant),
        sa.Column("deleted_at", instant),
    ):
        op.add_column("articles", column)
    op.create_index("ix_articles_to_fetch", "articles", ["host", "priority", "received_at", "id"], unique=False, postgresql_where=sa.text("state = 'to_fetch'"))
    op.drop_index("ix_articles_waiting", table_name="articles")
    op.create_index("ix_articles_waiting", "articles", ["priority", "received_at", "id"], unique=False, postgresql_where=sa.text("state = 'waiting'"))

    op.create_index(
        "ix_articles_settled_text",
        "articles",
        ["source"],
        unique=False,
        postgresql_where=sa.text("(text <> '' OR markup IS NOT NULL) AND state IN ('done', 'unsupported_language', 'rejected', 'duplicate', 'retracted')"),
    )

    op.add_column("commands", sa.Column("attempt", sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("commands", sa.Column("lease_until", instant))
    op.drop_constraint(op.f("ck_commands_state"), "commands")
    op.create_check_constraint(op.f("ck_commands_state"), "commands", "state IN ('waiting', 'working', 'applied', 'refused')")

    op.create_index("ix_commands_working", "commands", ["lease_until"], unique=False, postgresql_where=sa.text("state = 'working'"))

    op.create_table(
        "idempotency",
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="running"),
        sa.Column("status", sa.SmallInteger()),
        sa.Column("headers", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("lease_until", instant),
        sa.Column("created_at", instant, nullable=False),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_idempotency_state")),
        sa.PrimaryKeyConstraint("holder", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"], unique=False)
