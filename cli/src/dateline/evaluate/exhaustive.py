"""Scores whole articles whose gold lists every mention, so that what is read beyond it counts as wrong.

The form of the gold is described in tests/quality/gold/README.md. Readings listed as `optional` count neither for nor against.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from dateline.evaluate.account import Account
from dateline.evaluate.confusion import NONE, Confusion
from dateline.evaluate.details import Details, details
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
    by_type: Mapping[str, Tally]  # a gold event that was found stands under the type that was read
    statuses: Confusion
    details: Details


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
    by_type: dict[str, Tally] = {}
    statuses = Confusion()
    for i, event in enumerate(gold["events"]):
        if i not in pairs:
            by_type[event["types"][0]] = by_type.get(event["types"][0], Tally()) + Tally(gold=1)
            statuses += Confusion.of(event, NONE)
            continue
        account, verdict = accounts[pairs[i][0]], pairs[i][1]
        agreeing = not {"actors", "status"} & set(verdict.wrong)
        by_type[account.type] = by_type.get(account.type, Tally()) + Tally(gold=1, emitted=1, found=1, agreeing=agreeing, right=verdict.right)
        statuses += Confusion.of(event, account.status)
    for account in beyond:
        by_type[account.type] = by_type.get(account.type, Tally()) + Tally(emitted=1)
    tally = sum(by_type.values(), Tally(articles=1))
    faults = [pairs[i][1] if i in pairs else Verdict.missed(event) for i, event in enumerate(gold["events"])]
    right = {j for j, verdict in pairs.values() if verdict.right}
    wrong = [account for j, account in enumerate(accounts) if j not in right]
    extra = details(gold, {i: accounts[j] for i, (j, _) in pairs.items()}, beyond, wrong)
    return Reading(gold["id"], gold["genre"], tally, tuple(each for each in faults if not each.right), tuple(beyond), by_type, statuses, extra)


def total(readings: Iterable[Reading]) -> Tally:
    """The counts of several articles together."""
    return sum((reading.tally for reading in readings), Tally())
