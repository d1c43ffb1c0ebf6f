"""Whether confidence means what it says: of mentions at 0.8, four in five should have the right type, actors and status."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate.account import from_extraction
from dateline.evaluate.gold import Half
from dateline.evaluate.score import evidence_touches, pair

BINS = 8
SURE_ENOUGH = 0.5
BORDER = re.compile(r"\n|[.!?][”\"’)]*\s+(?=[“\"‘(]?[A-Z])")


@dataclass(frozen=True, slots=True)
class Judged:
    """One emitted mention, of which record, and whether it is right."""

    record: str
    mention: EventMention
    right: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """Mentions of like confidence."""

    least: float
    most: float
    mentions: int
    confidence: float  # mean
    right: float  # share


def judge(half: Half, extractions: Mapping[str, Extraction]) -> tuple[Judged, ...]:
    """Every mention read in articles, in status sentences and where nothing is told, however sure; those that the gold leaves open are left out."""
    found = []
    for kind in ("articles", "status", "event_free", "no_mention"):
        for record in getattr(half, kind):
            gold: dict[str, Any] = {"title": "", "events": [], "optional": [], **record}
            title, text = gold["title"], gold["text"]
            extraction = extractions[f"{half.name}:{kind}:{record['id']}"]
            accounts = from_extraction(extraction)
            paired = {j: not {"actors", "status"} & set(verdict.wrong) for j, verdict in pair(gold, accounts, title=title, text=text).values()}
            for j, account in enumerate(accounts):
                open_reading = any(account.type in each["types"] and evidence_touches(each, account, title=title, text=text) for each in gold["optional"])
                if j in paired or not open_reading:
                    mention = extraction.events[j]
                    where = mention.evidence[0]
                    sentence = sentence_at(title if where.part == "title" else text, where.start, where.end)
                    found.append(Judged(f"{kind}:{record['id']}", mention, paired.get(j, False), sentence))
    return tuple(found)


def worst(judged: Sequence[Judged], count: int) -> list[Judged]:
    """The wrong mentions that were surest, one of each sentence."""
    wrong = sorted((each for each in judged if not each.right), key=lambda each: -each.mention.confidence)
    return list({each.sentence: each for each in reversed(wrong)}.values())[::-1][:count]


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence or line around some words, as far as points and line ends tell."""
    left = max((found.end() for found in BORDER.finditer(text, 0, start)), default=0)
    right = BORDER.search(text, end)
    return text[left : right.end() if right else len(text)].strip()


def bins(judged: Sequence[Judged], count: int = BINS) -> list[Bin]:
    """As many mentions in each, from the least sure to the surest."""
    ordered = sorted(judged, key=lambda each: each.mention.confidence)
    edges = [round(n * len(ordered) / count) for n in range(count + 1)]
    return [_bin(ordered[start:end]) for start, end in pairwise(edges) if start < end]


def figures_of(judged: Sequence[Judged]) -> dict[str, float]:
    """Brier score (mean squared distance from 1 or 0), how much of a constant's it takes away, calibration error, and the order alone.

    The constant is the share that is right, which nobody knows beforehand. `ranking` is the chance that a right mention is surer than a wrong one.
    """
    share = sum(each.right for each in judged) / len(judged)
    brier = sum((each.mention.confidence - each.right) ** 2 for each in judged) / len(judged)
    constant = share * (1 - share)
    error = sum(each.mentions * abs(each.confidence - each.right) for each in bins(judged)) / len(judged)
    kept = [each for each in judged if each.mention.confidence >= SURE_ENOUGH]
    return {
        "brier": brier,
        "brier_of_constant": constant,
        "brier_skill": 1 - brier / constant if constant else 0.0,
        "calibration_error": error,
        "ranking": _ranking(judged),
        "mentions": len(judged),
        "kept_at_half": len(kept) / len(judged),
    }


def _bin(judged: Sequence[Judged]) -> Bin:
    values = [each.mention.confidence for each in judged]
    return Bin(values[0], values[-1], len(judged), sum(values) / len(values), sum(each.right for each in judged) / len(judged))


def _ranking(judged: Sequence[Judged]) -> float:
    right = [each.mention.confidence for each in judged if each.right]
    wrong = [each.mention.confidence for each in judged if not each.right]
    won = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return won / (len(right) * len(wrong)) if right and wrong else 0.0
