"""Takes articles down and lets them back: retract, delete, restore. Each is idempotent and runs in the caller's transaction.

retract: nothing is told by the article any more; its words stay, and changed words, or `restore`, bring it back.
delete: as retract, and its words are purged wherever they are, also from changes that were told; what stays is a tombstone.
Copies of it that the same source has under other addresses go the same way. A copy of another source is that source's own: it is
read in the place of the original. What was still being read when the article was taken down is not recorded.
"""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import copy_index, entity_index, results, story_index, takedown, tellings
from dateline_api.db.accept import free_duplicates
from dateline_api.db.engine import dumps
from dateline_api.db.results import Entry
from dateline_api.records import EntityRecord
from dateline_api.store import tell
from dateline_api.store.correct.purge import purge
from dateline_api.store.link import join, originals
from dateline_api.store.link.acquaint import forget
from dateline_api.store.link.refold import refold
from dateline_api.store.link.retell import retell
from dateline_api.store.redact import redact

Record = dict[str, Any]
Outcome = dict[str, Any]

_ENTITY = re.compile(r"\bent_([0-9a-f]{32})\b")


def retract(connection: Connection, key: UUID, *, revision: int | None = None, reason: str | None = None, now: datetime) -> Outcome:
    """Withdraw all that an article tells. Its words are kept.

    Nothing happens if it has a later revision than the one that this was asked for. Raises RejectedError for an article that is not there.
    """
    rows = _lock(connection, key)
    article, standing = rows[key], [row for row in rows.values() if row.state != "retracted"]
    if article.state == "retracted" or (revision is not None and revision < article.revision):
        return _outcome(article.state, changed=False)
    entries = [entry for row in standing for entry in (*forget(connection, row.id, now=now), *_withdraw_events(connection, row, purge=False, now=now))]
    takedown.withdraw(connection, [row.id for row in standing], reasons=[reason] if reason else [], now=now)
    free_duplicates(connection, key)
    _tell(connection, entries, list(rows), now=now)
    return _outcome("retracted", changed=True, events=sum(entry.kind == "event" for entry in entries))


def delete(connection: Connection, key: UUID, *, now: datetime) -> Outcome:
    """Withdraw all that an article tells and purge its words. Raises RejectedError for an article that is not there."""
    rows = _lock(connection, key)
    for row in rows.values():
        takedown.purge_messages(connection, row)
    standing = [row for row in rows.values() if row.deleted_at is None]
    if not standing:
        return _outcome("retracted", changed=False)
    entries: list[Entry] = []
    quoting: list[tuple[Sequence[UUID], Callable[[Record], Record]]] = []
    for row in standing:
        redacted = partial(redact, article=ids.public("art", row.id))
        purge(connection, row.id)
        former = takedown.former(connection, row.id)
        objects = [row.id, *{told.event_id for told in tellings.of_article(connection, row.id) if told.event_id}, *former]
        objects += [placed.story_id for placed in story_index.placed(connection, [row.id]).values()]
        told, named = _redact_entities(connection, row, former, redacted, now=now)
        quoting += [(objects, redacted), (named, redacted)]
        entries += [*told, *_withdraw_events(connection, row, purge=True, now=now)]
        entries += _redact_former(connection, former, redacted, now=now)
        if row.record:
            takedown.put_article_record(connection, row.id, redacted(row.record))
    keys = [row.id for row in standing]
    takedown.withdraw(connection, keys, reasons=[], now=now)
    takedown.blank(connection, keys, now=now)
    free_duplicates(connection, key)
    # The log comes last, as for whoever tells of articles: else the two would wait for each other.
    altered = sum(takedown.redact_log(connection, objects, redacted) for objects, redacted in quoting)
    _tell(connection, entries, keys, now=now)
    return _outcome("retracted", changed=True, events=sum(entry.kind == "event" for entry in entries), changes_redacted=altered)


def restore(connection: Connection, key: UUID, *, now: datetime) -> Outcome:
    """Undo a takedown: an article that has its words is read again, one that has none may be brought in again.

    Raises RejectedError for an article that is not there.
    """
    rows = _lock(connection, key)
    article = rows[key]
    if article.state != "retracted":
        return _outcome(article.state, changed=False)
    down = [article, *(row for row in rows.values() if row.state == "retracted" and row.id != key)]  # its copies look at how it stands
    takedown.admit(connection, [row.id for row in down if not _has_words(row)])
    for row in down:
        if _has_words(row):
            takedown.reopen(connection, row.id, state=_state_before(connection, row))
    _tell(connection, [], [row.id for row in down], now=now)
    if _has_words(article):
        return _outcome(_state_before(connection, article), changed=True)
    changed = article.deleted_at is not None or article.content_hash != takedown.WORDLESS or bool(article.reasons)
    return _outcome("retracted", changed=changed, awaits_post=True)


def _lock(connection: Connection, key: UUID) -> dict[UUID, Row]:
    results.serialise(connection)
    rows = {row.id: row for row in takedown.lock(connection, key)}
    if key not in rows:
        raise RejectedError(f"there is no article {ids.public('art', key)}")
    return rows


def _redact_entities(
    connection: Connection, article: Row, former: Collection[UUID], redacted: Callable[[Record], Record], *, now: datetime
) -> tuple[list[Entry], list[UUID]]:
    """Take back what an article says of entities; returns the log's entries, and the entities whose changes may quote it."""
    found = takedown.extraction_of(connection, article.id) or {"entities": []}
    named = dumps([found, *tellings.records_of(connection, article.id)])
    keys = {UUID(hex=digits) for digits in _ENTITY.findall(named)} | set(entity_index.tellings_of(connection, article.id).values())
    entries = forget(connection, article.id, now=now, redacted=redacted)
    told = {entry.id for entry in entries}
    for row in takedown.entities_of(connection, {*keys, *former} - told):
        before = redacted(row.record)
        if row.redirect_to:
            takedown.put_record(connection, row.id, before)
        elif before != row.record:
            record = EntityRecord.model_validate(before | {"version": before["version"] + 1}).model_copy(update={"updated_at": now}).model_dump(mode="json")
            entries.append(Entry(kind="entity", op="updated", id=row.id, version=record["version"], record=record, before=before))
            takedown.put_entity(connection, row.id, record, now=now)
    return entries, sorted(keys | told)


def _withdraw_events(connection: Connection, article: Row, *, purge: bool, now: datetime) -> list[Entry]:
    """Take an article out of the events that it tells, or told, of; returns the log's entries."""
    told = tellings.of_article(connection, article.id)
    keys = {row.event_id for row in told if row.event_id}
    tellings.retract_mentions(connection, [row.id for row in told if not row.retracted])
    redacted = partial(redact, article=ids.public("art", article.id)) if purge else None
    marked = originals.leave(connection, article.id)
    left = join.leave(connection, article.id) | {row.story_id for row in story_index.placed(connection, marked.keys() - {article.id}).values()}
    entries = refold(connection, keys, redacted=redacted, now=now)
    entries += refold(connection, copy_index.events_of(connection, marked) - keys, now=now)
    entries += retell(connection, left, redacted=redacted, now=now)
    return entries + tell.article_entries(connection, marked.keys() - {article.id})


def _redact_former(connection: Connection, keys: Collection[UUID], redacted: Callable[[Record], Record], *, now: datetime) -> list[Entry]:
    """Take words out of events and stories that told of an article once: out of the last record of those that are gone, which is as it was told."""
    events = takedown.events_of(connection, keys)
    for row in (*(event for event in events if event.redirect_to), *takedown.stories_gone(connection, keys)):
        takedown.put_record(connection, row.id, redacted(row.record))
    return refold(connection, {row.id for row in events if not row.redirect_to}, redacted=redacted, now=now)


def _has_words(article: Row) -> bool:
    return article.deleted_at is None and article.sentences is None and article.content_hash != takedown.WORDLESS


def _state_before(connection: Connection, article: Row) -> str:
    """Where an article goes that was retracted and has its words: to be read, unless it is a copy or its page was never read."""
    if article.duplicate_of and takedown.has_words(connection, article.duplicate_of, article.content_hash):
        return "duplicate"
    was_never_read = article.recorded_pipeline is None
    return "to_fetch" if was_never_read and (article.markup is not None or article.host is not None) else "waiting"


def _tell(connection: Connection, entries: Sequence[Entry], keys: Sequence[UUID], *, now: datetime) -> None:
    tell.append(connection, [*entries, *tell.article_entries(connection, keys)], now=now)


def _outcome(state: str, *, changed: bool, **more: Any) -> Outcome:
    return {"state": state, "changed": changed, **more}
