"""Times as pages and feeds write them: ISO 8601, RFC 2822, the clock of Unix, months by their English names. Pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

MAX_WRITTEN: Final = 100  # characters; the longest forms have 40
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES.split("|"), start=1)}
_ZONES: Final = {  # hours from UTC: RFC 2822 §4.3, and names that mean one thing in the news of Europe and East Asia
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_UNIX: Final = re.compile(r"\d{9,10}|\d{13}")  # seconds, or milliseconds
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)")
_DAY_FIRST: Final = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+(?P<month>{_NAMES})[a-z]*\.?,?[\s-]+(?P<year>\d{{4}}|\d\d)\b")
_MONTH_FIRST: Final = re.compile(rf"\b(?P<month>{_NAMES})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b")
_OF_C: Final = re.compile(rf"\b(?P<month>{_NAMES})\s+(?P<day>\d{{1,2}})\s+[\d:]{{5,8}}\s+(?:[a-z]{{1,4}}\s+)?(?P<year>\d{{4}})\b")  # asctime and its kin
_HOUR: Final = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b)?")
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)?(?!\d)")
_WORD: Final = re.compile(r"\b[a-z]{1,4}\b")


def moment(written: object) -> datetime | None:
    """The UTC time that a date names: a day alone is its midnight, a time without a zone is taken as UTC.

    None for what cannot be read, for years that contracts.base.Instant has not, and for the zeros of clocks (the epoch, the year 1), which is
    how software writes that it knows none.
    """
    try:
        at = _of_text(written.strip()[:MAX_WRITTEN]) if isinstance(written, str) else _of_number(written)
    except (ValueError, OverflowError):
        return None
    return at if at and 1000 < at.year < 3000 and at != _EPOCH else None


def _of_number(written: object) -> datetime | None:
    if isinstance(written, bool) or not isinstance(written, int | float):
        return None
    return _EPOCH + timedelta(seconds=written if abs(written) < 1e11 else written / 1000)


def _of_text(written: str) -> datetime | None:
    if _UNIX.fullmatch(written):
        return _of_number(int(written))
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return _of_words(written.lower())
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _of_words(written: str) -> datetime | None:
    """A day in any of the forms, then the first hour and the first zone after it; what else stands there does not count."""
    day = _YEAR_FIRST.search(written) or _OF_C.search(written) or _DAY_FIRST.search(written) or _MONTH_FIRST.search(written)
    if day is None:
        return None
    month = _MONTHS.get(day["month"]) or int(day["month"])
    at = datetime(_full_year(day["year"]), month, int(day["day"]), tzinfo=UTC)
    hour = _HOUR.search(written, day.end()) or _HOUR.search(written)
    if hour is None:
        return at
    at += timedelta(hours=_of_24(int(hour[1]), hour[4]), minutes=int(hour[2]), seconds=int(hour[3] or 0))
    return at - _zone(written[hour.end() :])


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 90 else 2000)  # as feedparser reads RSS


def _of_24(hour: int, half: str | None) -> int:
    if hour > 24:  # which ISO 8601 has for the end of a day
        raise ValueError(hour)
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def _zone(rest: str) -> timedelta:
    if offset := _OFFSET.search(rest):
        hours = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return -hours if offset[1] == "-" else hours
    return next((timedelta(hours=_ZONES[word]) for word in _WORD.findall(rest) if word in _ZONES), timedelta())
