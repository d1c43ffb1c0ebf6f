"""Reads the articles that people corrected, with all that makes gold of them."""

from collections.abc import Sequence
from uuid import UUID

from dateline_shared.contracts.entity import Entity
from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection, Row, func, select

from dateline_api import ids
from dateline_api.db.corrections import redirects, standing
from dateline_api.db.link_tables import corrections, entity_tellings
from dateline_api.db.tables import articles, events, mentions


def corrected_articles(connection: Connection, *, after: UUID | None, limit: int) -> tuple[list[Row], bool]:
    """Articles that standing corrections are about and that have their text, in the order of their ids, and whether there are more."""
    named = select(func.unnest(corrections.c.targets).label("id")).where(corrections.c.state == "standing").distinct().subquery()
    columns = articles.c["id", "source", "title", "text", "published_at", "received_at"]
    has_text = articles.c.text != "", articles.c.sentences.is_(None), articles.c.state == "done"
    statement = select(*columns).join(named, named.c.id == articles.c.id).where(*has_text).order_by(articles.c.id).limit(limit + 1)
    rows = list(connection.execute(statement if after is None else statement.where(articles.c.id > after)))
    return rows[:limit], len(rows) > limit


def corrections_of(connection: Connection, article: UUID) -> list[Row]:
    """The corrections in force that are about an article, with their reasons."""
    keys = [row.id for row in standing(connection, [article])]
    columns = corrections.c["kind", "reason", "effect"]
    return list(connection.execute(select(*columns).where(corrections.c.id.in_(keys)).order_by(corrections.c.id)))


def entities_of(connection: Connection, article: UUID) -> list[tuple[UUID, Entity]]:
    """Whom an article names."""
    statement = select(*entity_tellings.c["entity_id", "body"]).where(entity_tellings.c.article_id == article).order_by(entity_tellings.c.key)
    return [(row.entity_id, Entity.model_validate(row.body)) for row in connection.execute(statement)]


def mentions_of(connection: Connection, article: UUID) -> dict[UUID, tuple[UUID | None, EventMention]]:
    """The mentions that are read in an article, those that people rejected among them, as they were read."""
    read = (~mentions.c.retracted) | mentions.c.read.is_not(None)
    columns = mentions.c["id", "event_id", "body", "read", "retracted"]
    rows = connection.execute(select(*columns).where(mentions.c.article_id == article, read).order_by(mentions.c.id))
    return {row.id: (row.event_id, EventMention.model_validate(row.read if row.retracted else row.body)) for row in rows}


def records_of(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, dict]:
    """The records of these events."""
    rows = connection.execute(select(events.c.id, events.c.record).where(events.c.id.in_(keys)).order_by(events.c.id))
    return {row.id: row.record for row in rows}


def apart_of(connection: Connection, said: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Pairs of events or entities that corrections keep apart, by the ids that they have now, and why."""
    pairs = [(row.kind, row.reason, [UUID(hex=each) for each in pair]) for row in said for pair in row.effect.get("apart", ())]
    now = redirects(connection, {key for _, _, pair in pairs for key in pair})
    found = []
    for kind, reason, pair in pairs:
        one, other = (now.get(key, key) for key in pair)
        prefix: ids.Prefix | None = "evt" if kind == "split_event" else "ent" if kind == "split_entity" else None
        if prefix and one != other:
            found.append((ids.public(prefix, one), ids.public(prefix, other), reason))
    return found
