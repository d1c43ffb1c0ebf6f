"""Reads the change log, forwards only and in bounded steps: a page for one reader, or what is new for all who follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select, text

from dateline_api.db.event_filter import EventFilter, changes_that_match
from dateline_api.db.tables import changes, log_state
from dateline_api.records import ChangeKind

SCAN = 10_000  # changes looked at in one read, so that a rare filter over a long log answers in time and goes on
SCAN_WORDS = 1000  # of a filter with words, which are made of each record anew: 0.5 ms each
NEWS = 1000  # changes looked at in one read for everybody: 3 MB when all of them are followed, and 64 articles, a batch of store's, tell fewer

_SHOWN = changes.c["seq", "kind", "op", "version", "at", "record"]


@dataclass(frozen=True, slots=True)
class LogState:
    """The log's epoch, its newest number, and the oldest one that is still kept."""

    epoch: str
    last_seq: int
    oldest_seq: int  # last_seq + 1 when nothing is kept
    redactions: int = 0  # how often told changes were redacted: who keeps some in memory reads them again when it grows


@dataclass(frozen=True, slots=True)
class LogPage:
    """Changes in the order of `seq`; everything up to and including `upto` has been looked at."""

    state: LogState
    changes: tuple[dict[str, Any], ...]
    upto: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class News:
    """What many follow of the same stretch of the log, up to and including `upto`: each change once, however many it concerns."""

    state: LogState
    upto: int
    found: tuple[Sequence[int], ...]  # for each who asked the numbers, in order
    changes: Mapping[int, dict[str, Any]]  # by number, in order


def log_position(connection: Connection) -> LogState:
    """Where the log is now. Whatever is appended later has a higher number than its `last_seq`."""
    oldest = select(func.min(changes.c.seq)).scalar_subquery()
    epoch, last_seq, oldest_seq, redactions = connection.execute(select(log_state.c.epoch, log_state.c.last_seq, oldest, log_state.c.redactions)).one()
    return LogState(epoch, last_seq, last_seq + 1 if oldest_seq is None else oldest_seq, redactions)


def read_changes(connection: Connection, *, after: int | None, kinds: Sequence[ChangeKind], wanted: EventFilter, limit: int) -> LogPage:
    """Changes with `seq > after` (None: from the oldest one kept), of these kinds and, for events, of this filter.

    Numbers become visible in their order, so all that the state read first tells of is there for the second query. What is removed
    between the two would be passed over: read it in one snapshot (REPEATABLE READ), as `look_up` does.
    """
    state = log_position(connection)
    start = state.oldest_seq - 1 if after is None else after
    end = min(start + (SCAN_WORDS if wanted.text else SCAN), max(state.last_seq, start))
    statement = select(*_SHOWN).where(changes.c.seq > start, changes.c.seq <= end, _concerns(kinds, wanted))
    rows = connection.execute(statement.order_by(changes.c.seq).limit(limit + 1)).mappings().all()
    kept = rows[:limit]
    upto = kept[-1]["seq"] if len(rows) > limit else end
    return LogPage(state, tuple(_change(row) for row in kept), upto, has_more=len(rows) > limit or end < state.last_seq)


def look_up(connection: Connection, **wanted: Any) -> LogPage:
    """`read_changes` in one snapshot, in a transaction that has not begun."""
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    return read_changes(connection, **wanted)


def numbers(kinds: Sequence[ChangeKind], wanted: EventFilter) -> Select[int]:
    """The query for numbers of changes after `after` and up to `upto`. Making it costs more than running it: keep it."""
    stretch = changes.c.seq > bindparam("after"), changes.c.seq <= bindparam("upto")
    return select(changes.c.seq).where(*stretch, _concerns(kinds, wanted)).order_by(changes.c.seq)


def read_news(connection: Connection, *, after: int | None, asked: Sequence[Select[int]]) -> News:
    """What each of these queries (`numbers`) finds after `after`, in at most NEWS changes; None: nothing, from the end of the log on."""
    state = log_position(connection)
    if after is None or after >= state.last_seq:
        return News(state, state.last_seq, tuple(() for _ in asked), {})
    stretch = {"after": after, "upto": min(after + NEWS, state.last_seq)}
    found = tuple(connection.scalars(query, stretch).all() for query in asked)
    followed = sorted(set().union(*found))
    rows = connection.execute(select(*_SHOWN).where(changes.c.seq == func.any(followed)).order_by(changes.c.seq)).mappings() if followed else ()
    return News(state, stretch["upto"], found, {row["seq"]: _change(row) for row in rows})


def _concerns(kinds: Sequence[ChangeKind], wanted: EventFilter) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = [changes.c.kind.in_(kinds)] if kinds else []
    if wanted.asked():
        clauses.append((changes.c.kind != "event") | changes_that_match(wanted))
    return and_(True, *clauses)


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
