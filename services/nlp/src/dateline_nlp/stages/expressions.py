"""Patterns for expressions of time, each with its rule id, its basis and its reading on a publication day.

Definitions in the codebook ("When"). A reading that is not sure gives None: an invented day is worse than none.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateline_nlp.stages import calendar
from dateline_nlp.stages.calendar import MONTHS, SEASONS, WEEKDAYS, Time
from dateline_nlp.stages.descriptions import number
from dateline_nlp.stages.genre import DAYS

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?"
    r"|Mar\.|Apr\.?|Jun\.|Jul\.|Aug\.?|Sept\.?|Sep\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\d|[.:,]\d)"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)(?!\d|[.,]\d)"
_WEEKDAY = rf"(?P<weekday>{DAYS})"
_FULL_DAY = rf"(?P<weekday>{'|'.join(day.capitalize() for day in WEEKDAYS)})"
_PART = r"(?:(?:late|early|earlier|later|mid)[ -]?(?:on |in )?)?"
_SOME = r"(?P<count>a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|\d{1,3}|several|a few|a couple of)"
_UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)s?"


Rule = Callable[[re.Match[str], date, bool], Time | None]
"""Reads a match on a publication day; the flag says that its clause looks ahead."""


def _which(match: re.Match[str]) -> str:
    word = (match.groupdict().get("which") or "").lower()
    return "last" if word in ("last", "past", "previous") else "next" if word in ("next", "coming") else "this" if word else ""


def _dated(match: re.Match[str], published: date, future: bool) -> Time | None:
    wanted, month = int(match["day"]), MONTHS[match["month"].lower().rstrip(".")]
    if not match.groupdict().get("year"):
        found = calendar.day_of(published, wanted, month, future=future) if 1 <= wanted <= 31 else None
        return calendar.day(found) if found else None
    try:
        return calendar.day(date(int(match["year"]), month, wanted))
    except ValueError:
        return None


def _iso(match: re.Match[str], published: date, future: bool) -> Time | None:
    try:
        return calendar.day(date.fromisoformat(match[0]))
    except ValueError:
        return None


def _month(match: re.Match[str], published: date, future: bool) -> Time | None:
    wanted = MONTHS[match["month"].lower().rstrip(".")]
    if match.groupdict().get("year"):
        return calendar.month(int(match["year"]), wanted)
    return calendar.month_of(published, wanted, which=_which(match), future=future)


def _weekday(match: re.Match[str], published: date, future: bool) -> Time | None:
    wanted = next(n for name, n in WEEKDAYS.items() if name.startswith(match["weekday"].lower()[:3]))
    if wanted == published.weekday() and match[0].lower().startswith("later"):
        return calendar.day(published)  # "later on Wednesday", in Wednesday's news
    return calendar.day(calendar.weekday(published, wanted, which=_which(match), future=future))


def _weekday_of(match: re.Match[str], published: date, future: bool) -> Time | None:
    """ "Wednesday last week", "Wednesday of next week"; "Friday week" is a week after the next Friday."""
    wanted = WEEKDAYS[match["weekday"].lower()]
    if not match["which"]:
        return calendar.day(calendar.weekday(published, wanted, which="next", future=True) + timedelta(weeks=1))
    offset = {"last": -1, "next": 1}.get(_which(match), 0)
    return calendar.day(published + timedelta(days=wanted - published.weekday(), weeks=offset))


def _nth(match: re.Match[str], published: date, future: bool) -> Time | None:
    """ "On the 24th": the next one where the clause looks ahead, else the latest."""
    found = calendar.nth(published, int(match["day"]), future=future)
    return calendar.day(found) if found else None


def _near(match: re.Match[str], published: date, future: bool) -> Time | None:
    word = match["word"].lower()
    if word == "overnight":
        return calendar.between((published - timedelta(days=1)).isoformat(), published.isoformat())
    return calendar.day(published + timedelta(days={"yesterday": -1, "tomorrow": 1, "last": -1}.get(word.split()[0], 0)))


def _period(match: re.Match[str], published: date, future: bool) -> Time | None:
    """Last, this or next week, month, year; "earlier this year" up to publication."""
    which, unit = _which(match), match["unit"].lower()
    offset = {"last": -1, "next": 1}.get(which, 0)
    part = (match["part"] or "").lower().strip()
    today = published.isoformat()
    if unit == "week":
        time = calendar.week(published, offset)
    elif unit == "weekend":
        time = calendar.weekend(published, offset if offset or future or published.weekday() >= 5 else -1)
    elif unit == "month":
        time = calendar.months_from(published, offset)
    elif unit == "year":
        time = calendar.year(published.year + offset)
    else:
        return calendar.season_from(published, unit, which) if unit in SEASONS else None
    if offset == 0 and part in ("earlier", "early"):
        return calendar.between(time.edtf.split("/")[0], today)
    if offset == 0 and part in ("later", "late"):
        return calendar.between(today, time.edtf.split("/")[-1])
    return time


def _weekend(match: re.Match[str], published: date, future: bool) -> Time | None:
    """ "At the weekend": the coming one where the clause looks ahead, else the latest that has begun."""
    return calendar.weekend(published, 0 if future or published.weekday() >= 5 else -1)


def _count(words: str) -> float | None:
    """How many "a", "an", "two" or "12" are; None for "several" and "a few"."""
    return 1.0 if words.lower() in ("a", "an") else number(words)


def _ago(match: re.Match[str], published: date, future: bool) -> Time | None:
    count, unit = _count(match["count"]), match["unit"].lower()
    if count is None:
        return None
    n = int(count)
    try:
        if unit == "hour":
            return calendar.day(published - timedelta(hours=n))
        if unit == "day":
            return calendar.day(published - timedelta(days=n))
        if unit in ("week", "fortnight"):
            return Time(f"{(published - timedelta(weeks=n * (2 if unit == 'fortnight' else 1))).isoformat()}~", "day")
        if unit == "month":
            return calendar.months_from(published, -n)
        return calendar.year(published.year - n * (10 if unit == "decade" else 1))
    except (OverflowError, ValueError):
        return None


def _past_span(match: re.Match[str], published: date, future: bool) -> Time | None:
    count = number(match["count"]) if match["count"] else 1.0
    if count is None:
        return None
    days = {"day": 1, "week": 7, "month": 30, "year": 365}.get(match["unit"].lower())
    try:
        return calendar.between((published - timedelta(days=int(count) * days)).isoformat(), published.isoformat()) if days else None
    except (OverflowError, ValueError):
        return None


def _year(match: re.Match[str], published: date, future: bool) -> Time | None:
    return calendar.year(int(match["bare"]))


def _decade(match: re.Match[str], published: date, future: bool) -> Time | None:
    return Time(match["decade"][:3] + "X", "decade")


def _season(match: re.Match[str], published: date, future: bool) -> Time | None:
    return calendar.season(int(match["year"]), match["season"].lower())


def _this_season(match: re.Match[str], published: date, future: bool) -> Time | None:
    """ "In the spring": the next one where the clause looks ahead; else it may be any year's."""
    return calendar.season_from(published, match["unit"].lower(), "next") if future else None


def _quarter(match: re.Match[str], published: date, future: bool) -> Time | None:
    n = {"first": 1, "second": 2, "third": 3, "fourth": 4}[match["nth"].lower()]
    return Time(f"{match['year']}-{3 * n - 2:02d}/{match['year']}-{3 * n:02d}", "quarter")


def _range(match: re.Match[str], published: date, future: bool) -> Time | None:
    first, last = match["bare"], match["until"]
    last = first[: 4 - len(last)] + last
    return calendar.between(first, last) if first < last else None


_I = re.IGNORECASE
_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
RULES: tuple[tuple[str, str, re.Pattern[str], Rule], ...] = (
    ("time.iso", "stated", re.compile(r"\b\d{4}-\d\d-\d\d\b"), _iso),
    ("time.date", "stated", re.compile(rf"\b(?:Earlier on |earlier on |late on )?(?:(?:{DAYS}),? )?{_MONTH} {_DAY}(?:,? {_YEAR})?"), _dated),
    ("time.date", "stated", re.compile(rf"\b(?:(?:{DAYS}),? )?(?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?\b"), _dated),
    ("time.month", "stated", re.compile(rf"\b{_PART}{_MONTH},? (?:of )?{_YEAR}"), _month),
    ("time.quarter", "stated", re.compile(rf"\bthe (?P<nth>first|second|third|fourth) quarter of {_YEAR}"), _quarter),
    ("time.season", "stated", re.compile(rf"\b(?:the )?(?P<season>spring|summer|autumn|fall|winter) (?:of )?{_YEAR}", _I), _season),
    (
        "time.month",
        "relative",
        re.compile(
            rf"\b{_PART}(?P<which>(?i:last|this|next|this past|in|since|until|by|of|during|from)) (?:(?:late|early|mid)[ -])?(?P<anchor>)?{_MONTH}(?![\w-]| \d)"
        ),
        _month,
    ),
    ("time.month", "relative", re.compile(rf"\b(?P<month>{'|'.join(m.title() for m in MONTHS if len(m) > 3)})(?=['’]s \w)"), _month),
    (
        "time.weekday_of",
        "relative",
        re.compile(rf"\b{_FULL_DAY}{_OF_DAY} (?:(?:of )?(?P<which>last|next|this) week\b|week(?=[.,;]|$))"),
        _weekday_of,
    ),
    ("time.nth", "relative", re.compile(rf"\bon the {_DAY}(?<=[a-z])(?=[.,;]| (?:and|but|after|unless|if|when|as|at|in|to|for|by|with)\b|$)"), _nth),
    (
        "time.weekday",
        "relative",
        re.compile(
            r"(?<!following )(?<!previous )(?<!preceding )\b(?:(?:late|early|earlier|later) (?:on )?)?(?:(?P<which>last|this|next|this past|this coming) )?"
            rf"{_WEEKDAY}\b{_OF_DAY}(?!\.\w)"
        ),
        _weekday,
    ),
    ("time.ago", "relative", re.compile(rf"(?<![\d,.])\b(?:(?:about|nearly|almost|over|more than|some) )?{_SOME} {_UNIT} ago\b", _I), _ago),
    (
        "time.past_span",
        "relative",
        re.compile(
            r"\b(?:in|over|during|for) the (?:past|last) (?:(?P<count>two|three|four|five|six|seven|eight|nine|ten|twelve"
            r"|\d{1,3}) )?(?P<unit>day|week|month|year)s?\b",
            _I,
        ),
        _past_span,
    ),
    (
        "time.period",
        "relative",
        re.compile(
            r"\b(?P<part>late |early |earlier |later |mid-)?(?P<which>last|this|next|this past|the past|this coming) (?P<unit>week"
            r"|month|year|weekend|spring|summer|autumn|fall|winter)\b(?!-)",
            _I,
        ),
        _period,
    ),
    ("time.weekend", "relative", re.compile(r"\b(?:at|on|over|during) the (?P<unit>weekend)\b(?! of)", _I), _weekend),
    (
        "time.near",
        "relative",
        re.compile(
            r"\b(?:(?:earlier|later|late|early) )?(?P<word>yesterday|today|tomorrow|tonight|overnight|last night|this (?:morning|afternoon|evening))\b(?!['’]s)"
            + _OF_DAY,
            _I,
        ),
        _near,
    ),
    ("time.season", "relative", re.compile(r"\b(?:in|during) the (?P<unit>winter|spring|summer|autumn|fall)\b(?! of)", _I), _this_season),
    ("time.decade", "stated", re.compile(r"\bthe (?:early |late |mid-)?(?P<decade>(?:1[89]|20)\d0)s\b"), _decade),
    ("time.years", "stated", re.compile(r"\b(?P<bare>(?:1[89]|20)\d\d)[-–](?P<until>\d\d(?:\d\d)?)\b"), _range),
    ("time.year", "stated", re.compile(r"(?<![\d$€£.,#-])\b(?P<bare>(?:1[89]|20)\d\d)\b(?![\d,]\d|\.\d|%|[-–]\w)"), _year),
)
