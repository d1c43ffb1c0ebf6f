"""Corrections of mentions: rejected, amended, moved to another event."""

from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.correction import AmendMention, MoveMention, RejectMention
from dateline_api.db import corrected, entity_index, tellings
from dateline_api.db.results import Entry
from dateline_api.store.correct.plan import Plan, check_not_settled, event, mention
from dateline_api.store.correct.words import Words, mention_fields
from dateline_api.store.link.parts import names
from dateline_api.store.link.pins import pins_of
from dateline_api.store.link.refold import refold

Settled = RejectMention | AmendMention


def reject(connection: Connection, asked: RejectMention, *, key: UUID, now: datetime) -> Plan:
    """The mention is recorded as retracted, now and whenever its article is read again; its event hears of it."""
    row = mention(connection, asked.mention_id)
    targets = {row.id, row.article_id, *([row.event_id] if row.event_id else [])}
    return Plan(targets, lambda: settle(connection, row.id, now=now), {"rejected": [row.id.hex]}, articles=[row.article_id])


def amend(connection: Connection, asked: AmendMention, *, key: UUID, now: datetime) -> Plan:
    """The mention holds these fields, now and whenever its article is read again; it goes on telling of the same event."""
    row = mention(connection, asked.mention_id)
    check_not_settled(connection, row.id, asked.fields.model_fields_set, lambda known: known.effect.get("amended", {}).get(row.id.hex, {}))
    words = Words(connection, article=row.article_id)
    fields = mention_fields(asked.fields, words)
    effect = {"amended": {row.id.hex: fields}, "parties": {name: found.hex for name, found in words.entities.items()}}
    return Plan({row.id, row.article_id}, lambda: settle(connection, row.id, now=now), effect, articles=[row.article_id])


def settle(connection: Connection, key: UUID, *, now: datetime) -> list[Entry]:
    """Let a mention be what was read, as far as no standing correction has it otherwise; one that is not read any more stays retracted."""
    row = corrected.mention(connection, key)
    if row is None or not row.body or (row.retracted and row.read is None):
        return []
    pins = pins_of(connection, row.article_id)
    read = EventMention.model_validate(row.read or row.body)
    amended = pins.amend(key, read)
    rejected = key in pins.rejected
    known = entity_index.tellings_of(connection, row.article_id) | dict(pins.parties)
    corrected.put_mention(
        connection,
        key,
        body=amended.model_dump(mode="json"),
        read=read.model_dump(mode="json") if rejected or amended is not read else None,
        retracted=rejected,
        entities={name: known[name].hex for name in sorted(names(amended) | names(read)) if name in known},
    )
    return refold(connection, [row.event_id], now=now) if row.event_id else []


def unsettle(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """What was said of the mention holds no longer."""
    asked = row.body["mention_id"]
    return settle(connection, ids.parse("mnt", asked), now=now)


def move(connection: Connection, asked: MoveMention, *, key: UUID, now: datetime) -> Plan:
    """The mention tells of this event, now and whenever its article is read again."""
    row, to = mention(connection, asked.mention_id), event(connection, asked.event_id)
    undo = {"event": row.event_id.hex if row.event_id else None, "choices": [each.hex for each in row.choices]}
    targets = {row.id, row.article_id, to, *([row.event_id] if row.event_id else [])}

    def act() -> list[Entry]:
        tellings.move_mentions(connection, [row.id], to)
        return refold(connection, {to, *([row.event_id] if row.event_id else [])}, now=now)

    return Plan(targets, act, {"mentions": {row.id.hex: to.hex}}, undo, [row.article_id])


def unmove(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The mention tells of the event that it told of before, or of none."""
    key = ids.parse("mnt", row.body["mention_id"])
    known = corrected.mention(connection, key)
    if known is None:
        return []
    before = UUID(hex=row.undo["event"]) if row.undo["event"] else None
    if before and (where := corrected.event(connection, before)) and where.redirect_to:
        before = where.redirect_to
    corrected.put_mention(connection, key, event_id=before, choices=[UUID(hex=each) for each in row.undo["choices"]])
    return refold(connection, {each for each in (before, known.event_id) if each}, now=now)
