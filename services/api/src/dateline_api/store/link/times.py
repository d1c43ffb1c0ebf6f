"""How far the days of two tellings agree, and which days forbid that they are of one act. Pure."""

from datetime import date
from functools import lru_cache
from itertools import chain, repeat
from math import log1p
from typing import NamedTuple

from dateline_api.store.link.classes import classes
from dateline_api.store.link.signature import EXACT, Signature

SETTLED = 1  # days by which two dated tellings of one act may differ (the definition)
LATE = 5  # days after an act, until which it may still be told as a plan
OPEN = ("planned", "possible")
MOVED = 45  # days by which a plan may be moved
MONTH = 30
RECENT = 5  # days before a report in which what it tells as news without a date was done


class Times(NamedTuple):
    """How far the days agree or lie apart, as Likeness has it, and why that forbids that two tellings are one act."""

    veto: str | None = None
    day: float = 0.0
    days: float = 0.0
    moved: float = 0.0
    misread: float = 0.0
    pause: float = 0.0
    distance: float = 0.0
    silence: float = 0.0


def times(ours: Signature, theirs: Signature) -> Times:
    """Compare the days of two tellings."""
    if ours.process and theirs.process:
        return Times()
    dated, other_dated = ours.dated, theirs.dated
    if dated and other_dated:
        return _dated(ours, theirs)
    if dated and (veto := _order_veto(theirs, ours)):
        return Times(veto)
    if other_dated and (veto := _order_veto(ours, theirs)):
        return Times(veto)
    span = log1p(_gap(*_window(ours, dated=dated), *_window(theirs, dated=other_dated)))
    if ours.background or theirs.background:
        return Times(distance=span / 2)
    return Times(distance=span, silence=span if classes().are("speech", ours.kind, theirs.kind) else 0.0)


def _order_veto(telling: Signature, dated: Signature) -> str | None:
    """Why a telling cannot be of an act of a day: it tells of it as done before, or as still planned long after."""
    if telling.status not in OPEN:
        return "told before it was done" if _day(dated.start) > _day(telling.last) + 1 else None
    late = not telling.background and dated.status not in OPEN and _day(telling.first) > _day(dated.end) + LATE
    return "planned after it was done" if late else None


def _dated(ours: Signature, theirs: Signature) -> Times:
    gap = _gap(_day(ours.start), _day(ours.end), _day(theirs.start), _day(theirs.end))
    for (start, end), other in chain(zip(ours.other_days, repeat(theirs)), zip(theirs.other_days, repeat(ours))):
        gap = min(gap, _gap(_day(start), _day(end), _day(other.start), _day(other.end)))
    daily = ours.granularity in EXACT and theirs.granularity in EXACT
    if gap > SETTLED:
        if ours.status not in OPEN and theirs.status not in OPEN:
            if "anchored" in (ours.basis, theirs.basis):
                return Times(misread=log1p(gap))
            return Times("other days") if daily else Times(pause=log1p(gap))
        return Times("other days") if gap > MOVED or ours.repeat or theirs.repeat else Times(moved=log1p(gap))
    if gap and daily and classes().are("speech", ours.kind, theirs.kind):
        return Times("another occasion")
    return Times(day=1.0) if daily and not gap else Times(days=1.0)


def _window(signature: Signature, *, dated: bool) -> tuple[int, int]:
    """The days on which it was probably done."""
    if dated:
        return _day(signature.start), _day(signature.end)
    first = _day(signature.first)
    if signature.basis is not None and signature.end is not None and signature.basis != "publication":
        return min(_day(signature.end) - MONTH, first), _day(signature.end)
    if signature.status in OPEN:
        return first, _day(signature.last) + MONTH
    return first - RECENT, first


def _gap(start: int, end: int, other_start: int, other_end: int) -> int:
    """Days between two ranges of days."""
    return max(0, other_start - end, start - other_end)


@lru_cache(maxsize=4096)
def _day(iso: str | None) -> int:
    """The number of a day, by which days are subtracted."""
    return date.fromisoformat(iso[:10]).toordinal() if iso else 1
