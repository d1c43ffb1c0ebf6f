"""How alike two clusterings are: B-cubed, and the pairs that they put together.

A clustering maps items to labels; items that bear one label are one cluster.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from dateline.evaluate.confusion import f1

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much of what one side puts together the other does, too."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


def bcubed(key: Mapping[Item, Hashable], response: Mapping[Item, Hashable]) -> Agreement:
    """B-cubed, each item weighed alike (Bagga and Baldwin 1998). An item that one side alone has is wrong there (Pradhan et al. 2014)."""
    both = Counter((key[item], response[item]) for item in key.keys() & response.keys())
    of_key, of_response = Counter(key.values()), Counter(response.values())
    precision = sum(n * n / of_response[label] for (_, label), n in both.items())
    recall = sum(n * n / of_key[label] for (label, _), n in both.items())
    return Agreement(precision / len(response) if response else 1.0, recall / len(key) if key else 1.0)


def bcubed_found(key: Mapping[Item, Hashable], response: Mapping[Item, Hashable]) -> Agreement:
    """B-cubed where items had to be found first, so that linking is measured and not finding (Cai and Strube 2010, B-cubed-sys).

    What was not found stands in the response as a cluster of its own. What was found beyond the key is left out where it
    stands alone, and else stands in the key alone, where precision is counted.
    """
    sizes = Counter(response.values())
    beyond = {item: label for item, label in response.items() if item not in key}
    linked = {item for item, label in beyond.items() if sizes[label] > 1}
    answered: dict[Item, Hashable] = {item: (0, label) for item, label in response.items() if item in key or item in linked}
    answered |= {item: (1, item) for item in key if item not in response}
    wanted: dict[Item, Hashable] = {item: (0, label) for item, label in key.items()}
    recall = bcubed(wanted, {item: label for item, label in answered.items() if item in key}).recall
    return Agreement(bcubed(wanted | {item: (1, item) for item in linked}, answered).precision, recall)


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of items of different groups that stand in one cluster: of the key, of the response, and of both."""

    wanted: int
    made: int
    right: int

    @property
    def f1(self) -> float:
        """Harmonic mean of the shares that are right."""
        return f1(self.right, self.wanted, self.made)


def links(key: Mapping[Item, Hashable], response: Mapping[Item, Hashable], *, group: Mapping[Item, Hashable]) -> Links:
    """Count pairs; items that `group` does not know take no part."""
    of_key, of_response, of_both = (
        _across(clusters, group) for clusters in (key, response, {item: (key[item], response[item]) for item in key.keys() & response.keys()})
    )
    return Links(of_key, of_response, of_both)


def _across(clusters: Mapping[Item, Hashable], group: Mapping[Item, Hashable]) -> int:
    """Pairs of one cluster and two groups."""
    sizes: dict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for item, label in clusters.items():
        if item in group:
            sizes[label][group[item]] += 1
    return sum((sum(counts.values()) ** 2 - sum(n * n for n in counts.values())) // 2 for counts in sizes.values())
