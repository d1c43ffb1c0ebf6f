"""Scores whole articles whose gold lists every mention, so that what is read beyond it counts as wrong.

The form of the gold is described in tests/quality/gold/README.md. Readings listed as `optional` count neither for nor against.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from dateline.evaluate.account import Account
from dateline.evaluate.score import Verdict, evidence_touches, pair

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over any number of articles."""

    articles: int = 0
    gold: int = 0
    emitted: int = 0  # optional readings left out
    found: int = 0  # of an accepted type, with words that overlap the gold's
    agreeing: int = 0  # found, and actors and status agree
    right: int = 0  # and recipients, too

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def shares(self) -> dict[str, float]:
        """Recall and precision, by what must agree."""
        emitted, gold = max(1, self.emitted), max(1, self.gold)
        return {
            "recall_type": self.found / gold,
            "recall_right": self.right / gold,
            "precision_type": self.found / emitted,
            "precision_type_actor_status": self.agreeing / emitted,
            "precision_right": self.right / emitted,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one article: its counts, the gold that was missed or is wrong, and what was read beyond it."""

    article: str
    genre: str
    tally: Tally
    faults: tuple[Verdict, ...]
    beyond: tuple[Account, ...]


def score(gold: Gold, accounts: Sequence[Account]) -> Reading:
    """Judge the accounts of one article against its exhaustive gold."""
    title, text = gold["title"], gold["text"]
    pairs = pair(gold, accounts, title=title, text=text)
    taken = {j for j, _ in pairs.values()}
    optional = gold.get("optional") or []
    beyond = [
        account
        for j, account in enumerate(accounts)
        if j not in taken and not any(account.type in each["types"] and evidence_touches(each, account, title=title, text=text) for each in optional)
    ]
    verdicts = [verdict for _, verdict in pairs.values()]
    tally = Tally(
        articles=1,
        gold=len(gold["events"]),
        emitted=len(taken) + len(beyond),
        found=len(verdicts),
        agreeing=sum(not {"actors", "status"} & set(verdict.wrong) for verdict in verdicts),
        right=sum(verdict.right for verdict in verdicts),
    )
    missed = [Verdict.missed(event) for i, event in enumerate(gold["events"]) if i not in pairs]
    return Reading(gold["id"], gold["genre"], tally, (*missed, *(verdict for verdict in verdicts if not verdict.right)), tuple(beyond))


def total(readings: Iterable[Reading]) -> Tally:
    """The counts of several articles together."""
    return sum((reading.tally for reading in readings), Tally())
