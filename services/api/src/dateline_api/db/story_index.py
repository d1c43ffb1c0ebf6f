"""Stories, the articles in them, and what they are looked up by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Text, cast, delete, func, select, update

from dateline_api.db import arrays, many
from dateline_api.db.columns import among
from dateline_api.db.link_tables import stories, story_articles, story_keys, term_counts
from dateline_api.db.lookup import ask, do
from dateline_api.db.tables import articles

SEEN = 20  # stories looked at under each key: the newest
CANDIDATES = 6  # stories compared: those that most keys lead to

_NEWEST = """
SELECT story_id, newest.* FROM unnest(CAST(%(keys)s AS uuid[])) AS wanted (story_id) CROSS JOIN LATERAL (
    SELECT article_id, vector, at, title, copy_of FROM story_articles JOIN articles ON articles.id = article_id
    WHERE story_articles.story_id = wanted.story_id ORDER BY copy_of IS NOT NULL, at DESC, article_id DESC LIMIT %(limit)s
) AS newest
"""
_OUTLETS = """
SELECT story_id, source, count(*) FILTER (WHERE copy_of IS NULL) AS articles, min(at) AS first_at, max(at) AS last_at,
    coalesce(array_agg(at) FILTER (WHERE copy_of IS NULL AND at > least(ended, CAST(%(now)s AS timestamptz)) - CAST(%(pace)s AS interval)), '{}') AS lately
FROM (
    SELECT story_id, source, at, copy_of, max(at) OVER (PARTITION BY story_id) AS ended
    FROM story_articles JOIN articles ON articles.id = article_id WHERE story_id = ANY (CAST(%(keys)s AS uuid[]))
) AS told
GROUP BY story_id, source ORDER BY story_id, articles DESC, source
"""
_COUNT_EVENTS = """
SELECT wanted.id, (
    SELECT count(*) FROM events WHERE NOT retracted AND redirect_to IS NULL AND story_id = ANY (ARRAY(
        SELECT 'sty_' || replace(CAST(stories.id AS text), '-', '') FROM stories WHERE stories.id = wanted.id OR stories.redirect_to = wanted.id
    ))
) AS number FROM unnest(CAST(%(keys)s AS uuid[])) AS wanted (id)
"""
_SENTENCES = """
SELECT article_id, body #>> '{sentences,0,exact}' AS sentence FROM extractions WHERE article_id = ANY (CAST(%(keys)s AS uuid[]))
"""
_MAKE = "INSERT INTO stories (id, record, vector, first_at, last_at, created_at, updated_at) VALUES (%(id)s, '{}', '{}', %(at)s, %(at)s, %(now)s, %(now)s)"
_TOLD = ("retracted", "version", "record", "vector", "first_at", "last_at", "updated_at")
_PUT_STORY = many.writing(stories, ("id", "created_at", *_TOLD), changed=_TOLD)
_PUT_KEYS = """
WITH given AS MATERIALIZED (SELECT unnest(CAST(%(keys)s AS bigint[])) AS key), gone AS (
    DELETE FROM story_keys WHERE story_id = %(story)s AND key NOT IN (SELECT key FROM given)
)
INSERT INTO story_keys AS known (story_id, key, last_at) SELECT %(story)s, key, CAST(%(at)s AS timestamptz) FROM given
ON CONFLICT (story_id, key) DO UPDATE SET last_at = excluded.last_at WHERE known.last_at <> excluded.last_at
"""
_PLACE = many.writing(story_articles, ("article_id", "story_id", "vector", "at"), changed=("story_id", "vector", "at"))
_COUNTS = 'SELECT json_object_agg(term, articles) AS counts FROM term_counts WHERE term = ANY (CAST(%(terms)s AS text[]) COLLATE "C")'
_COUNT = """
INSERT INTO term_counts (term, articles) SELECT unnest(CAST(%(terms)s AS text[])), 1
ON CONFLICT (term) DO UPDATE SET articles = term_counts.articles + 1
"""
_PLACED = "SELECT article_id, story_id, vector, at FROM story_articles WHERE article_id = ANY (CAST(%(keys)s AS uuid[]))"
_KNOWN = "SELECT id, record, vector, redirect_to, created_at, retracted FROM stories WHERE id = ANY (CAST(%(keys)s AS uuid[]))"
_CANDIDATES = """
WITH near AS MATERIALIZED (
    SELECT found.story_id FROM unnest(CAST(%(keys)s AS bigint[])) AS sought (key) CROSS JOIN LATERAL (
        SELECT story_id, last_at FROM story_keys WHERE story_keys.key = sought.key AND last_at BETWEEN %(since)s AND %(until)s
        ORDER BY last_at DESC, story_id LIMIT %(seen)s
    ) AS found GROUP BY found.story_id ORDER BY count(*) DESC, max(found.last_at) DESC, story_id LIMIT %(candidates)s
), home AS MATERIALIZED (
    SELECT coalesce(stories.redirect_to, stories.id) AS story_id, array_agg((events.record ->> 'article_count')::integer ORDER BY events.id) AS tellers
    FROM events JOIN stories ON stories.id = CAST(substr(events.story_id, 5) AS uuid)
    WHERE events.id = ANY (ARRAY(  -- the mentions first, whatever the planner thinks of how many there are
        SELECT event_id FROM mentions WHERE article_id = %(article)s AND NOT retracted AND NOT CAST(body ->> 'background' AS boolean)
    )) GROUP BY 1
)
SELECT stories.id, stories.vector, coalesce(home.tellers, '{}') AS tellers FROM stories LEFT JOIN home ON home.story_id = stories.id
WHERE stories.id = ANY (ARRAY(SELECT story_id FROM near UNION SELECT story_id FROM home)) AND NOT stories.retracted AND stories.redirect_to IS NULL
"""


def counts_of(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """In how many articles each of these terms stands."""
    return ask(connection, _COUNTS, {"terms": arrays.of_texts(terms)})[0].counts or {}


def count_terms(connection: Connection, terms: Collection[str]) -> None:
    """Note that one more article has these terms."""
    if terms:
        do(connection, _COUNT, {"terms": arrays.of_texts(sorted(terms))})


def uncount_terms(connection: Connection, terms: Collection[str]) -> None:
    """Note that one article less has these terms, and forget those that none has."""
    if terms:
        theirs = term_counts.c.term == func.any(cast(sorted(terms), ARRAY(Text)))
        connection.execute(update(term_counts).where(theirs).values(articles=term_counts.c.articles - 1))
        connection.execute(delete(term_counts).where(theirs, term_counts.c.articles < 1))


def placed(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Any]:
    """In which stories these articles are, and their vectors: article_id, story_id, vector, at."""
    return {row.article_id: row for row in ask(connection, _PLACED, {"keys": arrays.of_uuids(keys)})} if keys else {}


def articles_of(connection: Connection, story: UUID) -> list[UUID]:
    """The articles of a story."""
    return list(connection.execute(select(story_articles.c.article_id).where(story_articles.c.story_id == story)).scalars())


def place(connection: Connection, article: UUID, story: UUID, *, vector: Mapping[str, Any], at: datetime) -> None:
    """Put an article into a story, with what it is compared by."""
    many.put(connection, _PLACE, [{"article_id": article, "story_id": story, "vector": vector, "at": at}])


def move(connection: Connection, keys: Collection[UUID], story: UUID) -> None:
    """Put articles into another story."""
    connection.execute(update(story_articles).where(among(story_articles.c.article_id, keys)).values(story_id=story))


def remove(connection: Connection, article: UUID) -> None:
    """Take an article out of its story."""
    connection.execute(delete(story_articles).where(story_articles.c.article_id == article))


def candidates(connection: Connection, keys: Sequence[int], article: UUID, *, since: datetime, until: datetime) -> list[Any]:
    """Stories reported in this time that have most of these keys, the newest of equals, and those of the events that an article tells of.

    Of each: id, vector, and of such events of the article, but for the background, how many articles tell of each (`tellers`).
    """
    given = {"keys": arrays.of_numbers(keys), "article": article, "since": since, "until": until, "seen": SEEN, "candidates": CANDIDATES}
    return ask(connection, _CANDIDATES, given)


def known(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Any]:
    """These stories: id, record, vector, redirect_to, created_at, retracted."""
    return {row.id: row for row in ask(connection, _KNOWN, {"keys": arrays.of_uuids(keys)})} if keys else {}


def newest(connection: Connection, keys: Collection[UUID], *, limit: int) -> dict[UUID, list[Any]]:
    """The newest articles of each of these stories, copies only where there is nothing else: article_id, vector, at, title, copy_of."""
    found: dict[UUID, list[Any]] = {key: [] for key in keys}
    for row in ask(connection, _NEWEST, {"keys": arrays.of_uuids(found), "limit": limit}) if found else ():
        found[row.story_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.at, row.article_id), reverse=True)
    return {key: [row for row in rows if row.copy_of is None] or rows for key, rows in found.items()}


def outlets(connection: Connection, keys: Collection[UUID], *, now: datetime | None = None, pace: timedelta | None = None) -> dict[UUID, list[Any]]:
    """The outlets of each of these stories, those with most articles first: source, articles without copies, first_at, last_at, and `lately`.

    That is when its articles, without copies, were reported since a `pace` before now, or before the story's latest if that is earlier.
    """
    found: dict[UUID, list[Any]] = {key: [] for key in keys}
    for row in ask(connection, _OUTLETS, {"keys": arrays.of_uuids(found), "now": now, "pace": pace}) if found else ():
        found[row.story_id].append(row)
    return found


def count_events(connection: Connection, keys: Collection[UUID]) -> dict[UUID, int]:
    """How many events stand whose story each of these is, or was one that became part of it."""
    return {row.id: row.number for row in ask(connection, _COUNT_EVENTS, {"keys": arrays.of_uuids(keys)})} if keys else {}


def first_sentences(connection: Connection, keys: Collection[UUID]) -> dict[UUID, str | None]:
    """The first sentence of each of these articles that an event rests on; it is kept of every text."""
    return {row.article_id: row.sentence for row in ask(connection, _SENTENCES, {"keys": arrays.of_uuids(keys)})} if keys else {}


def make_story(connection: Connection, key: UUID, *, at: datetime, now: datetime) -> None:
    """Make room for a story that is to be told later in the transaction."""
    do(connection, _MAKE, {"id": key, "at": at, "now": now})


def put_story(connection: Connection, row: Mapping[str, Any], keys: Collection[int]) -> None:
    """Insert or replace a story, and what it is looked up by."""
    many.put(connection, _PUT_STORY, [row])
    do(connection, _PUT_KEYS, {"story": row["id"], "keys": arrays.of_numbers(sorted(keys)), "at": row["last_at"]})


def redirect(connection: Connection, loser: UUID, winner: UUID, *, record: Mapping[str, Any], now: datetime) -> None:
    """Let one story be another: its articles, and whoever asks for it or for what was part of it, go there."""
    connection.execute(update(story_articles).where(story_articles.c.story_id == loser).values(story_id=winner))
    connection.execute(update(stories).where(stories.c.redirect_to == loser).values(redirect_to=winner))
    gone = {"redirect_to": winner, "record": record, "version": record["version"], "vector": {}, "updated_at": now}
    connection.execute(update(stories).where(stories.c.id == loser).values(gone))
    connection.execute(delete(story_keys).where(story_keys.c.story_id == loser))


def breaking(connection: Connection) -> list[UUID]:
    """The stories that are breaking as they were last told."""
    return list(connection.execute(select(stories.c.id).where(stories.c.record["breaking"].as_boolean()).order_by(stories.c.id)).scalars())


def copies_in(connection: Connection, originals: Collection[UUID]) -> list[UUID]:
    """The near-duplicates of these articles."""
    return list(connection.execute(select(articles.c.id).where(among(articles.c.copy_of, originals))).scalars()) if originals else []


def redirects_to(connection: Connection, key: UUID) -> list[UUID]:
    """The stories that were merged into this one."""
    return list(connection.execute(select(stories.c.id).where(stories.c.redirect_to == key).order_by(stories.c.id)).scalars())


def restore(connection: Connection, loser: UUID, redirects: Collection[UUID]) -> None:
    """Undo `redirect`, also for those that led to it."""
    connection.execute(update(stories).where(stories.c.id == loser).values(redirect_to=None))
    connection.execute(update(stories).where(among(stories.c.id, redirects)).values(redirect_to=loser))
