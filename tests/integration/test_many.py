"""Far more articles, events or stories at once than a statement of PostgreSQL takes parameters."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from dateline_api.db import copy_index, corrected, corrections, entity_facts, entity_index, event_index, ledger, results, story_index, tellings
from sqlalchemy import Connection

NOW = datetime(2024, 3, 5, tzinfo=UTC)
MANY = [UUID(int=n) for n in range(66_000)]

READS: list[Callable[[Connection, Collection[UUID]], Any]] = [
    copy_index.events_of,
    copy_index.prints,
    corrected.mentions_of,
    corrections.redirects,
    corrections.standing,
    entity_facts.facts_of,
    entity_index.keys_of,
    entity_index.known,
    entity_index.told_in,
    event_index.named_in,
    event_index.parties,
    ledger.lock,
    results.articles_with_events,
    story_index.copies_in,
    story_index.known,
    lambda connection, keys: story_index.newest(connection, keys, limit=1),
    story_index.placed,
    tellings.bodies,
    lambda connection, keys: tellings.events_naming(connection, keys, UUID(int=1)),
    tellings.known_events,
    lambda connection, keys: tellings.of_events(connection, keys, few=1),
    lambda connection, keys: tellings.reported_by(connection, keys, NOW),
]
WRITES: list[Callable[[Connection, Collection[UUID]], None]] = [
    lambda connection, keys: corrections.uncarry(connection, keys, UUID(int=1)),
    lambda connection, keys: entity_index.restore_entity(connection, UUID(int=1), keys),
    lambda connection, keys: event_index.put_keys(connection, keys, []),
    lambda connection, keys: story_index.move(connection, keys, UUID(int=1)),
    lambda connection, keys: story_index.restore(connection, UUID(int=1), keys),
    lambda connection, keys: tellings.move_mentions(connection, keys, UUID(int=1)),
    tellings.name_again,
    lambda connection, keys: tellings.restore_event(connection, UUID(int=1), UUID(int=2), told=keys, redirects=keys),
    lambda connection, keys: tellings.retract_mentions(connection, list(keys)),
    lambda connection, keys: tellings.settle_due(connection, keys, date(2024, 3, 5)),
]


def test_any_number_is_looked_up_at_once(bench) -> None:
    with bench.engine.begin() as connection:
        for reads in READS:
            found = reads(connection, MANY)
            assert not [each for each in (found.values() if isinstance(found, dict) else found) if each]


def test_any_number_is_changed_at_once(bench) -> None:
    with bench.engine.begin() as connection:
        for writes in WRITES:
            writes(connection, MANY)
