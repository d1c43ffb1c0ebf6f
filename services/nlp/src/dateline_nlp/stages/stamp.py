"""Reads the line of a page that says when it was published."""

import re
from datetime import UTC, datetime, timedelta, timezone

from dateline_nlp.stages import genre
from dateline_nlp.stages.wordlist import listed

ZONES = {"Z": 0, "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "ET": -5, "PST": -8, "PDT": -7, "PT": -8}
MONTHS: dict[str, int] = {name: number for number, name in enumerate(listed("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}


def is_stamp(text: str) -> bool:
    """Whether a line tells nothing but when: a date, a date with what was done then, "3 hours ago"."""
    if len(text) > 200:
        return False
    return bool(
        genre.TIMESTAMP.fullmatch(text) or genre.AGO.fullmatch(text) or (genre.STAMPED.search(text) and genre.TIMESTAMP.search(text) and not text.endswith("."))
    )


def timestamp(text: str) -> datetime | None:
    """The instant that a date line gives, midnight UTC when it names no hour; None when it gives no date."""
    found = genre.TIMESTAMP.fullmatch(text.strip()) or (genre.TIMESTAMP.search(text) if is_stamp(text) else None)
    if not found:
        return None
    try:
        return _instant(found)
    except (ValueError, OverflowError):
        return None


def _instant(found: re.Match[str]) -> datetime:
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    else:
        year, month, day = int(found["y1"] or found["y2"]), MONTHS[(found["m1"] or found["m2"])[:3].lower()], int(found["d1"] or found["d2"])
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0].lower() == "p" else 0)
    return datetime(year, month, day, hour, int(found["minute"] or 0), tzinfo=_zone(found["zone"])).astimezone(UTC)


def _zone(name: str | None) -> timezone:
    if name and name[0] in "+-":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
        return timezone(offset if name[0] == "+" else -offset)
    return timezone(timedelta(hours=ZONES.get((name or "UTC").upper(), 0)))
