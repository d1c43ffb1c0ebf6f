"""Records one extraction: which entities it names, which events its mentions tell of, and the entries of the change log that follow.

    copies ─▶ entities ─▶ identify ─▶ place ─▶ refold ─▶ stories

Each step decides by what the database holds at that moment, so the same articles in the same order give the same result.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction
from sqlalchemy import Connection, Row

from dateline_api.db import tellings
from dateline_api.db.before import Before, before
from dateline_api.db.results import Entry
from dateline_api.store.link.acquaint import People, acquaint
from dateline_api.store.link.again import again
from dateline_api.store.link.identify import Known, identify
from dateline_api.store.link.join import join, tell_of
from dateline_api.store.link.merge import merge_events
from dateline_api.store.link.originals import compare
from dateline_api.store.link.parts import names
from dateline_api.store.link.pins import Pins, apart, pins_of
from dateline_api.store.link.place import place
from dateline_api.store.link.rebind import rebind
from dateline_api.store.link.refold import refold
from dateline_api.store.link.telling import Telling


def link(connection: Connection, telling: Telling, extraction: Extraction, *, now: datetime) -> list[Entry]:
    """Write what an extraction says; returns what changed. The same extraction again changes nothing."""
    known = before(connection, telling.id)
    settled = pins_of(connection, telling.id) if known.is_corrected else Pins()
    marked = compare(connection, telling, known)
    telling = replace(telling, copy_of=marked.pop(telling.id, telling.copy_of))
    people, entries = acquaint(connection, telling, extraction.entities, now=now, is_known=known.is_known, fixed=settled.entities, apart=apart)
    return entries + _events(connection, telling, extraction, people.also(settled.parties), known, settled, marked=marked, now=now)


def _events(
    connection: Connection,
    telling: Telling,
    extraction: Extraction,
    people: People,
    known: Before,
    settled: Pins,
    *,
    marked: Mapping[UUID, UUID | None],
    now: datetime,
) -> list[Entry]:
    named = people.named
    was = {row.id: row for row in tellings.of_article(connection, telling.id)} if known.is_known else {}
    read = identify(telling.id, extraction, named, [_known(row) for row in was.values()])
    found = [(key, settled.amend(key, mention)) for key, mention in read]
    stood = {key: row.event_id for key, row in was.items()}
    telling_of = [(key, mention) for key, mention in found if key not in settled.rejected]
    placed = place(connection, telling, telling_of, people, was={**stood, **settled.events}, pinned=settled.events, now=now)
    if not was:
        placed = again(connection, telling, telling_of, named, placed)
    tellings.put_mentions(
        connection,
        [
            {
                "id": key,
                "article_id": telling.id,
                "event_id": placed.events[key] if key in placed.events else stood.get(key),
                "choices": placed.choices.get(key, []),
                "entities": {name: named[name].hex for name in names(mention) | names(as_read) if name in named},
                "revision": extraction.revision,
                "retracted": key in settled.rejected,
                "body": mention.model_dump(mode="json"),
                "read": as_read.model_dump(mode="json") if key in settled.rejected or mention is not as_read else None,
            }
            for (key, mention), (_, as_read) in zip(found, read, strict=True)
        ],
    )
    here = {key for key, _ in read}
    gone = [key for key, row in was.items() if key not in here and (row.read or not row.retracted)]
    tellings.retract_mentions(connection, gone)
    left = tellings.place_mentions(connection, placed.moved, placed.choices)
    merged = [entry for loser, winner in placed.merges for entry in merge_events(connection, loser, winner, now=now)]
    earlier = {was[key].event_id for key in (*gone, *(was.keys() & placed.events.keys()))}
    touched = {*placed.events.values(), *placed.bonds, *earlier, *left, *placed.moved.values()}
    joined = join(connection, telling, extraction, named, known, marked=marked, pinned=settled.story, now=now)
    merged += refold(connection, ({key for key in touched if key} | joined.events) - {loser for loser, _ in placed.merges}, bonds=placed.bonds, now=now)
    merged += rebind(connection, placed.moved.keys(), left, now=now)
    return merged + tell_of(connection, joined, now=now)


def _known(row: Row) -> Known:
    """As it was read: a correction does not make it another mention, nor does one by which it is rejected."""
    mention = EventMention.model_validate(row.read or row.body) if row.body else None
    return Known(row.id, mention, row.revision, {key: UUID(hex=found) for key, found in row.entities.items()}, row.retracted and not row.read)
