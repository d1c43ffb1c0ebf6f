"""The numbers given for an act: every report of them, which are the latest, and whether sources differ. Pure. They are never summed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateline_shared.contracts.entity import Count
from dateline_shared.contracts.event import Quantity

from dateline_api import ids
from dateline_api.records import QuantityRecord
from dateline_api.store.link.claims import Speaker, speaker
from dateline_api.store.link.parts import party_record
from dateline_api.store.link.telling import Told

PEOPLE = frozenset({"killed", "injured", "missing", "arrested", "displaced", "affected", "participants"})
"""Kinds that are counted in people, whatever noun the text has for them; numbers of the others are only of one kind if their units are."""

Kind = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Report:
    """A number as one article gives it."""

    told: Told
    quantity: Quantity

    @property
    def kind(self) -> Kind:
        given = self.quantity
        return given.kind, None if given.kind in PEOPLE else given.unit

    @property
    def day(self) -> date:
        return self.told.telling.reported_at.date()

    @property
    def voice(self) -> tuple[Speaker, str]:
        return speaker(self.quantity.said_by, self.told), self.told.telling.source


def reports(heard: Sequence[Told]) -> list[Report]:
    """Every number in the order of publication; what one article repeats is one report."""
    found: dict[object, Report] = {}
    for each in heard:
        for quantity in each.mention.quantities:
            report = Report(each, quantity)
            amount = quantity.amount
            found.setdefault((each.telling.id, *report.kind, report.voice, amount.low, amount.high, amount.qualifier), report)
    return list(found.values())


def quantity_records(given: Sequence[Report]) -> list[QuantityRecord]:
    """The reports as they go out.

    Current are those of the last day on which news gave a number of the kind, of each voice in the article that gave it last; they are
    in dispute if the greatest numbers of two voices cannot both be true. (What one voice gives beside it are parts of it.)
    """
    current: dict[Kind, list[Report]] = {}
    for kind in dict.fromkeys(report.kind for report in given):
        current[kind] = _latest([report for report in given if report.kind == kind])
    standing = {id(report) for kept in current.values() for report in kept}
    disputed = {kind for kind, kept in current.items() if _differ(kept)}
    return [_record(report, current=id(report) in standing, disputed=id(report) in standing and report.kind in disputed) for report in given]


def _latest(given: Sequence[Report]) -> list[Report]:
    news = [report for report in given if not report.told.mention.background] or given
    day = max(report.day for report in news)
    last: dict[object, Report] = {}
    for report in news:
        if report.day == day:
            last[report.voice] = report
    return [report for report in news if report.day == day and report.told.telling.id == last[report.voice].told.telling.id]


def _differ(current: Sequence[Report]) -> bool:
    greatest: dict[object, tuple[float, float]] = {}
    for report in current:
        bounds = _bounds(report.quantity.amount)
        greatest[report.voice] = max(greatest.get(report.voice, bounds), bounds)
    return max((low for low, _ in greatest.values()), default=0.0) > min((high for _, high in greatest.values()), default=0.0)


def _bounds(amount: Count) -> tuple[float, float]:
    """What a number allows. "About 20" is rounded: it allows half of its last digit that is not zero, 15 to 25."""
    low, high = amount.low, amount.high
    if amount.qualifier == "about" and low is not None and low == high:
        half = _rounded_to(low) / 2
        return low - half, low + half
    return -math.inf if low is None else low, math.inf if high is None else high


def _rounded_to(number: float) -> float:
    whole = int(abs(number))
    if whole != abs(number) or whole == 0:
        return 1.0
    step = 1
    while whole % (step * 10) == 0:
        step *= 10
    return float(step)


def _record(report: Report, *, current: bool, disputed: bool) -> QuantityRecord:
    told, given = report.told, report.quantity
    return QuantityRecord.model_construct(
        kind=given.kind,
        amount=given.amount,
        unit=given.unit,
        text=given.text,
        said_by=party_record(given.said_by, told.entities),
        article_id=ids.public("art", told.telling.id),
        as_of=told.telling.reported_at,
        current=current,
        disputed=disputed,
    )
