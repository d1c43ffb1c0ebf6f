"""When and where an act was done, by all accounts of it, and which other days were given. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateline_shared import edtf
from dateline_shared.contracts.event import When

from dateline_api import ids
from dateline_api.records import DateEntry, DateRecord
from dateline_api.store.link.accounts import Accounts
from dateline_api.store.link.parts import date_record, days
from dateline_api.store.link.telling import Told

BASES = ("stated", "relative", "anchored", "publication")  # the surest first

_MIN, _MAX = date.min, date.max


@dataclass(frozen=True, slots=True)
class _Day:
    """A date that an account gives."""

    when: When
    days: edtf.Days
    told: Told

    @property
    def basis(self) -> int:
        return BASES.index(self.when.basis)

    @property
    def length(self) -> int:
        return ((self.days.end or _MAX) - (self.days.start or _MIN)).days

    def holds(self, other: "_Day") -> bool:
        """Whether the other lies within it."""
        return (self.days.start or _MIN) <= (other.days.start or _MIN) and (other.days.end or _MAX) <= (self.days.end or _MAX)

    @property
    def is_endless(self) -> bool:
        """Whether it tells of something that goes on."""
        return self.days.start is not None and self.days.end is None

    def is_said_finer_by(self, other: "_Day") -> bool:
        """Whether the other says the same more finely: within what goes on no day does, but another span of it."""
        is_finer = self.holds(other) and (other.length, other.basis) < (self.length, self.basis) and other.when.basis != "publication"
        return is_finer and (not self.is_endless or "/" in other.when.edtf)

    def meets(self, other: "_Day") -> bool:
        """Whether both may be true."""
        return (self.days.start or _MIN) <= (other.days.end or _MAX) and (other.days.start or _MIN) <= (self.days.end or _MAX)


def date_of(found: Accounts, *, is_ahead: bool) -> tuple[DateRecord | None, tuple[DateEntry, ...]]:
    """The date as it is known, and other days that news gave for it, each by the first to do so.

    A plan is for the day that was named last. Of what took place the surest day holds, and of such the one that most outlets give;
    a finer one within it is taken from any news but that of the publication's day, and background fills in where there is nothing.
    """
    tiers = [[day for each in tier if (day := _day(each))] for tier in found.tiers]
    news = [*tiers[0], *tiers[1]]
    base = next((_latest(tier) if is_ahead else _surest(tier) for tier in tiers if tier), None)
    if base is None:
        return None, ()
    finer = [day for day in news if base.is_said_finer_by(day)]
    chosen = min(finer, key=lambda day: (day.length, day.basis), default=base)
    return date_record(chosen.when), _others(sorted(news, key=lambda day: day.told.order), chosen)


def _day(told: Told) -> _Day | None:
    mention = told.mention
    when = mention.date
    if when is None and mention.type == "AGREE":
        when = next((about.date for about in mention.about if about.date), None)
    allowed = days(when)
    return _Day(when, allowed, told) if when and (allowed.start or allowed.end) else None


def _latest(given: Sequence[_Day]) -> _Day:
    """The day that was named last; one that only says it more roughly, or is the publication's, changes nothing."""
    current = given[0]
    for day in given[1:]:
        says_it = day.when.basis != "publication"
        if current.when.basis == "publication" or (says_it and (current.holds(day) or not day.meets(current))):
            current = day
    return current


def _surest(given: Sequence[_Day]) -> _Day:
    """The surest day; of such the one that most outlets give, each by what it said last; then the finest; then the first.

    If half of them tell of something that goes on, it does.
    """
    endless = [day for day in given if day.is_endless]
    if endless and 2 * len(endless) >= len(given):
        given = endless
    best = min(day.basis for day in given)
    last = {day.told.telling.source: day for day in given if day.basis == best}
    votes: dict[str, int] = {}
    for day in last.values():
        votes[day.when.edtf] = votes.get(day.when.edtf, 0) + 1
    return min(last.values(), key=lambda day: (-votes[day.when.edtf], day.length, day.told.order))


def _others(given: Iterable[_Day], chosen: _Day) -> tuple[DateEntry, ...]:
    other: dict[str, _Day] = {}
    for day in given:
        if day.when.basis != "publication" and not day.meets(chosen):
            other.setdefault(day.when.edtf, day)
    return tuple(_entry(day) for day in other.values())


def _entry(day: _Day) -> DateEntry:
    return DateEntry(**dict(date_record(day.when) or ()), reported_at=day.told.telling.reported_at, article_id=ids.public("art", day.told.telling.id))
