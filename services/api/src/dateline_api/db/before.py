"""What stands of an article before it is linked: by one statement, since most are new, and of those nothing else has to be asked."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from dateline_api.db.lookup import ask

Positions = dict[str, list[int]]

_BEFORE = """
SELECT text, articles.copy_of, print, article_prints.at AS printed_at,
    (SELECT json_object_agg(lexeme, positions) FROM unnest(to_tsvector('pg_catalog.english', plain(left(title, 2000)))) AS found) AS title_words,
    (SELECT json_object_agg(lexeme, positions) FROM unnest(to_tsvector('pg_catalog.english', plain(left(text, 20000)))) AS found) AS words,
    EXISTS (SELECT FROM mentions WHERE mentions.article_id = %(article)s)
        OR EXISTS (SELECT FROM entity_tellings WHERE entity_tellings.article_id = %(article)s)
        OR EXISTS (SELECT FROM story_articles WHERE story_articles.article_id = %(article)s) AS is_known,
    EXISTS (SELECT FROM corrections WHERE targets && ARRAY[CAST(%(article)s AS uuid)] AND state = 'standing') AS is_corrected
FROM articles LEFT JOIN article_prints ON article_prints.article_id = articles.id WHERE articles.id = %(article)s
"""


class Before(NamedTuple):
    """What stands of an article."""

    text: str  # empty where it is not kept
    copy_of: UUID | None
    print: bytes | None
    printed_at: datetime | None  # when it was reported when its print was taken
    title_words: Positions | None  # the stems of its title, with the places where they stand
    words: Positions | None  # of the beginning of its text
    is_known: bool  # whether it was linked before: entities, events or a story are told by it
    is_corrected: bool  # whether people settled something about it


def before(connection: Connection, article: UUID) -> Before:
    """What stands of an article that is there."""
    return Before(*ask(connection, _BEFORE, {"article": article})[0])
