"""Scores quotations: their words by the share of letters in common, and the speakers of those that match.

The two thresholds are those of the Gender Gap Tracker (Simon Fraser University, evaluate_quotes.py), which asks only for that share of the gold's
characters; here what was read too much counts as well. A letter counts by its place in the text, so the same words elsewhere are no match.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate.account import speakers
from dateline.evaluate.agree import agrees
from dateline.evaluate.score import known_entities

Gold = Mapping[str, Any]
Place = int  # of one letter or digit, in the title and the text with one character between them

STRICT, LOOSE = 0.8, 0.3


@dataclass(frozen=True, slots=True)
class Heard:
    """Counts of the quotes of one text, and what is wrong in words."""

    counts: Counter[str]
    faults: tuple[str, ...]


def score_quotes(gold: Gold, extraction: Extraction, *, least: float = STRICT) -> Heard:
    """Judge the quotes of one text: the gold's, those read and those matched one to one; and speakers named, read and right among the matched."""
    title = gold.get("title") or ""
    whole, shift = f"{title}\n{gold['text']}", {"title": 0, "text": len(title) + 1}
    wanted = [_letters_of(quote["text"], whole) for quote in gold["quotes"]]
    read = [
        {place for span in quote.spans for place in _letters(whole, shift[span.part] + span.start, shift[span.part] + span.end)} for quote in extraction.quotes
    ]
    pairs = _pair(wanted, read, least)
    held = {i for i, quote in enumerate(gold["quotes"]) if i not in pairs and quote.get("fragment") and any(wanted[i] <= letters for letters in read)}
    inside = [letters for i, letters in enumerate(wanted) if gold["quotes"][i]["form"] == "mixed" and i in pairs]
    nested = {j for j, letters in enumerate(read) if j not in pairs.values() and any(letters <= whole for whole in inside)}
    counts: Counter[str] = Counter(quotes=len(wanted) - len(held), read=len(read) - len(nested), matched=len(pairs))
    faults = [f"quote not found: “{gold['quotes'][i]['text']}”" for i in range(len(wanted)) if i not in pairs and i not in held]
    faults += [f"quote beyond the gold: “{quote.text}”" for j, quote in enumerate(extraction.quotes) if j not in nested and j not in pairs.values()]
    sides, known = speakers(extraction), known_entities(gold)
    for i, j in pairs.items():
        quote, side = gold["quotes"][i], sides[j]
        right = side is not None and any(agrees(name, side, known) for name in (quote["speaker"], *quote.get("speaker_also", ())) if name)
        counts += Counter(speakers=quote["speaker"] is not None, speakers_read=side is not None, speakers_right=right)
        if not right and (quote["speaker"] or side):
            faults.append(f"speaker {quote['speaker']}, read {side and side.names[0]}: “{quote['text']}”")
    for i, quote in enumerate(gold["quotes"]):
        counts += Counter({quote["form"]: i not in held, f"{quote['form']}_matched": i in pairs})
    return Heard(counts, tuple(faults))


def _letters_of(words: str, whole: str) -> set[Place]:
    """Where the gold's words stand."""
    start = whole.find(words)
    if start < 0:
        raise ValueError(f"the gold quotes words that are not in its text: {words!r}")
    return _letters(whole, start, start + len(words))


def _letters(whole: str, start: int, end: int) -> set[Place]:
    """Letters and digits alone: quotation marks, spaces and points make no difference."""
    return {at for at in range(start, end) if whole[at].isalnum()}


def _pair(wanted: Sequence[set[Place]], read: Sequence[set[Place]], least: float) -> dict[int, int]:
    """One to one, the most alike first; alike is letters in both / letters in either."""
    alike = [(len(one & other) / max(1, len(one | other)), i, j) for i, one in enumerate(wanted) for j, other in enumerate(read)]
    pairs: dict[int, int] = {}
    for share, i, j in sorted(alike, key=lambda each: (-each[0], each[1], each[2])):
        if share >= least and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs
