"""Texts that are not to be kept: of some sources only the sentences stay that events rest on."""

from typing import Any

from sqlalchemy import Connection, func, literal, select, text
from sqlalchemy.dialects.postgresql import JSONB

from dateline_api.db.tables import articles, extractions, sources

SETTLED = ("done", "unsupported_language", "rejected", "duplicate", "retracted")  # a dead article is read from its text once more
BATCH = 200  # articles a transaction: a second's work of several readers
EMPTY: dict[str, Any] = {"text": "", "markup": None}


def drop(connection: Connection) -> int:
    """Drop the texts of a batch of settled articles whose sources want it so; returns how many.

    Offsets go on pointing into the text as it was, and the hash of its words still tells when the same words come again.
    A copy that stood in line for its original's place gives that up: it could not be read.
    """
    closed = select(sources.c.source).where(~sources.c.store_text)
    with_text = articles.c.text != "", articles.c.state.in_(SETTLED), articles.c.source.in_(closed)
    chosen = select(articles.c.id).where(*with_text).limit(BATCH).with_for_update(skip_locked=True)
    keys = list(connection.execute(chosen).scalars())
    if not keys:
        return 0
    kept = select(extractions.c.body["sentences"]).where(extractions.c.article_id == articles.c.id).scalar_subquery()
    emptied = articles.update().where(articles.c.id.in_(keys))
    connection.execute(emptied.values(**EMPTY, sentences=func.coalesce(kept, literal([], JSONB))))
    words = text("body - 'quotes' - 'set_aside' || '{\"quotes\": [], \"set_aside\": []}'")
    connection.execute(extractions.update().where(extractions.c.article_id.in_(keys)).values(body=words))
    return len(keys)
