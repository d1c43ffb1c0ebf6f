"""Which class was read where the gold has another: precision, recall and F1 of each, and their mean over the classes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STATUSES = ("happened", "planned", "possible", "alleged", "negated", "denied")
NONE = "none"  # read as no mention at all


@dataclass(frozen=True, slots=True)
class Score:
    """How well one class is read; `gold` and `read` are how often it stands in either."""

    gold: int
    read: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of (status of the gold, status read or NONE)."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, event: Mapping[str, Any], read: str) -> "Confusion":
        """One gold event; another status that the gold accepts stands for the first."""
        accepted = (event["status"], *event.get("status_also", ()))
        return cls(Counter({(read if read in accepted else event["status"], read): 1}))

    def __add__(self, other: "Confusion") -> "Confusion":
        return Confusion(self.counts + other.counts)

    def score(self, status: str) -> Score:
        """Precision, recall and F1 of one status, 0 where there is nothing to divide by."""
        right = self.counts[status, status]
        gold = sum(count for (wanted, _), count in self.counts.items() if wanted == status)
        read = sum(count for (_, found), count in self.counts.items() if found == status)
        return Score(gold, read, right / max(1, read), right / max(1, gold), f1(right, gold, read))

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the statuses that the gold has; what was not found is a miss of its status."""
        scores = [score for score in map(self.score, STATUSES) if score.gold]
        return sum(score.f1 for score in scores) / max(1, len(scores))

    def of_found(self) -> "Confusion":
        """Without what was not found: how well the statuses of mentions that are read are told apart."""
        return Confusion(Counter({pair: count for pair, count in self.counts.items() if pair[1] != NONE}))

    @property
    def share_right(self) -> float:
        """Gold events read with an accepted status, of all."""
        return sum(self.counts[status, status] for status in STATUSES) / max(1, self.counts.total())


def f1(right: float, gold: float, read: float) -> float:
    """Harmonic mean of right / gold and right / read; 0 where both are empty."""
    return 2 * right / (gold + read) if gold + read else 0.0
