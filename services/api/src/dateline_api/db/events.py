"""Reads events as their records stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select, text

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.patience import hold_still
from dateline_api.db.snippets import Snippet, highlight
from dateline_api.db.tables import events, mentions

Record = dict[str, Any]

RECENT = 10_000  # events: looking at so many takes about 20 ms, whatever the filter (docs/performance.md)
PIECES, SNIPPETS = 20, 3  # of an event: titles and sentences that are looked at, and stretches of them that are shown


@dataclass(frozen=True, slots=True)
class EventRows:
    """Records newest first, where the log was before they were read, and of a search what was found, by event."""

    state: LogState
    ids: tuple[UUID, ...]
    records: tuple[Record, ...]
    has_more: bool
    highlights: dict[str, list[Snippet]] | None


def list_events(connection: Connection, *, wanted: EventFilter, with_retracted: bool, before: UUID | None, limit: int) -> EventRows:
    """Events older than `before`, newest first. Those that were merged into another are left out.

    First only the newest RECENT are looked at, which is where a page of most filters lies. If it does not, all events of the filter are
    sought by what is rare in it, and then sorted: PostgreSQL itself takes old and rare ones to be spread evenly, and would walk through all.
    """
    hold_still(connection)
    connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))  # a plan for any values would not know the rare ones
    state = log_position(connection)
    stand = [events.c.redirect_to.is_(None), *([] if with_retracted else [~events.c.retracted])]
    older = [] if before is None else [events.c.id < before]
    edge = connection.execute(select(events.c.id).where(*older).order_by(events.c.id.desc()).offset(RECENT).limit(1)).scalar_one_or_none()
    matching = select(events.c.id).where(*stand, *older, matches(wanted, StoredEvent()))
    recent = matching if edge is None else matching.where(events.c.id >= edge)
    keys = _newest(connection, recent, limit=limit + 1)
    if len(keys) <= limit and edge is not None:
        everything = matching.cte("everything").prefix_with("MATERIALIZED")
        keys = _newest(connection, select(everything.c.id), limit=limit + 1)
    kept = keys[:limit]
    found = tuple(connection.execute(select(events.c.record).where(events.c.id.in_(kept)).order_by(events.c.id.desc())).scalars())
    highlights = _highlights(connection, found, wanted.text) if wanted.text else None
    return EventRows(state, tuple(kept), found, len(keys) > limit, highlights)


def _newest(connection: Connection, which: Select[Any], *, limit: int) -> Sequence[UUID]:
    return connection.execute(which.order_by(which.selected_columns[0].desc()).limit(limit)).scalars().all()


def _highlights(connection: Connection, found: Sequence[Record], words: str) -> dict[str, list[Snippet]]:
    pieces = [(record["id"], piece) for record in found for piece in _pieces(record)]
    cut = highlight(connection, [piece for _, piece in pieces], words)
    highlights: dict[str, list[Snippet]] = {record["id"]: [] for record in found}
    for (key, _), snippets in zip(pieces, cut, strict=True):
        highlights[key] += snippets[: SNIPPETS - len(highlights[key])]
    return highlights


def _pieces(record: Record) -> list[str]:
    """The titles and sentences that tell of an event, each once."""
    told = (words for mention in record["mentions"] for words in (mention["title"], *(span["exact"] for span in mention["evidence"])))
    return [*dict.fromkeys(filter(None, told))][:PIECES]


def get_event(connection: Connection, key: UUID) -> tuple[Record, UUID | None] | None:
    """The record of an event and the event that it was merged into, if any."""
    row = connection.execute(select(events.c.record, events.c.redirect_to).where(events.c.id == key)).one_or_none()
    return None if row is None else (row.record, row.redirect_to)


def events_of_article(connection: Connection, article: UUID) -> Sequence[Record]:
    """The events that an article tells of, in the order in which they were first made."""
    told = select(mentions.c.event_id).where(mentions.c.article_id == article, ~mentions.c.retracted)
    return connection.execute(select(events.c.record).where(events.c.id.in_(told)).order_by(events.c.id)).scalars().all()
