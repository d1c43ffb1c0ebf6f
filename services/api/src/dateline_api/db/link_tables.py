"""The tables of what is known across articles: who is who, what is one event, one story, one text, and what people corrected.

What is decided stands in `entity_tellings`, `mentions.event_id`, `story_articles` and `articles.copy_of`; the other tables are ways to find it.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Computed, Date, Double, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from dateline_api.db.columns import LATER, flag, instant, json, metadata, number

entity_keys = Table(  # under which an entity is looked up (store/link/entities.py)
    "entity_keys",
    metadata,
    Column("key", Text(collation="C"), primary_key=True),
    Column("entity_id", Uuid, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_entity_keys_entity_id", "entity_id"),
)

entity_tellings = Table(  # what one article tells of one entity, and which entity that is
    "entity_tellings",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text(collation="C"), primary_key=True),  # the entity's key in the extraction
    Column("entity_id", Uuid, ForeignKey("entities.id", **LATER), nullable=False),
    instant("at"),  # published, or else received
    Column("body", JSONB, nullable=False),  # contracts.entity.Entity
    Index("ix_entity_tellings_entity_id", "entity_id", "at", "article_id"),
    Index("ix_entity_tellings_at", "at", "entity_id"),
)

entity_facts = Table(  # how often articles give an entity a name, a role, a sector, and when
    "entity_facts",
    metadata,
    Column("entity_id", Uuid, ForeignKey("entities.id", ondelete="CASCADE", **LATER), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    number("articles"),
    instant("first_at"),
    instant("last_at"),
    CheckConstraint("kind IN ('called', 'name', 'role', 'sector', 'country')", name="kind"),
)

event_keys = Table(  # hashes under which an event is looked up (store/link/keys.py), with what narrows the search
    "event_keys",
    metadata,
    Column("event_id", Uuid, primary_key=True),  # without a foreign key: events stay, and a hundred checks an article take half as long as the rows
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    instant("last_at"),  # last reported
    Index("ix_event_keys_last_at", "key", "last_at"),
    Index("ix_event_keys_starts_on", "key", "starts_on", postgresql_where=text("starts_on IS NOT NULL")),
)

STORY_COLUMNS: tuple[tuple[str, Any, str], ...] = (  # what the database itself reads out of each record, to list stories by
    ("size", Integer(), "(record ->> 'article_count')::integer"),
    ("growth", Double(), "(record ->> 'growth')::double precision"),
    ("breaking", Boolean(), "(record ->> 'breaking')::boolean"),
    ("tags", ARRAY(Text), "texts(record -> 'countries') || texts(record -> 'sources') || texts(record -> 'entity_ids')"),  # never alike
    ("words", TSVECTOR(), "words_at(record, '$.title') || words_at(record, '$.summary')"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Uuid, primary_key=True),
    flag("retracted"),
    Column("redirect_to", Uuid, ForeignKey("stories.id")),
    number("version", default=1),
    Column("record", JSONB, nullable=False),
    Column("vector", JSONB, nullable=False),  # what it is recognised by (store/link/stories.py)
    instant("first_at"),
    instant("last_at"),
    instant("created_at"),
    instant("updated_at"),
    Index("ix_stories_redirect_to", "redirect_to", postgresql_where=text("redirect_to IS NOT NULL")),
    *(Column(name, kind, Computed(expression, persisted=True)) for name, kind, expression in STORY_COLUMNS),
    *(Index(f"ix_stories_{name}", name, "id", postgresql_where=text("NOT retracted AND redirect_to IS NULL")) for name in ("last_at", "size", "growth")),
    Index("ix_stories_breaking", "id", postgresql_where=text("(record ->> 'breaking')::boolean")),
    Index("ix_stories_tags", "tags", postgresql_using="gin"),
    Index("ix_stories_words", "words", postgresql_using="gin"),
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", Uuid, ForeignKey("stories.id"), nullable=False),
    Column("vector", JSONB, nullable=False),
    instant("at"),
    Index("ix_story_articles_story_id", "story_id", "at"),
)

story_keys = Table(  # words and entities under which a story is looked up
    "story_keys",
    metadata,
    Column("story_id", Uuid, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    instant("last_at"),
    Index("ix_story_keys_last_at", "key", "last_at"),
)

term_counts = Table(  # in how many articles a word stands
    "term_counts",
    metadata,
    Column("term", Text(collation="C"), primary_key=True),
    number("articles"),
)

article_prints = Table(  # by which near-duplicates are found (store/link/copies.py)
    "article_prints",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("print", LargeBinary, nullable=False),
    instant("at"),
)

article_bands = Table(
    "article_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),  # a hash of some of the print, and of which
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_article_bands_article_id", "article_id"),
)

corrections = Table(  # what people know better; each wins over what was read, until it is withdrawn
    "corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("targets", ARRAY(Uuid), nullable=False),  # mentions, events, entities, stories and articles that it is about
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="standing"),
    json("effect", "{}"),  # what it comes to, in the terms of linking (store/link/pins.py)
    json("undo", "{}"),  # what has to be known to withdraw it
    instant("created_at"),
    instant("withdrawn_at", nullable=True),
    CheckConstraint("state IN ('standing', 'withdrawn')", name="state"),
    Index("ix_corrections_targets", "targets", postgresql_using="gin"),
    Index("ix_corrections_body", "body", postgresql_using="hash"),
)

earlier_readings = Table(  # what the pipeline before the current one found in an article
    "earlier_readings",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("pipeline", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    instant("recorded_at"),
)

former_tellings = Table(  # events, entities and stories whose records quoted an article that tells of others by now: triggers keep it
    "former_tellings",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("object_id", Uuid, primary_key=True),
)
