"""Prints of texts, and which articles are near-duplicates of which."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select

from dateline_api.db import arrays
from dateline_api.db.columns import among
from dateline_api.db.link_tables import article_bands, article_prints
from dateline_api.db.lookup import ask, do
from dateline_api.db.tables import articles, mentions

SEEN = 200  # articles looked at for each part of a print: a text that more have copied is found by any of them

_PRINTS = """
SELECT article_id, print, at, copy_of FROM article_prints JOIN articles ON articles.id = article_id WHERE article_id = ANY (CAST(%(keys)s AS uuid[]))
"""
_MATES = """
SELECT article_id, print, at, copy_of FROM article_prints JOIN articles ON articles.id = article_id
WHERE article_prints.at BETWEEN %(since)s AND %(until)s AND article_id = ANY (ARRAY(
    SELECT found.article_id FROM unnest(CAST(%(bands)s AS bigint[])) AS part (band) CROSS JOIN LATERAL (
        SELECT article_id FROM article_bands WHERE article_bands.band = part.band ORDER BY article_id LIMIT %(seen)s
    ) AS found
))
"""
_PUT_PRINT = """
WITH kept AS (INSERT INTO article_prints (article_id, print, at) VALUES (%(article)s, %(print)s, %(at)s))
INSERT INTO article_bands (band, article_id) SELECT unnest(CAST(%(bands)s AS bigint[])), %(article)s ON CONFLICT DO NOTHING
"""


def prints(connection: Connection, keys: Collection[UUID]) -> list[Any]:
    """The prints of these articles, as far as they have one: article_id, print, at, copy_of."""
    return ask(connection, _PRINTS, {"keys": arrays.of_uuids(keys)}) if keys else []


def mates(connection: Connection, bands: Sequence[int], *, since: datetime, until: datetime) -> list[Any]:
    """The prints of articles published in this time that have one of these parts, as `prints` gives them."""
    return ask(connection, _MATES, {"bands": arrays.of_numbers(bands), "since": since, "until": until, "seen": SEEN})


def copies_of(connection: Connection, article: UUID) -> list[UUID]:
    """The near-duplicates of an article."""
    return list(connection.execute(select(articles.c.id).where(articles.c.copy_of == article).order_by(articles.c.id)).scalars())


def put_print(connection: Connection, article: UUID, print_: bytes, bands: Sequence[int], *, at: datetime) -> None:
    """Keep the print of an article that has none."""
    do(connection, _PUT_PRINT, {"article": article, "print": print_, "at": at, "bands": arrays.of_numbers(bands)})


def drop_print(connection: Connection, article: UUID) -> None:
    """Forget the print of an article."""
    for table in (article_bands, article_prints):
        connection.execute(delete(table).where(table.c.article_id == article))


def mark(connection: Connection, copies: Mapping[UUID, UUID | None]) -> None:
    """Say whose near-duplicates these articles are; none: nobody's."""
    for key, original in copies.items():
        connection.execute(articles.update().where(articles.c.id == key).values(copy_of=original))


def events_of(connection: Connection, keys: Collection[UUID]) -> set[UUID]:
    """The events that these articles tell of."""
    told = among(mentions.c.article_id, keys), ~mentions.c.retracted, mentions.c.event_id.is_not(None)
    return set(connection.execute(select(mentions.c.event_id).where(*told)).scalars()) if keys else set()
