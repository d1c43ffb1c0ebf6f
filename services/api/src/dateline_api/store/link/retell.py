"""Makes the records of stories anew after their articles changed, and says what that changes in the log."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from dateline_api.db import story_index
from dateline_api.db.results import Entry
from dateline_api.records import ChangeOp
from dateline_api.store.link.stories import NEWEST, keys
from dateline_api.store.link.story_record import LISTED, PACE, Account, Member, Record, central, retracted, story_record
from dateline_api.store.link.vector import Vector, mean
from dateline_api.store.tell import differs


def retell(
    connection: Connection, stories: Collection[UUID], *, now: datetime, redacted: Callable[[Record], Record] | None = None, split: Collection[UUID] = ()
) -> list[Entry]:
    """Tell these stories again, new ones included; those that have no article any more are retracted.

    `redacted` takes the words of an article that is deleted out of a record; what such an article alone told is deleted, not retracted.
    `split` are stories that were made out of others.
    """
    known = story_index.known(connection, stories)
    own = sorted(key for key, row in known.items() if row.redirect_to is None)
    newest = {key: [_member(row) for row in rows] for key, rows in story_index.newest(connection, own, limit=LISTED).items()}
    outlets = story_index.outlets(connection, own, now=now, pace=2 * PACE)
    numbers = story_index.count_events(connection, own)
    leads = {key: central(members[:NEWEST]) for key, members in newest.items() if members}
    sentences = story_index.first_sentences(connection, {lead.id for lead in leads.values()})
    entries = []
    for key in own:
        row = known[key]
        before = (redacted(row.record) if redacted else row.record) or None
        if lead := leads.get(key):
            account = _account(newest[key], outlets[key], event_count=numbers[key])
            record = story_record(key, account, lead=lead, summary=sentences.get(lead.id), before=before, now=now)
            vector = mean([member.vector for member in newest[key][:NEWEST]])
        elif before and not before["retracted"]:
            record, vector = retracted(before, now=now), Vector()
        else:
            continue
        if differs(record, row.record or None):
            op: ChangeOp = "split" if key in split else _op(record, before, redacted=redacted is not None)
            entries.append(Entry(kind="story", op=op, id=key, version=record["version"], record=record, before=before))
        else:
            record = row.record
        _keep(connection, row, record, vector, [each.at for each in newest[key][:NEWEST]], now=now)
    return entries


def _op(record: Record, before: Record | None, *, redacted: bool) -> ChangeOp:
    if before is None:
        return "created"
    if not record["retracted"]:
        return "updated"
    return "deleted" if redacted else "retracted"


def _account(members: list[Member], outlets: list[Row], *, event_count: int) -> Account:
    return Account(
        newest=members,
        outlets=[(row.source, row.articles) for row in outlets],
        first_at=min(row.first_at for row in outlets),
        last_at=max(row.last_at for row in outlets),
        recent=[(at, row.source) for row in outlets for at in row.lately],
        event_count=event_count,
    )


def _member(row: Row) -> Member:
    return Member(row.article_id, row.at, row.title, Vector.of(row.vector), tuple(row.vector.get("c", ())))


def _keep(connection: Connection, row: Row, record: dict[str, Any], vector: Vector, times: list[datetime], *, now: datetime) -> None:
    columns = {name: record[name] for name in ("version", "retracted")}
    times_of = {"first_at": record["first_reported_at"], "last_at": record["last_reported_at"]}
    known_by = vector.kept() | {"n": len(times), "t": [at.isoformat() for at in times]}
    kept = {"id": row.id, "record": record, "vector": known_by, "created_at": row.created_at, "updated_at": now, **columns, **times_of}
    story_index.put_story(connection, kept, [] if record["retracted"] else keys(vector))
