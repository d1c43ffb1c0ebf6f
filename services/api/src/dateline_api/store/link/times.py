"""How far the days of two tellings agree, and which days forbid that they are of one act. Pure."""

from datetime import date, timedelta
from functools import lru_cache
from math import log1p
from typing import Any

from dateline_api.store.link.classes import classes
from dateline_api.store.link.signature import Signature

DAY = timedelta(days=1)
SETTLED = 1  # days by which two dated tellings of one act may differ (the definition)
LATE = timedelta(days=5)  # after an act, until which it may still be told as a plan
OPEN = ("planned", "possible")
MOVED = 45  # days by which a plan may be moved
RECENT = 5  # days before a report in which what it tells as news without a date was done


def times(ours: Signature, theirs: Signature) -> tuple[dict[str, Any], str | None]:
    """How far the days agree or lie apart, by the names of Likeness, and why that forbids it."""
    if ours.process and theirs.process:
        return {}, None
    if ours.dated and theirs.dated:
        return _dated(ours, theirs)
    for telling, other in ((ours, theirs), (theirs, ours)):
        if telling.status not in OPEN and other.dated and other.start and _day(other.start) > _day(telling.last) + DAY:
            return {}, "told before it was done"
        planned_late = telling.status in OPEN and not telling.background and other.status not in OPEN
        if planned_late and other.dated and other.end and _day(telling.first) > _day(other.end) + LATE:
            return {}, "planned after it was done"
    span = log1p(_gap(_window(ours), _window(theirs)))
    if ours.background or theirs.background:
        return {"distance": span / 2}, None
    return {"distance": span} | ({"silence": span} if {ours.kind, theirs.kind} <= classes().kinds["speech"] else {}), None


def _dated(ours: Signature, theirs: Signature) -> tuple[dict[str, Any], str | None]:
    pairs = [((ours.start, ours.end), (theirs.start, theirs.end))]
    pairs += [(each, (theirs.start, theirs.end)) for each in ours.other_days] + [((ours.start, ours.end), each) for each in theirs.other_days]
    gap = min(_gap((_day(one[0]), _day(one[1])), (_day(other[0]), _day(other[1]))) for one, other in pairs)
    daily = ours.daily and theirs.daily
    if gap > SETTLED:
        if {ours.status, theirs.status}.isdisjoint(OPEN):
            if "anchored" in (ours.basis, theirs.basis):
                return {"misread": log1p(gap)}, None
            return {"pause": log1p(gap)}, "other days" if daily else None
        return {"moved": log1p(gap)}, "other days" if gap > MOVED or ours.repeat or theirs.repeat else None
    if gap and daily and {ours.kind, theirs.kind} <= classes().kinds["speech"]:
        return {}, "another occasion"
    return {"day" if daily and not gap else "days": 1.0}, None


def _window(signature: Signature) -> tuple[date, date]:
    """The days on which it was probably done."""
    first, last = _day(signature.first), _day(signature.last)
    if signature.dated:
        return _day(signature.start), _day(signature.end)
    if signature.basis is not None and signature.end is not None and signature.basis != "publication":
        return min(_day(signature.end) - timedelta(days=30), first), _day(signature.end)
    if signature.status in ("planned", "possible"):
        return first, last + timedelta(days=30)
    return first - timedelta(days=RECENT), first


def _gap(ours: tuple[date, date], theirs: tuple[date, date]) -> int:
    return max(0, (theirs[0] - ours[1]).days, (ours[0] - theirs[1]).days)


@lru_cache(maxsize=4096)
def _day(iso: str | None) -> date:
    return date.fromisoformat(iso[:10]) if iso else date.min
