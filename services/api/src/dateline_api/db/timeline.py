"""Counts events along time.

By date, an event belongs to the interval of its first day; by report, to that in which it was first told of. So what is counted in an
interval does not depend on how much of the timeline is asked for. Dates that allow more than two intervals belong to none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    Interval,
    String,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    values,
)

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.facets import STANDS, Facet, Named, count_values, name_values, pairs
from dateline_api.db.patience import hold_still
from dateline_api.db.tables import events
from dateline_api.intervals import Interval as Unit
from dateline_api.intervals import starts

Clock = Literal["date", "reported"]

PLACED, UNDATED, WIDE, OUTSIDE = "placed", "undated", "wide", "outside"
OTHER, MISSING = -1, -2  # beside the places of the values that are listed


@dataclass(frozen=True, slots=True)
class Series:
    """The events of one value, interval by interval."""

    sides: tuple[Named, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """The events by the values of a facet; `other` and `missing` interval by interval."""

    series: tuple[Series, ...]
    other: tuple[int, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events of a filter by interval, beside all events of the same days and times."""

    state: LogState
    starts: tuple[datetime, ...]
    counts: tuple[int, ...]
    all: tuple[int, ...]
    straddling: int  # of those counted: whose date allows the next interval, too
    undated: int
    wide: int
    outside: int
    split: Split | None


@dataclass(frozen=True, slots=True)
class _Histogram:
    numbers: Mapping[datetime, int]
    left: Mapping[str, int]
    straddling: int


def read_timeline(
    connection: Connection, *, wanted: EventFilter, unit: Unit, by: Clock, split: Facet | None, limit: int, span: tuple[datetime | None, datetime | None]
) -> Timeline:
    """Count the events of a filter that stand, from the interval of the first moment of the span to that of its last, or as far as there are any.

    Raises TooManyIntervalsError.
    """
    hold_still(connection)
    state = log_position(connection)
    axis = _Axis(unit, by, span)
    which = matches(wanted, StoredEvent()) & STANDS
    times = EventFilter(from_on=wanted.from_on, to_on=wanted.to_on, reported_from=wanted.reported_from, reported_to=wanted.reported_to)
    found = _histogram(connection, axis, which)
    first, last = span[0] or min(found.numbers, default=None), span[1] or max(found.numbers, default=None)
    begins = starts(first, max(first, last), unit) if first and last else ()
    everything = found if times == wanted else _histogram(connection, axis, matches(times, StoredEvent()) & STANDS)
    return Timeline(
        state=state,
        starts=begins,
        counts=_along(begins, found.numbers),
        all=_along(begins, everything.numbers),
        straddling=found.straddling,
        undated=found.left.get(UNDATED, 0),
        wide=found.left.get(WIDE, 0),
        outside=found.left.get(OUTSIDE, 0),
        split=_split(connection, axis, which, split, begins, limit=limit) if split else None,
    )


class _Axis:
    """Where on the timeline an event belongs, as columns."""

    def __init__(self, unit: Unit, by: Clock, span: tuple[datetime | None, datetime | None]) -> None:
        one, two = (literal_column(f"interval '{number} {unit}'", Interval) for number in (1, 2))
        begin, end = span
        if by == "date":
            self.at = func.date_trunc(unit, cast(events.c.starts_on, DateTime), type_=DateTime())
            is_known = and_(events.c.starts_on.is_not(None), events.c.ends_on.is_not(None))
            is_narrow = events.c.ends_on < self.at + two
            self.straddles = events.c.ends_on >= self.at + one
            is_inside = _between(events.c.starts_on, begin and begin.date(), end and end.date())
            undated = and_(events.c.starts_on.is_(None), events.c.ends_on.is_(None))
            self.kind = case((undated, UNDATED), (~and_(is_known, is_narrow), WIDE), (~is_inside, OUTSIDE), else_=PLACED)
        else:
            self.at = func.date_trunc(unit, func.timezone("UTC", events.c.first_reported_at), type_=DateTime())
            self.straddles = literal(False)
            self.kind = case((~_between(events.c.first_reported_at, begin, end), OUTSIDE), else_=PLACED)


def _between(at: ColumnElement[Any], begin: Any, end: Any) -> ColumnElement[bool]:
    return and_(literal(True), *([at >= begin] if begin else []), *([at <= end] if end else []))


def _histogram(connection: Connection, axis: _Axis, which: ColumnElement[bool]) -> _Histogram:
    kind = axis.kind.label("kind")
    at = case((axis.kind == PLACED, axis.at)).label("at")
    placed = select(kind, at, axis.straddles.label("straddles")).where(which).subquery()
    statement = select(placed.c.kind, placed.c.at, func.count().label("number"), func.count().filter(placed.c.straddles).label("straddling"))
    rows = connection.execute(statement.group_by(placed.c.kind, placed.c.at)).all()
    numbers = {row.at.replace(tzinfo=UTC): row.number for row in rows if row.kind == PLACED}
    left = {row.kind: row.number for row in rows if row.kind != PLACED}
    return _Histogram(numbers, left, sum(row.straddling for row in rows if row.kind == PLACED))


def _split(connection: Connection, axis: _Axis, which: ColumnElement[bool], facet: Facet, begins: Sequence[datetime], *, limit: int) -> Split:
    """The most frequent values of all that is counted, each along the intervals."""
    placed = which & (axis.kind == PLACED)
    top = [key for key, _ in count_values(connection, facet, placed, limit=limit).values]
    found, names = pairs(facet, placed, axis.at.label("at"))
    each = found.subquery()
    keys = [each.c[name] for name in names]
    label = case((func.num_nonnulls(*keys) == 0, MISSING), else_=OTHER)
    origin = each
    if top:
        listed = values(*(column(name, String) for name in names), column("place", Integer), name="listed")
        listed = listed.data([(*("" if part is None else str(part) for part in key), place) for place, key in enumerate(top)])
        same = [func.coalesce(cast(key, String), "") == listed.c[name] for key, name in zip(keys, names, strict=True)]
        origin, label = each.outerjoin(listed, and_(*same)), func.coalesce(listed.c.place, label)
    labelled = select(each.c.at, label.label("label")).select_from(origin).subquery()
    numbers: dict[int, dict[datetime, int]] = {}
    for row in connection.execute(select(labelled.c.at, labelled.c.label, func.count().label("number")).group_by(labelled.c.at, labelled.c.label)):
        numbers.setdefault(row.label, {})[row.at.replace(tzinfo=UTC)] = row.number
    along = [_along(begins, numbers.get(place, {})) for place in range(len(top))]
    series = tuple(map(Series, name_values(connection, facet, top), along))
    return Split(series, _along(begins, numbers.get(OTHER, {})), _along(begins, numbers.get(MISSING, {})))


def _along(begins: Sequence[datetime], numbers: Mapping[datetime, int]) -> tuple[int, ...]:
    return tuple(numbers.get(begin, 0) for begin in begins)
