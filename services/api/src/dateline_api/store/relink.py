"""Links everything anew, as if all articles had come in the order of publication, and lets what stands follow.

    scratch tables ─ all recorded extractions, linked by `link` ─▶ compare ─▶ old ids for new clusters ─▶ what differs is moved, and told

It is one transaction: whatever ends it early leaves everything as it was, and recording waits until it is over. What is moved goes by the
same steps as merges and splits at any other time; corrections stand, since linking heeds them here as ever.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from dateline_shared.contracts.extraction import Extraction
from sqlalchemy import Connection, Row

from dateline_api.clusters import b_cubed, keep_ids
from dateline_api.db import entity_index, relinked, results, scratch, story_index, tellings
from dateline_api.db.relinked import ENTITIES, EVENTS, STORIES, Members
from dateline_api.db.results import Entry
from dateline_api.store import tell
from dateline_api.store.link.article import link
from dateline_api.store.link.merge import merge_events
from dateline_api.store.link.merge_entities import merge_entities, split_entity
from dateline_api.store.link.merge_stories import merge_stories, split_story
from dateline_api.store.link.portray import portray
from dateline_api.store.link.refold import refold
from dateline_api.store.link.regroup import regroup
from dateline_api.store.link.telling import Bonds, Telling

log = structlog.get_logger()

BATCH = 200  # articles read at once: some 5 MB of extractions
GATHER_AFTER, GATHER_AGAIN = 500, 4  # articles; statistics are worth their time when there is four times as much


@dataclass(frozen=True, slots=True)
class Difference:
    """What linking anew found otherwise."""

    entities: Sequence[Row]
    events: Sequence[Row]
    stories: Sequence[Row]
    choices: Sequence[Row]
    bonds: Mapping[UUID, Bonds]


def relink(connection: Connection, *, dry_run: bool, now: datetime) -> dict[str, Any]:
    """Link all articles anew; returns how much was read, how much of it stands otherwise, and how alike both are (B-cubed, 1 is equal)."""
    results.serialise(connection)
    with connection.begin_nested() as trial:
        _catch_up(connection, now=now)
        keys = scratch.in_order(connection)
        with scratch.scratch(connection) as real:
            _link_all(connection, real, keys, now=now)
            alike = {kind.clusters: _keep(connection, real, kind) for kind in (ENTITIES, EVENTS, STORIES)}
            found = _difference(connection, real)
        if dry_run:
            trial.rollback()
    moved = {"entities": len(found.entities), "events": len(found.events), "stories": len(found.stories)}
    report: dict[str, Any] = {"articles": len(keys), "dry_run": dry_run}
    report |= {name: {"b_cubed": alike[name], "moved": moved[name]} for name in moved}
    if dry_run:
        return report
    entries = _apply(connection, found, now=now)
    tell.append(connection, entries, now=now)
    return report | {"changes": dict(sorted(Counter(f"{entry.kind} {entry.op}" for entry in entries).items()))}


def _link_all(connection: Connection, real: str, keys: Sequence[UUID], *, now: datetime) -> None:
    gather_at = GATHER_AFTER
    for first in range(0, len(keys), BATCH):
        some = keys[first : first + BATCH]
        scratch.seed(connection, real, some)
        _link(connection, some, now=now)
        if first + BATCH >= gather_at:
            scratch.gather(connection)
            gather_at *= GATHER_AGAIN
            log.info("relink.goes_on", linked=first + len(some), of=len(keys))


def _link(connection: Connection, keys: Sequence[UUID], *, now: datetime) -> list[Entry]:
    """Link these articles by what was read in them."""
    entries: list[Entry] = []
    for row in scratch.readings(connection, keys):
        published_at = None if row.published_at is None and row.body.get("published_at") is None else row.at
        telling = Telling(row.id, row.source, row.url, row.title, published_at=published_at, reported_at=row.at, copy_of=row.copy_of)
        entries += link(connection, telling, Extraction.model_validate(row.body), now=now)
    return entries


def _catch_up(connection: Connection, *, now: datetime) -> None:
    """Let articles that a release before stories recorded stand as those of this one do: in a story, and with all by which what they tell is found."""
    keys = scratch.without_story(connection)
    for first in range(0, len(keys), BATCH):
        some = keys[first : first + BATCH]
        tell.append(connection, _link(connection, some, now=now), now=now)
        told = {row.entity_id for row in entity_index.told_in(connection, some)}
        tell.append(connection, [*portray(connection, told, now=now), *tell.article_entries(connection, some)], now=now)


def _keep(connection: Connection, real: str, kind: Members) -> float:
    cells, same = relinked.cells(connection, real, kind)
    relinked.keep(connection, kind, keep_ids(cells, fixed=relinked.fixed(connection, real, kind)))
    return round(b_cubed(cells, same=same), 4)


def _difference(connection: Connection, real: str) -> Difference:
    bonds = {row.id: Bonds(row.part_of, row.member_of, row.cancelled_by) for row in relinked.bound(connection, real)}
    moved = {kind: relinked.moved(connection, real, kind) for kind in (ENTITIES, EVENTS, STORIES)}
    return Difference(moved[ENTITIES], moved[EVENTS], moved[STORIES], relinked.chosen(connection, real), bonds)


def _apply(connection: Connection, found: Difference, *, now: datetime) -> list[Entry]:
    entries = _entities(connection, found.entities, now=now) + _events(connection, found, now=now)
    entries += _stories(connection, found.stories, now=now)
    return entries + tell.article_entries(connection, sorted({row.article_id for row in (*found.events, *found.stories)}))


def _entities(connection: Connection, moved: Sequence[Row], *, now: datetime) -> list[Entry]:
    """Move what articles tell to the entities that they tell it of."""
    return regroup(
        (((row.article_id, row.key), row.old, row.new) for row in moved),
        split=partial(split_entity, connection, now=now),
        merge=partial(merge_entities, connection, now=now),
        is_left=lambda old, named: len(entity_index.told_of(connection, old)) == len(named),
        known=entity_index.known(connection, {key for row in moved for key in (row.old, row.new)}),
    )


def _stories(connection: Connection, moved: Sequence[Row], *, now: datetime) -> list[Entry]:
    """Move articles to their stories."""
    return regroup(
        ((row.article_id, row.old, row.new) for row in moved),
        split=partial(split_story, connection, now=now),
        merge=partial(merge_stories, connection, now=now),
        is_left=lambda old, some: len(story_index.articles_of(connection, old)) == len(some),
        known=story_index.known(connection, {key for row in moved for key in (row.old, row.new)}),
    )


def _events(connection: Connection, found: Difference, *, now: datetime) -> list[Entry]:
    """Move mentions to their events. Of an event that is left by all the id redirects to where most of them went."""
    moved = {row.old for row in found.events if row.old} | {row.new for row in found.events if row.new}
    known = tellings.known_events(connection, moved)
    relinked.place_mentions(connection, found.events)
    relinked.put_choices(connection, found.choices)
    left = {row.event_id for row in tellings.of_events(connection, moved, few=0)}
    went = defaultdict[UUID, Counter[UUID]](Counter)
    for row in found.events:
        if row.old and row.new and row.old not in left:
            went[row.old][row.new] += 1
    split = sorted({row.new for row in found.events if row.old in left and row.new and row.new not in known})
    entries = refold(connection, (moved | found.bonds.keys()) - went.keys() - {*split}, bonds=found.bonds, now=now)
    for key in split:
        entries += refold(connection, {key}, bonds=found.bonds, now=now, split=key)
    for loser in sorted(went):
        winner = min(went[loser], key=lambda key: (-went[loser][key], key))
        entries += merge_events(connection, loser, winner, now=now)
    return entries
