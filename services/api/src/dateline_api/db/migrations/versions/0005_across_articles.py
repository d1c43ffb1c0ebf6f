"""What is known across articles: tellings of entities, keys to look things up by, stories, near-duplicates, corrections."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

LATER: Any = {"deferrable": True, "initially": "DEFERRED"}

# What was linked before, each article's entity by its key alone, is carried over; `dateline relink` links it anew.
CARRY_ENTITIES = """
INSERT INTO entity_tellings (article_id, key, entity_id, at, body)
SELECT article_id, found ->> 'key', entities.id, coalesce(published_at, (body ->> 'published_at')::timestamptz, received_at), found
FROM extractions JOIN articles ON articles.id = article_id CROSS JOIN LATERAL jsonb_array_elements(body -> 'entities') AS found
JOIN entities ON link_key = left(found ->> 'key', 300)
"""
CARRY_KEYS = """
INSERT INTO entity_keys (key, entity_id)
SELECT CASE WHEN body ->> 'geonames_id' IS NOT NULL THEN 'g:' || (body ->> 'geonames_id')
    WHEN body ->> 'place_kind' = 'country' AND body ->> 'country' IS NOT NULL THEN 'c:' || (body ->> 'country')
    WHEN key LIKE 'person:%' AND key NOT LIKE '% %' THEN 'l:' || substr(key, 8)
    ELSE 'n:' || left(substr(key, strpos(key, ':') + 1), 200) END, entity_id
FROM entity_tellings GROUP BY 1, 2
"""
CARRY_FACTS = """
INSERT INTO entity_facts (entity_id, kind, value, articles, first_at, last_at)
SELECT entity_id, said.kind, said.value, count(DISTINCT article_id), min(at), max(at)
FROM entity_tellings CROSS JOIN LATERAL (
    SELECT 'called' AS kind, body ->> 'name' AS value UNION ALL SELECT 'name', body ->> 'name'
    UNION ALL SELECT 'name', jsonb_array_elements_text(body -> 'aliases') UNION ALL SELECT 'role', jsonb_array_elements(body -> 'roles') ->> 'title'
    UNION ALL SELECT 'sector', jsonb_array_elements_text(body -> 'sectors') UNION ALL SELECT 'country', body ->> 'country'
) AS said WHERE said.value <> '' AND length(said.value) <= 300 GROUP BY 1, 2, 3
"""
CARRY_MENTIONS = """
UPDATE mentions SET entities = told.entities
FROM (SELECT article_id, jsonb_object_agg(key, replace(entity_id::text, '-', '')) AS entities FROM entity_tellings GROUP BY 1) AS told
WHERE told.article_id = mentions.article_id
"""

# The log goes on quoting an article under the event, the entity and the story that it left; whoever has it deleted wants that gone as well.
KEEP_FORMER_TELLINGS = """
CREATE FUNCTION keep_former_tellings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was uuid;
BEGIN
    IF TG_TABLE_NAME = 'mentions' THEN was := OLD.event_id;
    ELSIF TG_TABLE_NAME = 'entity_tellings' THEN was := OLD.entity_id;
    ELSE was := OLD.story_id;
    END IF;
    INSERT INTO former_tellings (article_id, object_id)
    SELECT OLD.article_id, was WHERE was IS NOT NULL AND EXISTS (SELECT FROM articles WHERE id = OLD.article_id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""
FORMER_TELLINGS = {  # by table: the column that names what an article tells of, and which rows quote it
    "mentions": ("event_id", "true"),
    "entity_tellings": ("entity_id", "OLD.body -> 'roles' <> '[]'"),
    "story_articles": ("story_id", "true"),
}

# As in migration 0004, but an event's own parties are looked at only when it was told before, and written only if they are others; and never by a
# plan that reads a table from end to end, as one that was made while there was little in it would, and be kept while it grows.
KEEP_PARTIES = """
CREATE OR REPLACE FUNCTION keep_parties() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    are event_parties[] := ARRAY(SELECT ROW(NEW.id, found.*)::event_parties FROM parties_of(NEW.record) AS found ORDER BY role, position);
    were event_parties[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        were := ARRAY(SELECT party FROM event_parties AS party WHERE event_id = NEW.id ORDER BY role, position);
    END IF;
    IF are <> were THEN
        DELETE FROM event_parties WHERE event_id = NEW.id AND were <> '{}';
        INSERT INTO event_parties SELECT * FROM unnest(are);
        UPDATE entity_names SET weight = weight + 1
        WHERE entity_id = ANY (ARRAY(SELECT entity_id FROM unnest(are) EXCEPT SELECT entity_id FROM unnest(were))) AND weight < 30
            AND hashtextextended(NEW.id::text || entity_id::text, 0) & ((1::bigint << weight) - 1) = 0;
    END IF;
    INSERT INTO codes (kind, value)
    SELECT 'type', NEW.type UNION SELECT 'mode', NEW.mode WHERE NEW.mode IS NOT NULL
    UNION SELECT 'context', unnest(NEW.contexts) UNION SELECT 'source', unnest(NEW.sources)
    UNION SELECT 'country', country FROM unnest(are) WHERE country IS NOT NULL
    UNION SELECT 'sector', unnest(sectors) FROM unnest(are)
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
"""
KEEP_NAMES = """
CREATE OR REPLACE FUNCTION keep_names() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    kept smallint := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        kept := coalesce((SELECT max(weight) FROM entity_names WHERE entity_id = NEW.id), 0);
        DELETE FROM entity_names WHERE entity_id = NEW.id;
    END IF;
    INSERT INTO entity_names (entity_id, key, place, weight) SELECT NEW.id, key, place, kept FROM names_of(NEW.record);
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("targets", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="standing", nullable=False),
        sa.Column("effect", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("undo", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('standing', 'withdrawn')", name=op.f("ck_corrections_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_body", "corrections", ["body"], unique=False, postgresql_using="hash")
    op.create_index("ix_corrections_targets", "corrections", ["targets"], unique=False, postgresql_using="gin")
    op.create_table(
        "stories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("retracted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("redirect_to", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("record", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("vector", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["redirect_to"], ["stories.id"], name=op.f("fk_stories_redirect_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    derived = {
        "size": ("integer", "(record ->> 'article_count')::integer"),
        "growth": ("double precision", "(record ->> 'growth')::double precision"),
        "breaking": ("boolean", "(record ->> 'breaking')::boolean"),
        "tags": ("text[]", "texts(record -> 'countries') || texts(record -> 'sources') || texts(record -> 'entity_ids')"),
        "words": ("tsvector", "words_at(record, '$.title') || words_at(record, '$.summary')"),
    }
    added = ", ".join(f"ADD COLUMN {name} {kind} GENERATED ALWAYS AS ({expression}) STORED" for name, (kind, expression) in derived.items())
    op.execute(f"ALTER TABLE stories {added}")
    for name in ("last_at", "size", "growth"):
        op.create_index(f"ix_stories_{name}", "stories", [name, "id"], unique=False, postgresql_where=sa.text("NOT retracted AND redirect_to IS NULL"))
    for name in ("tags", "words"):
        op.create_index(f"ix_stories_{name}", "stories", [name], unique=False, postgresql_using="gin")
    op.create_index("ix_stories_breaking", "stories", ["id"], unique=False, postgresql_where=sa.text("(record ->> 'breaking')::boolean"))
    op.create_index("ix_stories_redirect_to", "stories", ["redirect_to"], unique=False, postgresql_where=sa.text("redirect_to IS NOT NULL"))
    op.create_table(
        "term_counts",
        sa.Column("term", sa.Text(collation="C"), nullable=False),
        sa.Column("articles", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_term_counts")),
    )
    op.create_table(
        "entity_facts",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('called', 'name', 'role', 'sector', 'country')", name=op.f("ck_entity_facts_kind")),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_entity_facts_entity_id"), ondelete="CASCADE", **LATER),
        sa.PrimaryKeyConstraint("entity_id", "kind", "value", name=op.f("pk_entity_facts")),
    )
    op.create_table(
        "entity_keys",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_entity_keys_entity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "entity_id", name=op.f("pk_entity_keys")),
    )
    op.create_index("ix_entity_keys_entity_id", "entity_keys", ["entity_id"], unique=False)
    op.create_table(
        "event_keys",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "key", name=op.f("pk_event_keys")),
    )
    op.create_index("ix_event_keys_last_at", "event_keys", ["key", "last_at"], unique=False)
    op.create_index("ix_event_keys_starts_on", "event_keys", ["key", "starts_on"], unique=False, postgresql_where=sa.text("starts_on IS NOT NULL"))
    op.create_table(
        "story_keys",
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_keys_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "key", name=op.f("pk_story_keys")),
    )
    op.create_index("ix_story_keys_last_at", "story_keys", ["key", "last_at"], unique=False)
    op.create_table(
        "article_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_bands_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("band", "article_id", name=op.f("pk_article_bands")),
    )
    op.create_index("ix_article_bands_article_id", "article_bands", ["article_id"], unique=False)
    op.create_table(
        "article_prints",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("print", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_prints_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_prints")),
    )
    op.create_table(
        "earlier_readings",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pipeline", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_earlier_readings_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_earlier_readings")),
    )
    op.create_table(
        "entity_tellings",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_entity_tellings_article_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_entity_tellings_entity_id"), **LATER),
        sa.PrimaryKeyConstraint("article_id", "key", name=op.f("pk_entity_tellings")),
    )
    op.create_index("ix_entity_tellings_at", "entity_tellings", ["at", "entity_id"], unique=False)
    op.create_index("ix_entity_tellings_entity_id", "entity_tellings", ["entity_id", "at", "article_id"], unique=False)
    op.create_table(
        "story_articles",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("vector", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_story_articles_article_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_articles_story_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_articles")),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id", "at"], unique=False)
    for table in ("entities", "events"):
        op.create_index(f"ix_{table}_redirect_to", table, ["redirect_to"], unique=False, postgresql_where=sa.text("redirect_to IS NOT NULL"))
    op.add_column("articles", sa.Column("copy_of", sa.Uuid(), nullable=True))
    op.create_index("ix_articles_copies", "articles", ["source"], unique=False, postgresql_where=sa.text("copy_of IS NOT NULL"))
    op.create_index("ix_articles_copy_of", "articles", ["copy_of"], unique=False, postgresql_where=sa.text("copy_of IS NOT NULL"))
    op.create_foreign_key(op.f("fk_articles_copy_of"), "articles", "articles", ["copy_of"], ["id"], ondelete="SET NULL")
    op.execute("UPDATE api_keys SET scopes = scopes || '{correct}' WHERE scopes @> '{read,ingest,admin}'")  # which is to hold all there are
    op.execute(CARRY_ENTITIES)
    op.execute(CARRY_KEYS)
    op.execute(CARRY_FACTS)
    op.drop_constraint(op.f("uq_entities_link_key"), "entities", type_="unique")
    op.drop_column("entities", "link_key")
    op.add_column("events", sa.Column("signature", postgresql.JSON(astext_type=sa.Text()), nullable=True))
    op.add_column("events", sa.Column("overdue_on", sa.Date(), nullable=True))
    for name in ("part_of", "member_of", "cancelled_by"):
        op.add_column("events", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_events_{name}"), "events", "events", [name], ["id"], **LATER)
        op.create_index(f"ix_events_{name}", "events", [name], unique=False, postgresql_where=sa.text(f"{name} IS NOT NULL"))
    flags = ("process", "disputed", "overdue")
    added = (f"ADD COLUMN {name} boolean GENERATED ALWAYS AS (coalesce((record ->> '{name}')::boolean, false)) STORED" for name in flags)
    op.execute(f"ALTER TABLE events {', '.join(added)}")  # one rewrite of the table
    for name in flags:
        op.create_index(f"ix_events_{name}", "events", ["id"], unique=False, postgresql_where=sa.text(name))
    op.create_index("ix_events_overdue_on", "events", ["overdue_on"], unique=False, postgresql_where=sa.text("overdue_on IS NOT NULL"))
    op.add_column("mentions", sa.Column("choices", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'::uuid[]"), nullable=False))
    op.create_index("ix_mentions_choices", "mentions", ["choices"], postgresql_using="gin", postgresql_where=sa.text("choices <> '{}'::uuid[]"))
    op.add_column("mentions", sa.Column("entities", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False))
    op.add_column("mentions", sa.Column("read", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.alter_column("mentions", "event_id", existing_type=sa.UUID(), nullable=True)
    op.drop_constraint(op.f("fk_mentions_event_id"), "mentions", type_="foreignkey")
    op.create_foreign_key(op.f("fk_mentions_event_id"), "mentions", "events", ["event_id"], ["id"], **LATER)
    op.execute(CARRY_MENTIONS)
    op.create_table(
        "former_tellings",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_former_tellings_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "object_id", name=op.f("pk_former_tellings")),
    )
    op.execute(KEEP_PARTIES)
    op.execute(KEEP_NAMES)
    op.execute(KEEP_FORMER_TELLINGS)
    for table, (column, quotes) in FORMER_TELLINGS.items():
        keep = "EXECUTE FUNCTION keep_former_tellings()"
        moved = f"OLD.{column} IS DISTINCT FROM NEW.{column} AND {quotes}"
        op.execute(f"CREATE TRIGGER former_tellings_moved AFTER UPDATE OF {column} ON {table} FOR EACH ROW WHEN ({moved}) {keep}")
        op.execute(f"CREATE TRIGGER former_tellings_gone AFTER DELETE ON {table} FOR EACH ROW WHEN ({quotes}) {keep}")
