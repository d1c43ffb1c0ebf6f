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
SEASONS: dict[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first of three months, northern hemisphere


SOON = 60  # days ahead, or back: of a day that near, nobody means another year's without saying so
GONE = 2  # months back: "was due in May", told in June


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


def season(number: int, name: str) -> Time:
    """The three months of a season that begins in a year."""
    first = SEASONS[name]
    last = (number, first + 2) if first < 12 else (number + 1, 2)
    return Time(f"{number:04d}-{first:02d}/{last[0]:04d}-{last[1]:02d}", "season")


def season_from(published: date, name: str, which: str) -> Time:
    """A season without its year: "last" is over by the publication's month, "next" has not begun."""
    first, month = SEASONS[name], published.month
    if which == "last":
        return season(published.year - (1 if first + 2 < 12 and month <= first + 2 else 1 if first == 12 else 0), name)
    return season(published.year + (which == "next" and month >= first), name)


def shifted(edtf: str, count: int, unit: str) -> Time | None:
    """The day, month or year so many units from another, as fine as both allow; None where that is not sure."""
    parts = [int(p) for p in edtf.split("-")] if edtf.replace("-", "").isdigit() else []
    try:
        if unit in ("day", "week") and len(parts) == 3:
            found = date(*parts) + timedelta(days=count * (7 if unit == "week" else 1))
            return day(found) if unit == "day" else Time(f"{found.isoformat()}~", "day")
        if unit == "month" and len(parts) >= 2:
            return months_from(date(parts[0], parts[1], 1), count)
        if unit == "year" and parts:
            return year(parts[0] + count) if len(parts) == 1 else month(parts[0] + count, parts[1])
    except (OverflowError, ValueError):
        return None
    return None


def between(first: str, last: str) -> Time:
    return Time(f"{first}/{last}", "interval")


def weekday(published: date, number: int, *, which: str, future: bool) -> date:
    """ "Friday": the latest one up to the publication day, the first from it on when the clause looks ahead; "last Friday" is never today."""
    back = (published.weekday() - number) % 7
    if which == "next" or (future and which != "last" and back):
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
    """A month without its year: the latest up to publication's month, "last" before it; when the clause looks ahead the next, if it is not just gone."""
    gone = (published.month - number) % 12
    if which == "next" or (future and which != "last" and not 1 <= gone <= GONE):
        return month(published.year + (number < published.month or (which == "next" and number == published.month)), number)
    same = number == published.month and which == "last"
    return month(published.year - (number > published.month or same), number)


def months_from(published: date, offset: int) -> Time:
    """The month so many months from the publication's."""
    index = published.year * 12 + published.month - 1 + offset
    return month(index // 12, index % 12 + 1)


def nth(published: date, number: int, *, future: bool) -> date | None:
    """The latest day of that number up to publication, or the next one after it; None if neither of two months has it."""
    months = (months_from(published, offset).edtf.split("-") for offset in ((0, 1) if future else (0, -1)))
    days = [date(int(y), int(m), number) for y, m in months if 1 <= number <= monthrange(int(y), int(m))[1]]
    return next((d for d in days if (d > published if future else d <= published)), None)


def day_of(published: date, number: int, of_month: int, *, future: bool) -> date | None:
    """A day of a month without its year: the one near publication if there is one ("was planned for 20 May"), else the next one where the clause looks ahead,
    else the latest; None if there is no such day."""
    years = (y for y in range(published.year + 1, published.year - 5, -1) if 1 <= y <= 9999 and number <= monthrange(y, of_month)[1])
    found = [date(y, of_month, number) for y in years]
    near = [d for d in found if abs((d - published).days) <= SOON]
    ahead = [d for d in found if d > published] if future else []
    return next(iter(near or ahead[-1:] or [d for d in found if d <= published]), None)
