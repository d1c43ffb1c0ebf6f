"""Texts that are not to be kept: of some sources only the sentences stay that events rest on."""

from sqlalchemy import Connection, delete, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB

from dateline_api.db.link_tables import earlier_readings
from dateline_api.db.tables import articles, extractions, sources

SETTLED = ("done", "unsupported_language", "rejected", "duplicate", "retracted")  # a dead article is read from its text once more
BATCH = 200  # articles a transaction: a second's work of several readers


def drop(connection: Connection) -> int:
    """Drop the texts of a batch of settled articles whose sources want it so; returns how many.

    Offsets go on pointing into the text as it was, and the hash of its words still tells when the same words come again.
    A copy that stood in line for its original's place gives that up: it could not be read.
    """
    closed = select(sources.c.source).where(~sources.c.store_text)
    has_words = or_(articles.c.text != "", articles.c.markup.is_not(None))
    chosen = select(articles.c.id).where(has_words, articles.c.state.in_(SETTLED), articles.c.source.in_(closed)).limit(BATCH).with_for_update(skip_locked=True)
    keys = list(connection.execute(chosen).scalars())
    if not keys:
        return 0
    of_its_words = extractions.c.article_id == articles.c.id, extractions.c.revision == articles.c.revision  # not of those that they replaced
    kept = func.coalesce(select(extractions.c.body["sentences"]).where(*of_its_words).scalar_subquery(), literal([], JSONB))
    connection.execute(articles.update().where(articles.c.id.in_(keys)).values(text="", markup=None, sentences=kept))
    words = text("body - 'quotes' - 'set_aside' || '{\"quotes\": [], \"set_aside\": []}'")
    connection.execute(extractions.update().where(extractions.c.article_id.in_(keys)).values(body=words))
    connection.execute(delete(earlier_readings).where(earlier_readings.c.article_id.in_(keys)))
    return len(keys)
