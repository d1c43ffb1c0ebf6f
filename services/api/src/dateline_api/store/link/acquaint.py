"""Writes which entities an article names and what it says of them, and takes that back; records and counts follow."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.entity import Entity
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import entity_facts, entity_index
from dateline_api.db.results import Entry
from dateline_api.store.link.entities import Resolved, asked_of, profile_of, profile_of_record, resolve, uncertain, weight
from dateline_api.store.link.facts import adds, is_better_known, said_by
from dateline_api.store.link.likeness import Profile, Scene
from dateline_api.store.link.merge_entities import merge_entities
from dateline_api.store.link.portray import portray
from dateline_api.store.link.telling import Telling

Record = dict[str, Any]
Apart = Callable[[Connection, Collection[UUID]], Collection[frozenset[UUID]]]


@dataclass(frozen=True, slots=True)
class Told:
    """What one article tells of one entity, as it will stand in the database."""

    article_id: UUID
    key: str
    entity_id: UUID
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class People:
    """Whom each key of an article means, and the records of entities that were looked at or made for it."""

    named: Mapping[str, UUID]
    records: Mapping[UUID, Record]

    def also(self, named: Mapping[str, UUID]) -> "People":
        """With further keys, which come before its own."""
        return People({**self.named, **named}, self.records) if named else self


def _nobody(connection: Connection, keys: Collection[UUID]) -> Collection[frozenset[UUID]]:
    return ()


def acquaint(
    connection: Connection,
    telling: Telling,
    entities: Sequence[Entity],
    *,
    now: datetime,
    is_known: bool = True,
    fixed: Mapping[str, UUID] | None = None,
    apart: Apart = _nobody,
) -> tuple[People, list[Entry]]:
    """Find or make the entity of each key of an article; returns them, and the log's entries.

    `is_known`: whether it may have told of entities before. `fixed` are keys of which people said whom they mean; `apart` gives the pairs of
    these entities that they said are two.
    """
    were = entity_index.told_by(connection, telling.id) if is_known else []
    was = {row.key: row.entity_id for row in were} | dict(fixed or {})
    told = {entity.key: profile_of(entity) for entity in entities}
    resolved, known = recognise(connection, telling, told, was=was)
    known |= {row.id: row.record for row in entity_index.known(connection, set(was.values()) - known.keys()).values()}
    named: dict[str, UUID] = {}
    for key in told:
        named[key] = resolved.entities[key] or named.get(resolved.same.get(key, "")) or ids.new_id()
    for key, other in resolved.same.items():
        named[key] = named[other]
    entities = sorted(entities, key=lambda entity: entity.key)
    rows = [Told(telling.id, entity.key, named[entity.key], telling.reported_at, entity.model_dump(mode="json")) for entity in entities]
    entries = _write(connection, telling, were, rows, entities, known=known, now=now)
    held = apart(connection, {each for loser, key in resolved.merges for each in (loser, named[key])}) if resolved.merges else ()
    for loser, key in resolved.merges:
        if frozenset((loser, named[key])) in held:
            continue
        entries += merge_entities(connection, loser, named[key], now=now)
    return People(named, known | {entry.id: entry.record for entry in entries}), entries


def forget(connection: Connection, article: UUID, *, now: datetime, redacted: Callable[[Record], Record] | None = None) -> list[Entry]:
    """Take back what an article says of entities; returns the log's entries."""
    were = entity_index.told_by(connection, article)
    entity_index.drop_tellings(connection, article, {row.key for row in were})
    entity_facts.take(connection, (said for _, said in said_by(were)))
    return portray(connection, {row.entity_id for row in were}, now=now, redacted=redacted)


def recognise(connection: Connection, telling: Telling, told: Mapping[str, Profile], *, was: Mapping[str, UUID]) -> tuple[Resolved, dict[UUID, Record]]:
    """Who is who, and the records that were looked at: one lookup for the whole article, a second one where names alone do not decide."""
    asked = {key: asked_of(profile) for key, profile in told.items() if key not in was}
    bearers = defaultdict[str, set[UUID]](set)
    known: dict[UUID, Profile] = {}
    records: dict[UUID, Record] = {}
    for row in entity_index.find(connection, set().union(*asked.values())):
        for key in row.keys:
            bearers[key].add(row.id)
        known[row.id] = profile_of_record(row.record, row.keys)
        records[row.id] = row.record
    found = {key: set[UUID]().union(*(bearers[each] for each in wanted)) for key, wanted in asked.items()}
    scene = Scene(countries=frozenset(profile.country for profile in told.values() if profile.country))
    candidates, around = uncertain(told, known, found, scene, was=was)
    if candidates:
        met = entity_index.company(connection, candidates, around, article=telling.id, at=telling.reported_at)
        places = {key for key in around if key in known and known[key].kind == "place"}
        scene = Scene(scene.countries, {key: weight(others, places) for key, others in met.items()}, frozenset(met))
    return resolve(told, known, found, scene, was=was), records


def _write(
    connection: Connection, telling: Telling, were: Sequence[Row], rows: Sequence[Told], entities: Sequence[Entity], *, known: dict[UUID, Record], now: datetime
) -> list[Entry]:
    """Replace what an article tells. Records are made anew where it says something that they do not show."""
    told = defaultdict[UUID, list[Entity]](list)
    for row, entity in zip(rows, entities, strict=True):
        told[row.entity_id].append(entity)
    new = told.keys() - known.keys()
    before, after = {said for _, said in said_by(were)}, {said for _, said in said_by(rows)}
    stood = {row.key: _content(row) for row in were}
    entity_index.drop_tellings(connection, telling.id, stood.keys() - {row.key for row in rows})
    entity_index.put_tellings(connection, [{name: getattr(row, name) for name in Told.__slots__} for row in rows if stood.get(row.key) != _content(row)])
    entity_facts.take(connection, before - after)
    entity_facts.add(connection, after - before)
    changed = (
        new | {said.entity for said in before - after} | {said.entity for said in after - before if said.entity in known and adds(said, known[said.entity])}
    )
    changed |= {key for key in told if key in known and any(is_better_known(each, known[key]) for each in told[key])}
    return portray(connection, changed, now=now, told=told) if changed else []


def _content(row: Row | Told) -> tuple[Any, ...]:
    return row.entity_id, row.at, row.body
