"""Stretches of a text that belong together: its lines, or its paragraphs where lines were wrapped by hand."""

import re
from dataclasses import dataclass

WRAPPED = (45, 100)  # characters of a line that a program broke: mail and agency wires wrap at 60 to 80
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_BLANK = re.compile(r"(?:\r\n?|\n)[ \t\xa0]*(?:\r\n?|\n)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stripped line or wrapped paragraph: offsets into the text, and its characters."""

    start: int
    end: int
    text: str


def plain(text: str) -> str:
    """Words and digits in lower case, for comparing lines."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def stretches(text: str) -> list[Stretch]:
    """All non-blank lines; lines that only a margin broke are joined."""
    lines = [s for match in _LINE.finditer(text) if (s := _stripped(text, match.start(), match.end()))]
    if not _wrapped(lines):
        return lines
    joined: list[Stretch] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before and not _BLANK.search(text, before.end, line.start) and len(before.text.rsplit("\n", 1)[-1]) >= WRAPPED[0]:
            joined[-1] = Stretch(before.start, line.end, text[before.start : line.end])
        else:
            joined.append(line)
    return joined


def _wrapped(lines: list[Stretch]) -> bool:
    """Most lines are of a margin's length, many break inside a sentence."""
    if len(lines) < 4:
        return False
    long = sum(WRAPPED[0] <= len(line.text) <= WRAPPED[1] for line in lines)
    broken = sum(line.text[0].islower() for line in lines)
    return long >= 0.6 * len(lines) and broken >= 0.3 * len(lines)


def _stripped(text: str, start: int, end: int) -> Stretch | None:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    core = words.strip()
    return Stretch(start + left, start + left + len(core), core) if core else None
