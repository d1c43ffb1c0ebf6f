"""Stories, the articles in them, and what they are looked up by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Connection, Row, Text, cast, delete, func, literal, select, text, true, update
from sqlalchemy.dialects.postgresql import insert

from dateline_api import ids
from dateline_api.db import arrays
from dateline_api.db.columns import among
from dateline_api.db.link_tables import stories, story_articles, story_keys, term_counts
from dateline_api.db.lookup import ask, do
from dateline_api.db.tables import articles, events, extractions

SEEN = 20  # stories looked at under each key: the newest
CANDIDATES = 6  # stories compared: those that most keys lead to

_WORDS = """
    SELECT
        (SELECT json_object_agg(lexeme, positions) FROM unnest(to_tsvector('pg_catalog.english', plain(left(title, 2000)))) AS found) AS title,
        (SELECT json_object_agg(lexeme, positions) FROM unnest(to_tsvector('pg_catalog.english', plain(left(text, 20000)))) AS found) AS body
    FROM articles WHERE id = %(article)s
"""
_COUNTS = 'SELECT json_object_agg(term, articles) AS counts FROM term_counts WHERE term = ANY (CAST(%(terms)s AS text[]) COLLATE "C")'
_COUNT = """
INSERT INTO term_counts (term, articles) SELECT unnest(CAST(%(terms)s AS text[])), 1
ON CONFLICT (term) DO UPDATE SET articles = term_counts.articles + 1
"""
_PLACED = "SELECT article_id, story_id, vector, at FROM story_articles WHERE article_id = ANY (CAST(%(keys)s AS uuid[]))"
_KNOWN = "SELECT id, record, vector, redirect_to, created_at, retracted FROM stories WHERE id = ANY (CAST(%(keys)s AS uuid[]))"
_HOMES = """
SELECT coalesce(stories.redirect_to, stories.id), (events.record ->> 'article_count')::integer FROM events
JOIN stories ON stories.id = CAST(substr(events.story_id, 5) AS uuid)
WHERE events.id = ANY (ARRAY(  -- the mentions first, whatever the planner thinks of how many there are
    SELECT event_id FROM mentions WHERE article_id = %(article)s AND NOT retracted AND NOT CAST(body ->> 'background' AS boolean)
))
ORDER BY events.id
"""
_CANDIDATES = """
SELECT stories.id, stories.vector FROM stories JOIN (
    SELECT found.story_id, count(*) AS number FROM unnest(CAST(%(keys)s AS bigint[])) AS sought (key) CROSS JOIN LATERAL (
        SELECT story_id FROM story_keys WHERE story_keys.key = sought.key AND last_at BETWEEN %(since)s AND %(until)s
        ORDER BY last_at DESC, story_id LIMIT %(seen)s
    ) AS found GROUP BY found.story_id
) AS hits ON hits.story_id = stories.id
ORDER BY hits.number DESC, stories.last_at DESC, stories.id LIMIT %(candidates)s
"""


def words_of(connection: Connection, article: UUID) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """The stems of an article's title and of the beginning of its text, with the places where they stand; none of words that are not kept."""
    row = ask(connection, _WORDS, {"article": article})[0]
    return row.title or {}, row.body or {}


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


def stories_of(connection: Connection, article: UUID) -> list[UUID]:
    """The stories that an article is in or was in, and those that became part of them."""
    row = placed(connection, [article]).get(article)
    if row is None:
        return []
    keys = {row.story_id, *(UUID(hex=key) for key in row.vector.get("was", ()))}
    merged = select(stories.c.id).where(stories.c.redirect_to.in_(keys))
    return sorted({*keys, *connection.execute(merged).scalars()})


def articles_of(connection: Connection, story: UUID) -> list[UUID]:
    """The articles of a story."""
    return list(connection.execute(select(story_articles.c.article_id).where(story_articles.c.story_id == story)).scalars())


def place(connection: Connection, article: UUID, story: UUID, *, vector: Mapping[str, Any], at: datetime) -> None:
    """Put an article into a story, with what it is compared by."""
    row = {"story_id": story, "vector": vector, "at": at}
    connection.execute(insert(story_articles).values(article_id=article, **row).on_conflict_do_update(index_elements=["article_id"], set_=row))


def move(connection: Connection, keys: Collection[UUID], story: UUID) -> None:
    """Put articles into another story; each keeps in mind where it was."""
    was = func.jsonb_build_array(func.replace(cast(story_articles.c.story_id, Text), "-", ""))
    trace = story_articles.c.vector.op("||")(func.jsonb_build_object("was", func.coalesce(story_articles.c.vector["was"], text("'[]'::jsonb")).op("||")(was)))
    connection.execute(update(story_articles).where(among(story_articles.c.article_id, keys)).values(story_id=story, vector=trace))


def remove(connection: Connection, article: UUID) -> None:
    """Take an article out of its story."""
    connection.execute(delete(story_articles).where(story_articles.c.article_id == article))


def candidates(connection: Connection, keys: Sequence[int], *, since: datetime, until: datetime) -> list[Any]:
    """Stories reported in this time that have most of these keys, the newest of equals first: id, vector."""
    given = {"keys": arrays.of_numbers(keys), "since": since, "until": until, "seen": SEEN, "candidates": CANDIDATES}
    return ask(connection, _CANDIDATES, given)


def homes(connection: Connection, article: UUID) -> list[tuple[UUID, int]]:
    """The story of each event that an article tells of, but for the background, and that has one; and how many articles tell of it."""
    return [(story, number) for story, number in ask(connection, _HOMES, {"article": article})]


def known(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Any]:
    """These stories: id, record, vector, redirect_to, created_at, retracted."""
    return {row.id: row for row in ask(connection, _KNOWN, {"keys": arrays.of_uuids(keys)})} if keys else {}


def newest(connection: Connection, keys: Collection[UUID], *, limit: int) -> dict[UUID, list[Row]]:
    """The newest articles of each of these stories, copies only where there is nothing else: article_id, vector, at, title, copy_of."""
    statement = (
        select(*story_articles.c["article_id", "vector", "at"], *articles.c["title", "copy_of"])
        .join(articles, articles.c.id == story_articles.c.article_id)
        .where(story_articles.c.story_id == stories.c.id)
        .order_by(articles.c.copy_of.is_not(None), story_articles.c.at.desc(), story_articles.c.article_id.desc())
        .limit(limit)
        .lateral("newest")
    )
    found: dict[UUID, list[Row]] = {key: [] for key in keys}
    for row in connection.execute(select(stories.c.id.label("story_id"), statement).join(statement, true()).where(among(stories.c.id, keys))):
        found[row.story_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.at, row.article_id), reverse=True)
    return {key: [row for row in rows if row.copy_of is None] or rows for key, rows in found.items()}


def outlets(connection: Connection, story: UUID) -> list[Row]:
    """The outlets of a story, those with most articles first: source, articles without copies, first_at, last_at."""
    own = func.count().filter(articles.c.copy_of.is_(None))
    times = func.min(story_articles.c.at).label("first_at"), func.max(story_articles.c.at).label("last_at")
    statement = select(articles.c.source, own.label("articles"), *times).join(articles, articles.c.id == story_articles.c.article_id)
    return list(connection.execute(statement.where(story_articles.c.story_id == story).group_by(articles.c.source).order_by(own.desc(), articles.c.source)))


def pace(connection: Connection, story: UUID, *, since: datetime) -> list[tuple[datetime, str]]:
    """When which outlets reported of a story after this moment, copies left out."""
    statement = select(story_articles.c.at, articles.c.source).join(articles, articles.c.id == story_articles.c.article_id)
    recent = statement.where(story_articles.c.story_id == story, story_articles.c.at > since, articles.c.copy_of.is_(None))
    return [(row.at, row.source) for row in connection.execute(recent.order_by(story_articles.c.at))]


def count_events(connection: Connection, story: UUID) -> int:
    """How many events stand whose story this is, or was one that became part of it."""
    merged = connection.execute(select(stories.c.id).where(stories.c.redirect_to == story)).scalars()
    names = [ids.public("sty", key) for key in (story, *merged)]
    standing = events.c.story_id.in_(names), ~events.c.retracted, events.c.redirect_to.is_(None)
    return connection.execute(select(func.count()).select_from(events).where(*standing)).scalar_one()


def first_sentence(connection: Connection, article: UUID) -> str | None:
    """The first sentence of an article that an event rests on; it is kept of every text."""
    found = extractions.c.body["sentences"][0]["exact"].astext
    return connection.execute(select(found).where(extractions.c.article_id == article)).scalar_one_or_none()


def put_story(connection: Connection, row: Mapping[str, Any], keys: Collection[int]) -> None:
    """Insert or replace a story, and what it is looked up by."""
    statement = insert(stories).values(**row)
    changed = {name: statement.excluded[name] for name in row if name not in ("id", "created_at")}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
    connection.execute(delete(story_keys).where(story_keys.c.story_id == row["id"]))
    if keys:
        rows = select(func.unnest(cast(sorted(keys), ARRAY(BigInteger))), literal(row["id"]), cast(row["last_at"], story_keys.c.last_at.type))
        connection.execute(insert(story_keys).from_select(["key", "story_id", "last_at"], rows))


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
