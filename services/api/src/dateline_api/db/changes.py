"""Reads the change log, forwards only and in bounded steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from dateline_api.db.event_filter import EventFilter, changes_that_match
from dateline_api.db.tables import changes, log_state
from dateline_api.records import ChangeKind

SCAN = 10_000  # changes looked at in one read, so that a rare filter over a long log answers in time and goes on


@dataclass(frozen=True, slots=True)
class LogState:
    """The log's epoch, its newest number, and the oldest one that is still kept."""

    epoch: str
    last_seq: int
    oldest_seq: int  # last_seq + 1 when nothing is kept


@dataclass(frozen=True, slots=True)
class LogPage:
    """Changes in the order of `seq`; everything up to and including `upto` has been looked at."""

    state: LogState
    changes: tuple[dict[str, Any], ...]
    upto: int
    has_more: bool


def log_position(connection: Connection) -> LogState:
    """Where the log is now. Whatever is appended later has a higher number than its `last_seq`."""
    oldest = select(func.min(changes.c.seq)).scalar_subquery()
    epoch, last_seq, oldest_seq = connection.execute(select(log_state.c.epoch, log_state.c.last_seq, oldest)).one()
    return LogState(epoch, last_seq, last_seq + 1 if oldest_seq is None else oldest_seq)


def read_changes(connection: Connection, *, after: int | None, kinds: Sequence[ChangeKind], wanted: EventFilter, limit: int) -> LogPage:
    """Changes with `seq > after` (None: from the oldest one kept), of these kinds and, for events, of this filter.

    Numbers become visible in their order, so all that the state read first tells of is there for the second query.
    """
    state = log_position(connection)
    start = state.oldest_seq - 1 if after is None else after
    end = min(start + SCAN, max(state.last_seq, start))
    statement = select(*changes.c["seq", "kind", "op", "version", "at", "record"]).where(changes.c.seq > start, changes.c.seq <= end)
    if kinds:
        statement = statement.where(changes.c.kind.in_(kinds))
    if wanted.asked():
        statement = statement.where((changes.c.kind != "event") | changes_that_match(wanted))
    rows = connection.execute(statement.order_by(changes.c.seq).limit(limit + 1)).mappings().all()
    kept = rows[:limit]
    upto = kept[-1]["seq"] if len(rows) > limit else end
    return LogPage(state, tuple(_change(row) for row in kept), upto, has_more=len(rows) > limit or end < state.last_seq)


def _change(row: Any) -> dict[str, Any]:
    record = row["record"]
    return {
        "seq": row["seq"],
        "kind": row["kind"],
        "op": row["op"],
        "id": record["id"],
        "version": row["version"],
        "at": row["at"],
        "record": record,
    }
