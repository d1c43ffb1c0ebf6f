"""What takedowns and the list of sources need: changes that are redacted in place, and counts of articles by source and state."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

GUARD_CHANGES = """
CREATE OR REPLACE FUNCTION guard_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting(CASE TG_OP WHEN 'INSERT' THEN 'dateline.appending' ELSE 'dateline.redacting' END, true), 'off') <> 'on' THEN
        RAISE EXCEPTION 'changes are appended through append_changes() and redacted through redact_changes() alone';
    END IF;
    RETURN NULL;
END
$$
"""

# The only path to a change that was told: its words may go, its number, operation, object, version and time stay.
REDACT_CHANGES = """
CREATE FUNCTION redact_changes(entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('dateline.redacting', 'on', true);
    UPDATE changes SET record = entry.record, before = entry.before
    FROM jsonb_to_recordset(entries) AS entry (seq bigint, record jsonb, before jsonb)
    WHERE changes.seq = entry.seq;
    PERFORM set_config('dateline.redacting', 'off', true);
END
$$
"""


def upgrade() -> None:
    op.execute(GUARD_CHANGES)
    op.execute(REDACT_CHANGES)
    op.add_column("articles", sa.Column("event_count", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE articles SET event_count = jsonb_array_length(record -> 'event_ids') WHERE record -> 'event_ids' <> '[]'")
    op.alter_column("articles", "source", type_=sa.Text(collation="C"))
    op.create_index("ix_articles_counted", "articles", ["source", "state", "event_count"], unique=False)
