"""Tables for linking everything anew beside what stands: temporary ones, of the same names, that hide the real ones from one connection.

In PostgreSQL a temporary table comes before all others of its name, so the code that links works on these without knowing of it. They
have the columns, defaults, computed columns and indexes of the real ones, and neither their foreign keys nor their triggers.
A statement that was prepared before would go on meaning the real tables, and one that is prepared now would mean these when they are
gone: nothing is prepared meanwhile.
"""

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Row, Table, TextClause, func, select, text

from dateline_api.db.anchors import anchor
from dateline_api.db.link_tables import (
    corrections,
    entity_facts,
    entity_keys,
    entity_tellings,
    event_keys,
    stories,
    story_articles,
    story_keys,
    term_counts,
)
from dateline_api.db.tables import articles, entities, event_parties, events, extractions, mentions

# The prints of near-duplicates are not among them: which they are does not depend on the order in which articles came.
HIDDEN = (
    articles,
    entities,
    entity_keys,
    entity_tellings,
    entity_facts,
    events,
    event_keys,
    event_parties,
    mentions,
    stories,
    story_articles,
    story_keys,
    term_counts,
    corrections,
)
_AT = func.coalesce(articles.c.published_at, extractions.c.body["published_at"].astext.cast(articles.c.published_at.type), articles.c.received_at)
_STANDS = articles.c.state != "retracted", articles.c.deleted_at.is_(None)


@contextmanager
def scratch(connection: Connection) -> Generator[str]:
    """Hide the tables of what is linked behind empty ones, and gives the name of the schema in which the real ones are.

    Statements may take as long as they do, until the transaction ends.
    """
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    real = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    threshold, raw.prepare_threshold = raw.prepare_threshold, None
    try:
        for table in HIDDEN:
            connection.execute(text(f"CREATE TEMPORARY TABLE {table.name} (LIKE {real}.{table.name} INCLUDING ALL) ON COMMIT DROP"))
        connection.execute(_copy(articles, real, without=("markup", "record")))  # linking notes what it tells of them
        connection.execute(text(f"INSERT INTO pg_temp.corrections SELECT * FROM {real}.corrections"))  # merges alter whom they are about
        anchor(connection, real)
        yield real
        for table in HIDDEN:
            connection.execute(text(f"DROP TABLE pg_temp.{table.name}"))
    finally:  # after an error the transaction is rolled back, and the tables with it
        raw.prepare_threshold = threshold


def _copy(table: Table, real: str, *, without: Collection[str]) -> TextClause:
    kept = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in without and column.computed is None)
    return text(f"INSERT INTO pg_temp.{table.name} ({kept}) SELECT {kept} FROM {real}.{table.name}")


def in_order(connection: Connection) -> list[UUID]:
    """The articles that tell of something, by publication and id."""
    told = select(articles.c.id).join(extractions, extractions.c.article_id == articles.c.id).where(*_STANDS)
    return list(connection.execute(told.order_by(_AT, articles.c.id)).scalars())


def without_story(connection: Connection) -> list[UUID]:
    """The articles that were read, are not to be read again, and are in no story, in the same order: this release puts every article into one."""
    read = select(articles.c.id).join(extractions, extractions.c.article_id == articles.c.id).where(articles.c.state == "done")
    placed = select(story_articles.c.article_id).where(story_articles.c.article_id == articles.c.id)
    return list(connection.execute(read.where(~placed.exists()).order_by(_AT, articles.c.id)).scalars())


def readings(connection: Connection, keys: Sequence[UUID]) -> Iterator[Row]:
    """What was read in these articles, in their order: the extraction's `body`, and `at`, when it was told."""
    columns = articles.c["id", "source", "url", "title", "published_at", "received_at", "copy_of"]
    statement = select(*columns, _AT.label("at"), extractions.c.body).join(extractions, extractions.c.article_id == articles.c.id)
    found = {row.id: row for row in connection.execute(statement.where(articles.c.id.in_(keys)))}
    return (found[key] for key in keys if key in found)


def seed(connection: Connection, real: str, keys: Collection[UUID]) -> None:
    """Take over the mentions of these articles by their ids and words, without what they tell of."""
    names = ", ".join(f'"{column.name}"' for column in mentions.columns if column.name not in ("event_id", "choices"))
    wanted = text(f"INSERT INTO pg_temp.mentions ({names}) SELECT {names} FROM {real}.mentions WHERE article_id = ANY (:keys)")
    connection.execute(wanted, {"keys": list(keys)})


def gather(connection: Connection) -> None:
    """Have the planner know what there is by now: nothing else does it for temporary tables."""
    for table in HIDDEN:
        connection.execute(text(f"ANALYZE pg_temp.{table.name}"))
