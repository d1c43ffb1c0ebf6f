"""Expressions of time that count from another one told before: "two days later", "the day before", "in July of that year"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dateline_nlp.stages import calendar
from dateline_nlp.stages.calendar import WEEKDAYS, Time
from dateline_nlp.stages.descriptions import number
from dateline_nlp.stages.genre import DAYS

NEAR = 1  # sentences back from which there is no doubt which day is meant
REACH = 2  # sentences back to what an expression counts from
_PART = "morning|afternoon|evening|night"
_END = r"(?=\s*(?:[.,;:)–—]|$|and\b|but\b|in\b|at\b|when\b|after\b|to\b|by\b|on\b))"
_COUNTED = re.compile(
    r"\b(?:(?:about|nearly|almost|just|only) )?(?P<count>a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}) "
    r"(?P<unit>day|week|fortnight|month|year)s? (?P<way>(?:later|afterwards|earlier|previously)\b(?! than)|before\b" + _END + ")",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:(?:an|one|two|three|four|five|six|a few|several|\d) )?(?:hours?|minutes|moments) (?:(?:later|afterwards|earlier)\b|before(?=\s*[.,;]))",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"\bthe (?:(?P<which>next|following|previous) (?P<unit>day|week|month|year|{_PART})"
    r"|(?P<one>day|week|month|year) (?P<way>after|before))\b" + _END,
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\bthe (?P<which>following|previous|preceding) (?P<weekday>{DAYS})\b")
_THAT = re.compile(rf"\b(?:that|the same|that same) (?P<that>day|week|month|year|{_PART})\b(?!-)", re.IGNORECASE)
OF_THAT_YEAR = re.compile(r"(?: of)? (?:that|the same) year\b")  # behind a month: "in July of that year"
_MONTH = re.compile(rf"\b(?P<month>{'|'.join(calendar.MONTHS)}){OF_THAT_YEAR.pattern}", re.IGNORECASE)
_OF_DAY = re.compile(
    r"\b(?:(?:late |early )?in the (?:late |early )?(?:morning|afternoon|evening)|(?:earlier|later|late) in the day"
    r"|(?:at|around|before|after) (?:dawn|dusk|daybreak|nightfall|noon|midday)|after dark)\b(?! of)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date told before: the sentence that holds it, where it ends there, its EDTF expression and its basis."""

    sentence: int
    end: int
    edtf: str
    basis: str


def find(text: str, told: Sequence[Anchor], sentence: int, ahead: Callable[[int], bool], today: date) -> list[tuple[int, int, Time, str, str]]:
    """Where the expressions stand in a sentence's text, what they mean, their basis and their rules. `told` are the dates in their order; `ahead` tells which
    clauses look ahead: the others count from no day that is to come. "That day" only repeats the date just told, and is as sure."""
    found: list[tuple[int, int, Time, str, str]] = []
    for pattern, reading, rule in _READINGS:
        for match in pattern.finditer(text):
            before = (a for a in reversed(told) if sentence - REACH <= a.sentence < sentence or (a.sentence == sentence and a.end <= match.start()))
            anchor = next((a for a in before if a.edtf[: len("2025-01-01")] <= today.isoformat() or ahead(match.start())), None)
            time = reading(match, anchor.edtf) if anchor is not None else None
            if time is not None and anchor is not None:
                found.append((match.start(), match.end(), time, anchor.basis if pattern is _THAT and sentence - anchor.sentence <= NEAR else "anchored", rule))
    return found


def _counted(match: re.Match[str], anchor: str) -> Time | None:
    words, unit = match["count"].lower(), match["unit"].lower()
    count = 1.0 if words in ("a", "an") else number(words)
    if not count:
        return None
    step = int(count) * (2 if unit == "fortnight" else 1)
    back = match["way"].lower() in ("earlier", "before", "previously")
    return calendar.shifted(anchor, -step if back else step, "week" if unit == "fortnight" else unit)


def _same_day(match: re.Match[str], anchor: str) -> Time | None:
    """The same day, as far as one can tell: "hours later", "in the evening"."""
    return calendar.shifted(anchor, 0, "day")


def _next(match: re.Match[str], anchor: str) -> Time | None:
    which, unit = (match["which"] or "").lower(), (match["unit"] or match["one"]).lower()
    step = -1 if which == "previous" or (match["way"] or "").lower() == "before" else 1
    return calendar.shifted(anchor, step, "day" if unit in _PART.split("|") else unit)


def _weekday(match: re.Match[str], anchor: str) -> Time | None:
    wanted = next(n for name, n in WEEKDAYS.items() if name.startswith(match["weekday"].lower()[:3]))
    if calendar.shifted(anchor, 0, "day") is None:
        return None
    return calendar.day(calendar.weekday(date.fromisoformat(anchor), wanted, which="next" if match["which"].lower() == "following" else "last", future=False))


def _month(match: re.Match[str], anchor: str) -> Time | None:
    """ "In July of that year"."""
    year, month = anchor[:4], calendar.MONTHS[match["month"].lower()]
    return Time(f"{year}-{month:02}", "month") if year.isdigit() else None


def _that(match: re.Match[str], anchor: str) -> Time | None:
    parts = anchor.split("-")
    unit = match["that"].lower()
    wanted = {"year": 1, "month": 2}.get(unit, 3)
    if not anchor.replace("-", "").isdigit() or len(parts) < wanted:
        return None
    if unit == "week":
        return calendar.week(date.fromisoformat(anchor), 0)
    return Time("-".join(parts[:wanted]), "year" if wanted == 1 else "month" if wanted == 2 else "day")


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Time | None], str], ...] = (
    (_COUNTED, _counted, "time.from_anchor"),
    (_HOURS, _same_day, "time.from_anchor"),
    (_OF_DAY, _same_day, "time.from_anchor"),
    (_WEEKDAY, _weekday, "time.from_anchor"),
    (_NEXT, _next, "time.from_anchor"),
    (_MONTH, _month, "time.from_anchor"),
    (_THAT, _that, "time.that"),
)
