"""The tables of the ledger, of what was found, and of the change log. Migrations make them; a test proves that the two agree.

States of an article: design §2. Identifiers are UUIDs here and prefixed strings (`art_...`) outside: `dateline_api.ids`.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB, TSVECTOR

from dateline_api.db.columns import LATER, flag, instant, json, metadata, number, one_of
from dateline_api.records import ArticleState, ChangeKind, ChangeOp


def _derived(name: str, kind: Any, expression: str) -> Column[Any]:
    """What the database itself reads out of a record, so that no path can forget it."""
    return Column(name, kind, Computed(expression, persisted=True))


feeds = Table(
    "feeds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("host", Text, nullable=False),
    Column("title", Text),
    Column("site_url", Text),
    Column("source", Text),  # overrides the outlet of its entries
    Column("state", Text, nullable=False, server_default="active"),
    Column("language", Text),
    json("tags", "[]"),
    Column("full_text", Text, nullable=False, server_default="auto"),  # auto: pages are read where an entry has too little text
    Column("poll_every", Interval),  # as somebody fixed it; else `adapted` holds
    Column("adapted", Interval, nullable=False, server_default=text("'15 minutes'::interval")),  # by how much is new
    Column("items_a_day", Float),  # smoothed
    Column("lag", Interval),  # from publication to us, smoothed
    instant("next_at"),
    instant("leased_at", nullable=True),
    instant("lease_until", nullable=True),
    number("attempt"),
    Column("etag", Text),
    Column("last_modified", Text),
    instant("last_polled_at", nullable=True),
    instant("last_ok_at", nullable=True),
    Column("last_error", Text),
    number("error_count"),
    instant("created_at"),
    CheckConstraint("state IN ('active', 'paused', 'gone')", name="state"),
    CheckConstraint("full_text IN ('auto', 'always', 'never')", name="full_text"),
    Index("ix_feeds_due", "next_at", postgresql_where=text("state = 'active' AND lease_until IS NULL")),
    Index("ix_feeds_leased", "lease_until", postgresql_where=text("lease_until IS NOT NULL")),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    instant("next_at"),
    instant("lease_until", nullable=True),
    Column("gap", Interval),  # that its robots.txt asks for between two requests, if longer than ours
    Column("robots", Text),
    instant("robots_until", nullable=True),
)

sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),  # only those that somebody set something for
    Column("store_text", Boolean, nullable=False, server_default=text("true")),  # false: the sentences that are evidence, and no more
    Column("read_pages", Boolean, nullable=False, server_default=text("true")),  # false: what its feeds hold is all that is read
    instant("updated_at"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source", Text(collation="C"), nullable=False),  # so that its order, in which sources are listed, is the same everywhere
    Column("external_id", Text),
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),  # 16 bytes, of title and text
    Column("given_hash", LargeBinary),  # the same of what was handed in, where a page's text took its place
    Column("markup", Text),  # HTML as handed in, until it is read
    flag("is_fragment"),  # of the markup: an article's body without the page around it
    Column("host", Text),  # of the url: whom to ask for the page, until it was read
    Column("page_error", Text),  # why its page was not read, or not used
    Column("sentences", JSONB(none_as_null=True)),  # where the text is not kept: the spans that are evidence
    Column("language", Text),
    json("authors", "[]"),
    json("tags", "[]"),
    instant("published_at", nullable=True),
    instant("modified_at", nullable=True),
    Column("feed_id", Uuid, ForeignKey("feeds.id", ondelete="SET NULL")),
    number("precedence", SmallInteger, 3),
    number("priority", SmallInteger),  # 0 live, 1 import, 2 to be read again: lower goes first
    number("revision", default=1),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("duplicate_of", Uuid, ForeignKey("articles.id", ondelete="SET NULL")),  # the same words
    Column("copy_of", Uuid, ForeignKey("articles.id", ondelete="SET NULL")),  # nearly the same words: read, but counted once with it
    instant("not_before", nullable=True),  # an embargo, or a pause after silence
    Column("chunk", Uuid),  # which task holds it
    instant("leased_at", nullable=True),
    instant("lease_until", nullable=True),
    number("attempt"),  # leases of this revision
    number("charged", SmallInteger),  # attempts that count against it
    flag("solo"),
    flag("started"),
    json("reasons", "[]"),
    number("recorded_revision"),
    Column("recorded_pipeline", Text),
    number("version"),  # changes told of it
    Column("record", JSONB),  # as last told
    number("event_count"),  # events that it tells of, as last told
    instant("received_at"),
    instant("revised_at"),
    instant("done_at", nullable=True),
    instant("deleted_at", nullable=True),  # taken down: its words are gone, and do not come back by themselves
    one_of("state", ArticleState),
    Index("ix_articles_waiting", "priority", "received_at", "id", postgresql_where=text("state = 'waiting'")),
    Index("ix_articles_suspect", "priority", "received_at", "id", postgresql_where=text("state = 'waiting' AND charged > 0")),
    Index("ix_articles_to_fetch", "host", "priority", "received_at", "id", postgresql_where=text("state = 'to_fetch'")),
    Index("ix_articles_leased", "lease_until", postgresql_where=text("state IN ('working', 'fetching')")),
    Index("ix_articles_content_hash", "content_hash"),
    Index("ix_articles_received_at", "received_at", "id"),
    Index("ix_articles_source", "source", "received_at"),
    Index(
        "ix_articles_settled_text",
        "source",
        postgresql_where=text("(text <> '' OR markup IS NOT NULL) AND state IN ('done', 'unsupported_language', 'rejected', 'duplicate', 'retracted')"),
    ),
    Index("ix_articles_counted", "source", "state", "event_count"),
    Index("ix_articles_state", "state", "received_at"),
    *(Index(f"ix_articles_{name}", name) for name in ("feed_id", "duplicate_of")),
    Index("ix_articles_copy_of", "copy_of", postgresql_where=text("copy_of IS NOT NULL")),
    Index("ix_articles_copies", "source", postgresql_where=text("copy_of IS NOT NULL")),
)

article_words = Table(  # what a search finds: a trigger on articles keeps it in step with those that are settled and stand
    "article_words",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("language", Text),
    instant("at"),  # published, or else received
    Column("words", TSVECTOR, nullable=False),
    Index("ix_article_words_at", "at", "article_id"),
    Index("ix_article_words_words", "words", postgresql_using="gin"),
)

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("feed_id", Uuid, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="SET NULL")),
    instant("seen_at"),
    Index("ix_feed_entries_article_id", "article_id"),
    Index("ix_feed_entries_seen_at", "feed_id", "seen_at"),
)

extractions = Table(
    "extractions",
    metadata,
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("pipeline", Text, nullable=False),  # version+digest
    Column("body", JSONB, nullable=False),
    instant("recorded_at"),
)

entities = Table(
    "entities",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("country", Text),
    Column("redirect_to", Uuid, ForeignKey("entities.id")),
    number("version", default=1),
    Column("record", JSONB, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    Index("ix_entities_name", text("spelling(name)")),
    Index("ix_entities_redirect_to", "redirect_to", postgresql_where=text("redirect_to IS NOT NULL")),
)

events = Table(
    "events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    flag("retracted"),
    Column("redirect_to", Uuid, ForeignKey("events.id")),
    number("version", default=1),
    Column("record", JSONB, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    Column("signature", JSON(none_as_null=True)),  # what it is recognised by (store/link/signature.py): never looked into, and read often
    Column("part_of", Uuid, ForeignKey("events.id", **LATER)),  # something that was going on, or was met for
    Column("member_of", Uuid, ForeignKey("events.id", **LATER)),  # what many did, of whom its actor is one
    Column("cancelled_by", Uuid, ForeignKey("events.id", **LATER)),
    Column("overdue_on", Date),  # the first day after a plan's time, until then
    _derived("contexts", ARRAY(Text), "texts(record -> 'contexts')"),
    _derived("sources", ARRAY(Text), "sources_of(record)"),  # outlets whose articles tell of it
    _derived("articles", ARRAY(Text), "articles_of(record)"),  # public ids of those that tell of it, or told of it before it was retracted
    _derived("story_id", Text, "record ->> 'story_id'"),
    *(_derived(name, DateTime(timezone=True), f"instant(record ->> '{name}')") for name in ("first_reported_at", "last_reported_at")),
    *(_derived(name, Double, f"(record #>> '{{place,coordinates,{name}}}')::double precision") for name in ("latitude", "longitude")),
    _derived("confidence", Double, "(record ->> 'confidence')::double precision"),
    _derived("place", Text, "coalesce(record #>> '{place,id}', record #>> '{place,name}')"),
    _derived("words", TSVECTOR, "event_words(record)"),
    *(_derived(name, Boolean, f"coalesce((record ->> '{name}')::boolean, false)") for name in ("process", "disputed", "overdue")),
    Index(  # all that stand, to be counted without a look at their records
        "ix_events_counted",
        "first_reported_at",
        postgresql_include=["starts_on", "ends_on", "type", "mode", "status", "id"],
        postgresql_where=text("NOT retracted AND redirect_to IS NULL"),
    ),
    *(Index(f"ix_events_{name}", name, "id") for name in ("type", "status")),
    *(Index(f"ix_events_{name}", name, postgresql_using="gin") for name in ("contexts", "sources", "words")),
    Index("ix_events_mode", "mode", "id", postgresql_where=text("mode IS NOT NULL")),
    Index("ix_events_days", text("days_of(starts_on, ends_on)"), postgresql_using="gist"),
    Index("ix_events_reports", text("times_of(first_reported_at, last_reported_at)"), postgresql_using="gist"),
    Index("ix_events_confidence", "confidence", "id"),
    Index("ix_events_story_id", "story_id", "id", postgresql_where=text("story_id IS NOT NULL")),
    Index("ix_events_place", "latitude", "longitude", postgresql_where=text("latitude IS NOT NULL")),
    *(Index(f"ix_events_{name}", name, postgresql_where=text(f"{name} IS NOT NULL")) for name in ("part_of", "member_of", "cancelled_by", "redirect_to")),
    *(Index(f"ix_events_{name}", "id", postgresql_where=text(name)) for name in ("process", "disputed", "overdue")),
    Index("ix_events_overdue_on", "overdue_on", postgresql_where=text("overdue_on IS NOT NULL")),
)

event_parties = Table(  # a trigger on events keeps it in step with their records
    "event_parties",
    metadata,
    Column("event_id", Uuid, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("entity_id", Uuid, ForeignKey("entities.id")),
    Column("name", Text, nullable=False),
    Column("country", Text),
    Column("sectors", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    CheckConstraint("role IN ('actor', 'recipient', 'speaker')", name="role"),
    Index("ix_event_parties_sectors", "sectors", postgresql_using="gin"),
    Index("ix_event_parties_entity", "entity_id", "role", "event_id"),
    Index("ix_event_parties_country", "country", "role", "event_id"),
    Index("ix_event_parties_name", text("spelling(name)"), "role", "event_id"),
)

codes = Table(  # that occur in events, each kind named as the filter's parameter; a trigger on events adds them
    "codes",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
)

entity_names = Table(  # what may be typed for an entity; triggers on entities and events keep it in step
    "entity_names",
    metadata,
    Column("entity_id", Uuid, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text(collation="C"), primary_key=True),  # so that its beginnings are a range
    Column("place", SmallInteger, nullable=False),  # 0: its name, 1: another name, 2: a later word of either, and what follows
    number("weight", SmallInteger),  # about the binary logarithm of how many events name it
    Index("ix_entity_names_key", "weight", "key"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("article_id", Uuid, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", Uuid, ForeignKey("events.id", **LATER)),  # none: unanchored, since several events may be meant
    Column("choices", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),  # between which it is unanchored
    json("entities", "{}"),  # keys of the extraction that it names, and the entities that they are
    Column("revision", Integer, nullable=False),
    flag("retracted"),  # no longer read in its article; kept, so that it comes back as the same event
    Column("body", JSONB, nullable=False),
    Column("read", JSONB(none_as_null=True)),  # as it was read, where a correction changed it
    *(Index(f"ix_mentions_{name}", name) for name in ("article_id", "event_id")),
    Index("ix_mentions_choices", "choices", postgresql_using="gin", postgresql_where=text("choices <> '{}'::uuid[]")),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # given by append_changes() alone: 1, 2, 3 ... without a gap
    Column("kind", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("object_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("record", JSONB, nullable=False),
    Column("before", JSONB),  # the record as it was: a filter matches on before or after
    instant("at"),
    UniqueConstraint("object_id", "version"),
    one_of("kind", ChangeKind),
    one_of("op", ChangeOp),
    Index("ix_changes_at", "at"),
)

log_state = Table(
    "log_state",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False, server_default=text("1")),
    Column("epoch", Text, nullable=False),  # a restored log starts a new one, and old cursors get 410
    Column("last_seq", BigInteger, nullable=False, server_default=text("0")),
    Column("redactions", BigInteger, nullable=False, server_default=text("0")),  # of changes that were told
    Column("home", Text),  # names the database that the log lives in: elsewhere, or gone back in time, it starts a new epoch
    CheckConstraint("one = 1", name="single_row"),
)

commands = Table(
    "commands",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("result", JSONB),
    number("attempt", SmallInteger),  # leases, of a command that a worker carries out
    instant("lease_until", nullable=True),
    instant("created_at"),
    instant("applied_at", nullable=True),
    CheckConstraint("state IN ('waiting', 'working', 'applied', 'refused')", name="state"),
    Index("ix_commands_waiting", "id", postgresql_where=text("state = 'waiting'")),
    Index("ix_commands_working", "lease_until", postgresql_where=text("state = 'working'")),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256: keys are random, so nothing slower is needed
    Column("scopes", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("last_used_at", nullable=True),
    instant("revoked_at", nullable=True),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("holder", Text, primary_key=True),  # whose key: an API key's id, or "" where none is asked for
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),  # SHA-256 of method, path and body
    Column("state", Text, nullable=False, server_default="running"),
    Column("status", SmallInteger),
    json("headers", "{}"),
    Column("body", LargeBinary),
    instant("lease_until", nullable=True),  # a request that never ended may be tried again then
    instant("created_at"),
    CheckConstraint("state IN ('running', 'done')", name="state"),
    Index("ix_idempotency_created_at", "created_at"),
)

rejected_messages = Table(
    "rejected_messages",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("stream", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("article_id", Uuid),
    Column("payload", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    instant("at"),
    UniqueConstraint("stream", "message_id"),
)
