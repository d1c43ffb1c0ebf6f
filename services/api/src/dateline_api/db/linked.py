"""What linking decided of some articles, for those who measure it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from dateline_api.db.link_tables import entity_tellings, stories, story_articles
from dateline_api.db.tables import articles, entities, events, mentions


@dataclass(frozen=True, slots=True)
class Linked:
    """Decisions by article, what was merged already followed to where it went."""

    events: dict[UUID, dict[str, UUID | None]]  # of each mention, by its key in the extraction; none: unanchored
    entities: dict[UUID, dict[str, UUID]]  # of each entity, by its key in the extraction
    stories: dict[UUID, UUID]
    copies: dict[UUID, UUID]  # the article whose words, or nearly those, an article has
    records: dict[UUID, dict[str, Any]]  # of the events
    unread: dict[UUID, UUID]  # articles with the very words of another one, which alone was read


def linked(connection: Connection, keys: Collection[UUID]) -> Linked:
    """Read what stands of these articles."""
    row_of = {row.id: row for row in connection.execute(select(*articles.c["id", "state", "duplicate_of", "copy_of"]).where(articles.c.id.in_(keys)))}
    told = connection.execute(
        select(mentions.c.article_id, mentions.c.event_id, mentions.c.body["key"].astext.label("key")).where(
            mentions.c.article_id.in_(keys), ~mentions.c.retracted
        )
    ).all()
    named = connection.execute(select(*entity_tellings.c["article_id", "key", "entity_id"]).where(entity_tellings.c.article_id.in_(keys))).all()
    placed = connection.execute(select(*story_articles.c["article_id", "story_id"]).where(story_articles.c.article_id.in_(keys))).all()
    event_of, entity_of, story_of = _redirects(connection, events), _redirects(connection, entities), _redirects(connection, stories)
    by_mention: dict[UUID, dict[str, UUID | None]] = {key: {} for key in keys}
    by_entity: dict[UUID, dict[str, UUID]] = {key: {} for key in keys}
    for row in told:
        by_mention[row.article_id][row.key] = event_of.get(row.event_id, row.event_id)
    for row in named:
        by_entity[row.article_id][row.key] = entity_of.get(row.entity_id, row.entity_id)
    wanted = {event for each in by_mention.values() for event in each.values() if event}
    records = {row.id: row.record for row in connection.execute(select(events.c.id, events.c.record).where(events.c.id.in_(wanted)))}
    return Linked(
        events=by_mention,
        entities=by_entity,
        stories={row.article_id: story_of.get(row.story_id, row.story_id) for row in placed},
        copies={key: original for key, row in row_of.items() if (original := row.duplicate_of or row.copy_of)},
        records=records,
        unread={key: row.duplicate_of for key, row in row_of.items() if row.state == "duplicate"},
    )


def _redirects(connection: Connection, table: Table) -> dict[UUID, UUID]:
    """Where each row that was merged into another went in the end."""
    went = {row.id: row.redirect_to for row in connection.execute(select(*table.c["id", "redirect_to"]).where(table.c.redirect_to.is_not(None)))}

    def end(key: UUID) -> UUID:
        while key in went:
            key = went[key]
        return key

    return {key: end(key) for key in went}
