"""What timelines and counts take and give."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from dateline_api.db.counts import Counts
from dateline_api.db.facets import Facet, Named
from dateline_api.db.timeline import Clock, Split, Timeline
from dateline_api.filter_query import EventFilterQuery
from dateline_api.http.schemas import Answer
from dateline_api.intervals import Interval

MAX_SERIES, DEFAULT_SERIES = 50, 10  # values of a split: more lines than a chart can show
MAX_ACTS, DEFAULT_ACTS = 500, 200  # events that are listed in their order: what two parties do in a year
MAX_VALUES, DEFAULT_VALUES = 200, 10  # of one facet


def _separated(given: Any) -> Any:
    return [part.strip() for value in given for part in str(value).split(",")] if isinstance(given, list) else given


class TimelineQuery(EventFilterQuery):
    """Which events, along which intervals."""

    interval: Interval | None = Field(
        None, description="in UTC; weeks begin on Monday. `day` unless given; where events are listed, the finest of which there are not too many"
    )
    by: Clock = Field("date", description="`date`: when the act took place; `reported`: when it was first told of")
    split: Facet | None = Field(None, description="count each of its most frequent values, too")
    limit: int = Field(DEFAULT_SERIES, ge=1, le=MAX_SERIES, description="of the values of `split`")
    events_limit: int = Field(DEFAULT_ACTS, ge=1, le=MAX_ACTS, description="of the events that are listed, as with `pair`")
    cursor: str | None = Field(None, max_length=2000, description="`next_cursor` of the events before")

    @model_validator(mode="after")
    def _dates_have_no_hours(self) -> Self:
        if self.by == "date" and self.interval == "hour":
            raise ValueError("dates have no hours: use interval=day, or by=reported")
        return self

    def by_the_day(self) -> Self:
        """The same, by the day unless another interval was asked for."""
        return self if self.interval else self.model_copy(update={"interval": "day"})

    def span(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """The first and the last moment of the timeline, as far as the filter says."""
        if self.by == "date":
            return _midnight(self.from_on), _midnight(self.to_on)
        wanted = self.wanted().at(now)
        return wanted.reported_from, wanted.reported_to or (now if wanted.reported_from else None)


class CountsQuery(EventFilterQuery):
    """Which events, counted by what."""

    by: Annotated[list[Facet], BeforeValidator(_separated), Field(min_length=1, description="one facet or more")]
    limit: int = Field(DEFAULT_VALUES, ge=1, le=MAX_VALUES, description="values of each facet")


class Value(Answer):
    """What the filter of this name takes, and what a party or a place is called."""

    value: str
    name: str | None


class CountedValue(Value):
    """A value and how many events have it. In a dyad, `value` is the actor's and `recipient` the other side."""

    count: int
    recipient: Value | None = None


class FacetAnswer(Answer):
    """The most frequent values, the sum of all others, and how many events have none."""

    data: list[CountedValue]
    other: int
    missing: int
    distinct: int


class CountsAnswer(Answer):
    """Counts of all facets at one moment; `total` is how many events the filter finds."""

    total: int
    facets: dict[Facet, FacetAnswer]
    changes_cursor: str


class IntervalAnswer(Answer):
    """One interval. `share` is `count` of `all`; null where there is nothing to have a share of."""

    start_at: datetime
    count: int
    all: int
    share: float | None


class SeriesAnswer(Value):
    """One value, in each of the intervals."""

    count: int
    counts: list[int]
    shares: list[float | None]
    recipient: Value | None = None


class SplitAnswer(Answer):
    """The most frequent values along the intervals; `other` is the sum of all others, `missing` counts events without any."""

    by: Facet
    data: list[SeriesAnswer]
    other: list[int]
    missing: list[int]


class TimelineAnswer(Answer):
    """Events by interval, and how many of the `total` belong to none. `straddling` are counted, and may belong to the next."""

    interval: Interval
    by: Clock
    data: list[IntervalAnswer]
    split: SplitAnswer | None
    total: int
    straddling: int
    undated: int
    wide: int
    outside: int
    changes_cursor: str


def shown_counts(found: Counts, changes_cursor: str) -> dict[str, Any]:
    """The JSON of counts."""
    facets = {
        facet: {
            "data": [{**_sides(sides), "count": number} for sides, number in counted.values],
            "other": counted.other,
            "missing": counted.missing,
            "distinct": counted.distinct,
        }
        for facet, counted in found.facets.items()
    }
    return {"total": found.total, "facets": facets, "changes_cursor": changes_cursor}


def shown_timeline(query: TimelineQuery, found: Timeline, changes_cursor: str, *, interval: Interval) -> dict[str, Any]:
    """The JSON of a timeline."""
    rows = zip(found.starts, found.counts, found.all, strict=True)
    return {
        "interval": interval,
        "by": query.by,
        "data": [{"start_at": start, "count": count, "all": whole, "share": _share(count, whole)} for start, count, whole in rows],
        "split": found.split and _split(query.split, found.split, found.all),
        "total": sum(found.counts) + found.undated + found.wide + found.outside,
        "straddling": found.straddling,
        "undated": found.undated,
        "wide": found.wide,
        "outside": found.outside,
        "changes_cursor": changes_cursor,
    }


def _split(facet: Facet | None, split: Split, whole: Sequence[int]) -> dict[str, Any]:
    data = [{**_sides(each.sides), "count": sum(each.counts), "counts": each.counts, "shares": list(map(_share, each.counts, whole))} for each in split.series]
    return {"by": facet, "data": data, "other": split.other, "missing": split.missing}


def _sides(sides: tuple[Named, ...]) -> dict[str, Any]:
    first, *others = ({"value": side.value, "name": side.name} for side in sides)
    return {**first, "recipient": others[0]} if others else first


def _share(count: int, whole: int) -> float | None:
    return round(count / whole, 6) if whole else None


def _midnight(day: Any) -> datetime | None:
    return day and datetime.combine(day, time.min, UTC)
