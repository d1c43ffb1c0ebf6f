"""Expressions of time that count from another one told before: "two days later", "the day before", "that year"."""

import re
from collections.abc import Callable, Iterable

from dateline_nlp.stages import calendar
from dateline_nlp.stages.calendar import Time
from dateline_nlp.stages.descriptions import number

REACH = 2  # sentences back to what an expression counts from
_COUNTED = re.compile(
    r"\b(?:(?:about|nearly|almost|just|only) )?(?P<count>a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}) "
    r"(?P<unit>day|week|month|year)s? (?P<way>later|afterwards|earlier|before|previously)\b"
    r"(?=\s*(?:[.,;:)–—]|$|and\b|but\b|in\b|at\b|when\b|after\b|to\b|by\b|on\b))",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\bthe (?:(?P<which>next|following|previous|same) (?P<unit>day|week|month|year)"
    r"|(?P<one>day|week|month|year) (?P<way>after|before))\b(?=\s*(?:[.,;:)–—]|$))",
    re.IGNORECASE,
)
_THAT = re.compile(r"\b(?:that|the same) (?P<that>day|month|year)\b(?!-)", re.IGNORECASE)

Anchor = tuple[int, str]
"""A sentence's index and the EDTF expression that it holds."""


def find(text: str, told: Iterable[Anchor], sentence: int) -> list[tuple[int, int, Time, str]]:
    """Where the expressions stand in a sentence's text, what they mean and their rules; `told` are the dates before, the latest last."""
    anchors = [edtf for index, edtf in told if sentence - index <= REACH]
    found = [(m.start(), m.end(), time, "time.from_anchor") for m in _COUNTED.finditer(text) if (time := _first(anchors, lambda a, m=m: _counted(m, a)))]
    found += [(m.start(), m.end(), time, "time.from_anchor") for m in _NEXT.finditer(text) if (time := _first(anchors, lambda a, m=m: _next(m, a)))]
    return found + [(m.start(), m.end(), time, "time.that") for m in _THAT.finditer(text) if (time := _first(anchors, lambda a, m=m: _that(m, a)))]


def _first(anchors: list[str], reading: Callable[[str], Time | None]) -> Time | None:
    """The reading on the latest date; an older one is not what the words count from."""
    return reading(anchors[-1]) if anchors else None


def _counted(match: re.Match[str], anchor: str) -> Time | None:
    words = match["count"].lower()
    count = 1.0 if words in ("a", "an") else number(words)
    back = match["way"].lower() in ("earlier", "before", "previously")
    return calendar.shifted(anchor, -int(count) if back else int(count), match["unit"].lower()) if count else None


def _next(match: re.Match[str], anchor: str) -> Time | None:
    which, unit = (match["which"] or "").lower(), (match["unit"] or match["one"]).lower()
    step = -1 if which == "previous" or (match["way"] or "").lower() == "before" else 0 if which == "same" else 1
    return calendar.shifted(anchor, step, unit)


def _that(match: re.Match[str], anchor: str) -> Time | None:
    parts = anchor.split("-")
    wanted = {"year": 1, "month": 2, "day": 3}[match["that"].lower()]
    if not anchor.replace("-", "").isdigit() or len(parts) < wanted:
        return None
    return Time("-".join(parts[:wanted]), "year" if wanted == 1 else "month" if wanted == 2 else "day")
