"""Makes one story of two, or two of one, in the caller's transaction: what linking finds out, and what people order."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import copy_index, story_index
from dateline_api.db.results import Entry
from dateline_api.store.link.refold import refold
from dateline_api.store.link.retell import retell
from dateline_api.store.link.story_record import merged


def merge_stories(connection: Connection, loser: UUID, winner: UUID, *, now: datetime) -> list[Entry]:
    """Give all articles of one story to another; the id that goes redirects, and their events are not told again. Returns the log's entries.

    Raises RejectedError if either is not there, or if they are one already.
    """
    rows = story_index.known(connection, [loser, winner])
    if missing := {loser, winner} - {key for key, row in rows.items() if row.redirect_to is None}:
        raise RejectedError(f"there is no story {', '.join(ids.public('sty', key) for key in sorted(missing))}, or it was merged into another")
    if loser == winner:
        raise RejectedError("a story cannot be merged into itself")
    return [*absorb(connection, loser, winner, now=now), *retell(connection, {winner}, now=now)]


def split_story(connection: Connection, story: UUID, articles: Collection[UUID], *, now: datetime, key: UUID | None = None) -> tuple[UUID, list[Entry]]:
    """Make a story of its own, with this id if one is given, of some of another's articles; near-duplicates go with their originals.

    Returns its id, and the log's entries.
    Raises RejectedError unless the articles are the story's, and some are left to it.
    """
    inside = set(story_index.articles_of(connection, story))
    chosen = set(articles)
    if not chosen or not chosen < inside:
        raise RejectedError(f"split some of the articles of {ids.public('sty', story)} from it, not none, all, or another's")
    key, moved = divide(connection, story, chosen, now=now, key=key)
    entries = refold(connection, copy_index.events_of(connection, moved), now=now)
    return key, [*entries, *retell(connection, {story, key}, split={key}, now=now)]


def divide(connection: Connection, story: UUID, articles: Collection[UUID], *, now: datetime, key: UUID | None = None) -> tuple[UUID, set[UUID]]:
    """Put some of a story's articles, and near-duplicates of these, into a new story, which is to be told after it. Returns its id, and what moved."""
    moved = {*articles, *(set(story_index.copies_in(connection, articles)) & set(story_index.articles_of(connection, story)))}
    key = key or ids.new_id()
    first_at = min(row.at for row in story_index.placed(connection, moved).values())
    story_index.make_story(connection, key, at=first_at, now=now)
    story_index.move(connection, moved, key)
    return key, moved


def absorb(connection: Connection, loser: UUID, winner: UUID, *, now: datetime) -> list[Entry]:
    """Let a story be part of another from now on, which is to be told anew after it. Returns the log's entries: none of a story that was never told."""
    before = story_index.known(connection, [loser])[loser].record or None
    record = merged(before, winner, now=now) if before else {"version": 0}
    story_index.redirect(connection, loser, winner, record=record, now=now)
    return [Entry(kind="story", op="merged", id=loser, version=record["version"], record=record, before=before)] if before else []


def unmerge_story(connection: Connection, loser: UUID, winner: UUID, *, articles: Collection[UUID], redirects: Collection[UUID], now: datetime) -> list[Entry]:
    """Let a story that was merged into another be itself again, with those of its articles that are still there.

    `redirects` are the ids that led to it. Raises RejectedError if it is not merged into the other.
    """
    row = story_index.known(connection, [loser]).get(loser)
    if row is None or row.redirect_to != winner:
        raise RejectedError(f"{ids.public('sty', loser)} is not merged into {ids.public('sty', winner)}")
    story_index.restore(connection, loser, redirects)
    moved = set(articles) & set(story_index.articles_of(connection, winner))
    story_index.move(connection, moved, loser)
    entries = refold(connection, copy_index.events_of(connection, moved), now=now)
    return [*entries, *retell(connection, {loser, winner}, split={loser}, now=now)]
