"""Which mentions tell of which event, and the events that are to be folded from them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, text

from dateline_api.db import arrays, many
from dateline_api.db.bonds import NAMES
from dateline_api.db.columns import among
from dateline_api.db.link_tables import event_keys
from dateline_api.db.lookup import ask
from dateline_api.db.tables import events, mentions

_OF_ARTICLE = "SELECT id, event_id, revision, retracted, entities, body, read FROM mentions WHERE article_id = %(article)s ORDER BY id"

_STANDING = """
SELECT mentions.id, event_id, mentions.article_id, entities, CASE WHEN count(*) OVER (PARTITION BY event_id) <= %(few)s THEN mentions.body END AS body,
    source, url, title, received_at, copy_of, coalesce(published_at, CAST(extractions.body ->> 'published_at' AS timestamptz)) AS published_at,
    story_articles.at AS placed_at, coalesce(stories.redirect_to, stories.id) AS story
FROM mentions JOIN articles ON articles.id = mentions.article_id LEFT JOIN extractions ON extractions.article_id = articles.id
LEFT JOIN story_articles ON story_articles.article_id = articles.id LEFT JOIN stories ON stories.id = story_articles.story_id
WHERE NOT mentions.retracted
"""
_OF_EVENTS = _STANDING + " AND event_id = ANY (CAST(%(keys)s AS uuid[]))"
_OF_MENTIONS = _STANDING + " AND event_id IS NOT NULL AND mentions.article_id IN (SELECT article_id FROM mentions WHERE id = ANY (CAST(%(keys)s AS uuid[])))"
_OPEN = """
SELECT mentions.id, event_id, mentions.article_id, entities, mentions.body, source, url, title, received_at, copy_of,
    coalesce(published_at, CAST(extractions.body ->> 'published_at' AS timestamptz)) AS published_at
FROM mentions JOIN articles ON articles.id = mentions.article_id LEFT JOIN extractions ON extractions.article_id = articles.id
WHERE choices && CAST(%(keys)s AS uuid[]) AND choices <> '{}' AND NOT mentions.retracted
"""
_KNOWN = """
SELECT id, record, part_of, member_of, cancelled_by, redirect_to, created_at FROM events WHERE id = ANY (CAST(%(keys)s AS uuid[]))
"""

_CHOSEN = text("""
UPDATE mentions SET
    event_id = CASE WHEN :winner = ANY (choices) AND cardinality(choices) = 2 THEN CAST(:winner AS uuid) END,
    choices = CASE
        WHEN NOT :winner = ANY (choices) THEN array_replace(choices, :loser, :winner)
        WHEN cardinality(choices) > 2 THEN array_remove(choices, :loser)
        ELSE '{}'
    END
WHERE choices && ARRAY[CAST(:loser AS uuid)] AND choices <> '{}'
""")

_KEPT = ("type", "mode", "status", "starts_on", "ends_on", "overdue_on", "retracted", "version", "record", "updated_at", *NAMES, "signature")
_PUT_EVENTS = many.writing(events, ("id", "created_at", *_KEPT), changed=_KEPT)
_TOLD = ("event_id", "choices", "entities", "revision", "retracted", "body", "read")
_PUT_MENTIONS = many.writing(mentions, ("id", "article_id", *_TOLD), changed=_TOLD)


def of_article(connection: Connection, article: UUID) -> list[Row]:
    """An article's mentions, retracted ones included: id, event, revision, whether retracted, what was read."""
    return ask(connection, _OF_ARTICLE, {"article": article})


def records_of(connection: Connection, article: UUID) -> list[dict[str, Any]]:
    """The records of the events that an article tells, or told, of."""
    told = select(mentions.c.event_id).where(mentions.c.article_id == article)
    return list(connection.execute(select(events.c.record).where(events.c.id.in_(told)).order_by(events.c.id)).scalars())


def of_events(connection: Connection, keys: Collection[UUID], *, few: int) -> list[Row]:
    """The standing mentions of these events, each with its article, and that one's story; what was read is there of events that have only a `few`."""
    return ask(connection, _OF_EVENTS, {"keys": arrays.of_uuids(keys), "few": few}) if keys else []


def beside(connection: Connection, keys: Collection[UUID]) -> list[Row]:
    """The standing mentions that are placed of the articles of these mentions, as `of_events` gives them."""
    return ask(connection, _OF_MENTIONS, {"keys": arrays.of_uuids(keys), "few": 2**31 - 1}) if keys else []


def told_together(connection: Connection, one: UUID, other: UUID) -> bool:
    """Whether some article tells of both events."""
    too = mentions.alias()
    both = mentions.c.event_id == one, too.c.event_id == other, ~mentions.c.retracted, ~too.c.retracted
    return connection.execute(select(mentions.c.id).join(too, too.c.article_id == mentions.c.article_id).where(*both).limit(1)).first() is not None


def open_between(connection: Connection, keys: Collection[UUID]) -> list[Row]:
    """The standing mentions that may tell of one of these events, or of another, each with its article."""
    return ask(connection, _OPEN, {"keys": arrays.of_uuids(keys)}) if keys else []


def bodies(connection: Connection, keys: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What was read of these mentions."""
    if not keys:
        return {}
    return {row.id: row.body for row in connection.execute(select(mentions.c.id, mentions.c.body).where(among(mentions.c.id, keys)))}


def known_events(connection: Connection, keys: Collection[UUID]) -> dict[UUID, Row]:
    """Those of these events that there are, each with its record and what binds it to others."""
    return {row.id: row for row in ask(connection, _KNOWN, {"keys": arrays.of_uuids(keys)})} if keys else {}


def reported_by(connection: Connection, keys: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of these events that an article had told of at a time."""
    return set(connection.execute(select(events.c.id).where(among(events.c.id, keys), events.c.first_reported_at <= at)).scalars()) if keys else set()


def due(connection: Connection, today: date, *, limit: int) -> list[UUID]:
    """Plans that are overdue by this day and were not told to be."""
    statement = select(events.c.id).where(events.c.overdue_on <= today).order_by(events.c.overdue_on, events.c.id).limit(limit)
    return list(connection.execute(statement).scalars())


def settle_due(connection: Connection, keys: Collection[UUID], today: date) -> None:
    """Look at none of these plans again for being overdue by this day."""
    connection.execute(events.update().where(among(events.c.id, keys), events.c.overdue_on <= today).values(overdue_on=None))


def events_naming(connection: Connection, within: Collection[UUID], entity: UUID) -> set[UUID]:
    """The events of which these articles tell in mentions that name an entity."""
    told = select(mentions.c.event_id, mentions.c.entities).where(among(mentions.c.article_id, within), mentions.c.event_id.is_not(None), ~mentions.c.retracted)
    return {row.event_id for row in connection.execute(told) if entity.hex in row.entities.values()}


def put_events(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace events; the database reads their parties, and what else filters ask for, out of the records."""
    many.put(connection, _PUT_EVENTS, rows)


def put_mentions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace mentions."""
    many.put(connection, _PUT_MENTIONS, rows)


def retract_mentions(connection: Connection, keys: Sequence[UUID]) -> None:
    """Mark mentions as no longer read in their article."""
    if keys:
        connection.execute(mentions.update().where(among(mentions.c.id, keys)).values(retracted=True, read=None))


def move_mentions(connection: Connection, keys: Collection[UUID], event: UUID) -> None:
    """Say that these mentions tell of another event."""
    connection.execute(mentions.update().where(among(mentions.c.id, keys)).values(event_id=event, choices=[]))


def place_mentions(connection: Connection, events: Mapping[UUID, UUID | None], choices: Mapping[UUID, Sequence[UUID]]) -> set[UUID]:
    """Say which event each of these mentions tells of; of those that tell of none, between which it is. Returns the events that they told of."""
    if not events:
        return set()
    before = set(connection.execute(select(mentions.c.event_id).where(among(mentions.c.id, events), mentions.c.event_id.is_not(None))).scalars())
    for key, event in sorted(events.items()):
        connection.execute(mentions.update().where(mentions.c.id == key).values(event_id=event, choices=list(choices.get(key, ()))))
    return before


def redirect_event(connection: Connection, loser: UUID, winner: UUID, *, record: dict[str, Any], now: datetime) -> None:
    """Let one event be another: its mentions, and whoever asks for it, go there; and a mention that was open between these two alone."""
    connection.execute(mentions.update().where(mentions.c.event_id == loser).values(event_id=winner))
    connection.execute(_CHOSEN, {"loser": loser, "winner": winner})
    connection.execute(events.update().where(events.c.redirect_to == loser).values(redirect_to=winner))
    gone = {"redirect_to": winner, "record": record, "version": record["version"], "updated_at": now, "overdue_on": None, "signature": None}
    connection.execute(events.update().where(events.c.id == loser).values(gone))
    connection.execute(delete(event_keys).where(event_keys.c.event_id == loser))


def restore_event(connection: Connection, loser: UUID, winner: UUID, *, told: Collection[UUID], redirects: Collection[UUID]) -> None:
    """Undo `redirect_event`, as far as nothing else was decided since."""
    connection.execute(events.update().where(events.c.id == loser).values(redirect_to=None))
    connection.execute(events.update().where(among(events.c.id, redirects), events.c.redirect_to == winner).values(redirect_to=loser))
    connection.execute(mentions.update().where(among(mentions.c.id, told), mentions.c.event_id == winner).values(event_id=loser))


def name_again(connection: Connection, keys: Collection[UUID]) -> None:
    """Have the database read the parties of these events out of their records again."""
    connection.execute(events.update().where(among(events.c.id, keys)).values(record=events.c.record))
