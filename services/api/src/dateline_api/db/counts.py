"""Counts events by what they have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from dateline_api.db.changes import LogState, log_position
from dateline_api.db.event_filter import EventFilter, StoredEvent, matches
from dateline_api.db.facets import STANDS, Facet, Named, count_values, name_values
from dateline_api.db.patience import hold_still
from dateline_api.db.tables import events


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """One facet: values with their sides, the most frequent first."""

    values: tuple[tuple[tuple[Named, ...], int], ...]
    other: int
    missing: int
    distinct: int


@dataclass(frozen=True, slots=True)
class Counts:
    """All facets that were asked for, of the same moment, and where the log was then."""

    state: LogState
    total: int
    facets: dict[Facet, FacetCounts]


def count_events(connection: Connection, *, wanted: EventFilter, by: Sequence[Facet], limit: int) -> Counts:
    """Count the events of a filter that stand, by each facet."""
    hold_still(connection)
    state = log_position(connection)
    which = matches(wanted, StoredEvent()) & STANDS
    total = connection.execute(select(func.count()).select_from(events).where(which)).scalar_one()
    found: dict[Facet, FacetCounts] = {}
    for facet in by:
        counted = count_values(connection, facet, which, limit=limit)
        named = name_values(connection, facet, [key for key, _ in counted.values])
        values = tuple((sides, number) for sides, (_, number) in zip(named, counted.values, strict=True))
        found[facet] = FacetCounts(values, counted.other, counted.missing, counted.distinct)
    return Counts(state, total, found)
