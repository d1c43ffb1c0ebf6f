"""Intervals of a timeline, in UTC: where each begins, and how many there are between two moments. Weeks begin on Monday (ISO 8601)."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from dateline_shared.errors import RejectedError

Interval = Literal["hour", "day", "week", "month", "year"]

MAX_INTERVALS = 2000  # days of five years; more than any chart shows

_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_MONTHS = {"month": 1, "year": 12}


class TooManyIntervalsError(RejectedError):
    """A timeline would have more than MAX_INTERVALS."""


def floor(moment: datetime, interval: Interval) -> datetime:
    """The beginning of the interval that a moment in UTC falls in."""
    if interval == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if interval == "week":
        return day - timedelta(days=day.weekday())
    if interval == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if interval == "year" else day


def starts(first: datetime, last: datetime, interval: Interval) -> tuple[datetime, ...]:
    """The beginnings of all intervals from that of `first` to that of `last`. Raises TooManyIntervalsError."""
    begin, end = floor(first, interval), floor(last, interval)
    months = _MONTHS.get(interval)
    number = (_month(end) - _month(begin)) // months if months else (end - begin) // _LENGTHS[interval]
    if number >= MAX_INTERVALS:
        told = f"there are {number + 1:,} intervals of a {interval} from {begin.date()} to {end.date()}, and at most {MAX_INTERVALS:,} are counted"
        raise TooManyIntervalsError(told)
    if months:
        return tuple(_of_month(_month(begin) + n * months) for n in range(number + 1))
    return tuple(begin + n * _LENGTHS[interval] for n in range(number + 1))


def _month(moment: datetime) -> int:
    return moment.year * 12 + moment.month - 1


def _of_month(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
