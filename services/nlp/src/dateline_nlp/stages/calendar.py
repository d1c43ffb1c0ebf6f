"""Days, months and years as EDTF, counted from a publication day. Pure arithmetic; no words."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateline_nlp.stages.wordlist import listed

Granularity = Literal["minute", "hour", "day", "month", "quarter", "season", "year", "decade", "interval"]

MONTHS: dict[str, int] = {
    name: number for number, name in enumerate(listed("january february march april may june july august september october november december"), 1)
}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS: dict[str, int] = {name: number for number, name in enumerate(listed("monday tuesday wednesday thursday friday saturday sunday"))}
SEASONS: dict[str, int] = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}


@dataclass(frozen=True, slots=True)
class Time:
    """An EDTF string and how fine it is."""

    edtf: str
    granularity: Granularity


def day(value: date) -> Time:
    return Time(value.isoformat(), "day")


def month(year: int, number: int) -> Time:
    return Time(f"{year:04d}-{number:02d}", "month")


def year(number: int) -> Time:
    return Time(f"{number:04d}", "year")


def between(first: str, last: str) -> Time:
    return Time(f"{first}/{last}", "interval")


def weekday(published: date, number: int, *, which: str, future: bool) -> date:
    """ "Friday": the latest one up to the publication day, the next one after it when the clause looks ahead; "last Friday" is never today."""
    back = (published.weekday() - number) % 7
    if which == "next" or (future and which != "last"):
        return published + timedelta(days=(number - published.weekday() - 1) % 7 + 1)
    if which == "last" and back == 0:
        back = 7
    return published - timedelta(days=back)


def week(published: date, offset: int) -> Time:
    """The calendar week, Monday to Sunday, so many weeks from the publication's."""
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=offset)
    return between(monday.isoformat(), (monday + timedelta(days=6)).isoformat())


def weekend(published: date, offset: int) -> Time:
    """Saturday and Sunday of a calendar week."""
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=offset)
    return between((monday + timedelta(days=5)).isoformat(), (monday + timedelta(days=6)).isoformat())


def month_of(published: date, number: int, *, which: str, future: bool) -> Time:
    """A month without its year: the latest one up to publication's month, "last" before it, the next one when the clause looks ahead."""
    if which == "next" or (future and which != "last"):
        return month(published.year + (number < published.month or (which == "next" and number == published.month)), number)
    same = number == published.month and which == "last"
    return month(published.year - (number > published.month or same), number)


def months_from(published: date, offset: int) -> Time:
    """The month so many months from the publication's."""
    index = published.year * 12 + published.month - 1 + offset
    return month(index // 12, index % 12 + 1)


def day_of(published: date, number: int, of_month: int, *, future: bool) -> date | None:
    """A day of a month without its year, up to publication, or after it when the clause looks ahead; None if there is no such day."""
    for shift in (0, 1, -1, -2, -3, -4) if future else (0, -1, -2, -3, -4):
        wanted = published.year + shift
        if not 1 <= wanted <= 9999 or number > monthrange(wanted, of_month)[1]:
            continue
        found = date(wanted, of_month, number)
        if (found >= published) if future and shift >= 0 else (found - published).days <= 1:
            return found
    return None
