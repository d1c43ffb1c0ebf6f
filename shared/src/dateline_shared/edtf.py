"""The part of EDTF (ISO 8601-2) that Dateline writes, read as a range of days.

Source: Library of Congress, Extended Date/Time Format specification, 2019, levels 0 and 1.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[~?%]?")
_DECADE = re.compile(r"(\d{3})X[~?%]?")
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
"""Level 1 seasons of the northern hemisphere and level 2 quarters, first and last month; winter (24) crosses a year."""


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last day that a date allows, both included; None where it is open."""

    start: date | None
    end: date | None


@lru_cache(maxsize=4096)
def days(edtf: str) -> Days:
    """The range of days of a date or interval. Raises ValueError for what Dateline does not write."""
    if "/" not in edtf:
        return _point(edtf)
    first, _, last = edtf.partition("/")
    return Days(start=None if first in ("", "..") else _point(first).start, end=None if last in ("", "..") else _point(last).end)


def _point(text: str) -> Days:
    if found := _DECADE.fullmatch(text):
        start = int(found[1]) * 10
        return Days(date(start, 1, 1), date(start + 9, 12, 31))
    if not (found := _POINT.fullmatch(text)):
        raise ValueError(f"{text!r} is not a date in EDTF")
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if month == 24:
        return Days(date(year, 12, 1), date(year + 1, 2, calendar.monthrange(year + 1, 2)[1]))
    if day:
        return Days(date(year, month, day), date(year, month, day))
    first, last = _SEASONS.get(month, (month, month)) if month else (1, 12)
    return Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
