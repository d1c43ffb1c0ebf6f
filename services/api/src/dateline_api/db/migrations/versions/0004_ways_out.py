"""What every way out needs: columns that filters read out of the records, words to search by, and subscriptions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from dateline_api.db.migrations.functions import (
    APPEND_CHANGES,
    FUNCTIONS,
    KEEP_ARTICLE_WORDS,
    KEEP_NAMES,
    KEEP_PARTIES,
    LOG_HOME,
    READ_ARTICLE_WORDS,
    REDACT_CHANGES,
    SETTLE_LOG,
    TRIGGERS,
)

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for statement in FUNCTIONS:
        op.execute(statement)
    _derive()
    op.create_index("ix_events_contexts", "events", ["contexts"], unique=False, postgresql_using="gin")
    op.create_index("ix_events_sources", "events", ["sources"], unique=False, postgresql_using="gin")
    op.create_index("ix_events_mode", "events", ["mode", "id"], unique=False, postgresql_where=sa.text("mode IS NOT NULL"))
    # Ranges, since of two ends PostgreSQL takes each for itself: half of all begin before a day, and half end after it.
    op.create_index("ix_events_days", "events", [sa.literal_column("days_of(starts_on, ends_on)")], unique=False, postgresql_using="gist")
    reports = sa.literal_column("times_of(first_reported_at, last_reported_at)")
    op.create_index("ix_events_reports", "events", [reports], unique=False, postgresql_using="gist")
    op.drop_index("ix_events_starts_on", "events")
    op.create_index("ix_events_confidence", "events", ["confidence", "id"], unique=False)
    op.create_index("ix_events_story_id", "events", ["story_id", "id"], unique=False, postgresql_where=sa.text("story_id IS NOT NULL"))
    op.create_index("ix_events_place", "events", ["latitude", "longitude"], unique=False, postgresql_where=sa.text("latitude IS NOT NULL"))
    op.create_index(
        "ix_events_counted",
        "events",
        ["first_reported_at"],
        unique=False,
        postgresql_include=["starts_on", "ends_on", "type", "mode", "status", "id"],
        postgresql_where=sa.text("NOT retracted AND redirect_to IS NULL"),
    )
    op.create_index("ix_events_words", "events", ["words"], unique=False, postgresql_using="gin")

    op.add_column("event_parties", sa.Column("sectors", sa.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'::text[]")))
    op.drop_constraint(op.f("ck_event_parties_role"), "event_parties")
    op.create_check_constraint(op.f("ck_event_parties_role"), "event_parties", "role IN ('actor', 'recipient', 'speaker')")
    op.execute("DELETE FROM event_parties")
    op.execute("INSERT INTO event_parties SELECT events.id, parties.* FROM events, parties_of(events.record) AS parties")
    for table, more in (("entities", []), ("event_parties", ["role", "event_id"])):
        op.drop_index(f"ix_{table}_name", table)
        op.create_index(f"ix_{table}_name", table, [sa.literal_column("spelling(name)"), *more], unique=False)
    op.create_index("ix_event_parties_sectors", "event_parties", ["sectors"], unique=False, postgresql_using="gin")

    op.create_table(
        "article_words",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_words_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_words")),
    )
    op.execute(READ_ARTICLE_WORDS)
    op.execute("""
INSERT INTO article_words (article_id, state, source, language, at, words)
SELECT id, state, source, coalesce(language, body #>> '{language,code}'), coalesce(published_at, (body ->> 'published_at')::timestamptz, received_at),
    read_article_words(title, text, sentences)
FROM articles LEFT JOIN extractions ON article_id = id WHERE state IN ('done', 'dead', 'unsupported_language', 'rejected')
""")
    op.create_index("ix_article_words_at", "article_words", ["at", "article_id"], unique=False)
    op.create_index("ix_article_words_words", "article_words", ["words"], unique=False, postgresql_using="gin")
    _suggestions()
    op.execute(KEEP_PARTIES)
    op.execute(KEEP_NAMES)
    op.execute(KEEP_ARTICLE_WORDS)
    for statement in TRIGGERS:
        op.execute(statement)

    _subscriptions()
    op.add_column("log_state", sa.Column("redactions", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("log_state", sa.Column("home", sa.Text()))
    for function in (LOG_HOME, SETTLE_LOG, APPEND_CHANGES, REDACT_CHANGES):
        op.execute(function)


def _derive() -> None:
    """Columns that the database itself reads out of each event's record; one rewrite of the table."""
    derived = {
        "contexts": ("text[]", "texts(record -> 'contexts')"),
        "sources": ("text[]", "sources_of(record)"),
        "articles": ("text[]", "articles_of(record)"),
        "story_id": ("text", "record ->> 'story_id'"),
        "first_reported_at": ("timestamptz", "instant(record ->> 'first_reported_at')"),
        "last_reported_at": ("timestamptz", "instant(record ->> 'last_reported_at')"),
        "latitude": ("double precision", "(record #>> '{place,coordinates,latitude}')::double precision"),
        "longitude": ("double precision", "(record #>> '{place,coordinates,longitude}')::double precision"),
        "confidence": ("double precision", "(record ->> 'confidence')::double precision"),
        "place": ("text", "coalesce(record #>> '{place,id}', record #>> '{place,name}')"),
        "words": ("tsvector", "event_words(record)"),
    }
    added = ", ".join(f"ADD COLUMN {name} {kind} GENERATED ALWAYS AS ({expression}) STORED" for name, (kind, expression) in derived.items())
    op.execute(f"ALTER TABLE events {added}")


def _suggestions() -> None:
    op.create_table(
        "codes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_codes")),
    )
    op.execute(
        """
INSERT INTO codes (kind, value)
SELECT 'type', type FROM events UNION SELECT 'mode', mode FROM events WHERE mode IS NOT NULL
UNION SELECT 'context', unnest(contexts) FROM events UNION SELECT 'source', unnest(sources) FROM events
UNION SELECT 'country', country FROM event_parties WHERE country IS NOT NULL UNION SELECT 'sector', unnest(sectors) FROM event_parties
"""
    )
    op.create_table(
        "entity_names",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_entity_names_entity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "key", name=op.f("pk_entity_names")),
    )
    op.execute(
        """
INSERT INTO entity_names (entity_id, key, place, weight)
SELECT entities.id, names.key, names.place, floor(log(2, 1 + coalesce(named.events, 0)))
FROM entities CROSS JOIN LATERAL names_of(entities.record) AS names
LEFT JOIN (SELECT entity_id, count(DISTINCT event_id) AS events FROM event_parties GROUP BY 1) AS named ON named.entity_id = entities.id
"""
    )
    op.create_index("ix_entity_names_key", "entity_names", ["weight", "key"], unique=False)


def _subscriptions() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("filter", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("secrets", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head_seq", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("last_delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'disabled')", name=op.f("ck_webhooks_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index("ix_webhooks_due", "webhooks", ["next_at"], unique=False, postgresql_where=sa.text("state = 'active'"))
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.Text(), server_default="change", nullable=False),
        sa.Column("attempt", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('waiting', 'delivered', 'failed', 'refused')", name=op.f("ck_deliveries_outcome")),
        sa.CheckConstraint("cause IN ('change', 'test', 'retry')", name=op.f("ck_deliveries_cause")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_deliveries_webhook_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_webhook_id", "deliveries", ["webhook_id", "id"], unique=False)
    undelivered = sa.text("outcome <> 'delivered'")
    op.create_index("ix_deliveries_undelivered", "deliveries", ["webhook_id", "outcome", "id"], unique=False, postgresql_where=undelivered)
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id", "webhook_id"], unique=False)
    op.create_index("ix_deliveries_waiting", "deliveries", ["next_at"], unique=False, postgresql_where=sa.text("outcome = 'waiting'"))
    op.create_index("ix_deliveries_at", "deliveries", ["at"], unique=False)
