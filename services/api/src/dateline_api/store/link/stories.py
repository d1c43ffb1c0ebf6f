"""Which articles are one story: how sure words, entities, events and time make it. Pure.

The recipe of Miranda et al. 2018 (Multilingual clustering of streaming news, EMNLP): TF-IDF of words and of entities, and the days between, put together
by a logistic model that was fitted to whether an article belongs. Figures and choices: docs/linking.md, "Stories".
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dateline_api.store.link.vector import Vector, Weights, cohesion, product

# Fitted to 15,650 pairs of an article and a story in shuffled streams of the open gold (38 articles in 8 stories, and 39 on other matters).
WORDS, ENTITIES, DAYS, BIAS = 16.2, 3.0, -0.6, -2.8
EVENTS = 1.5  # for the first event that both tell of, if few others do
JOIN = 0.5
APART = 0.05  # below which another story is not looked at again
# Of the likeness within the looser of two halves, so much is between them if they are one story, and less than TWO if they are two: in the gold the two
# nearest stories have 0.52, and the two most different halves of one story 0.85.
ONE, TWO = 0.72, 0.66
FEWEST = 4  # articles of a story that may prove to be two, of two or more each
NEWEST = 20  # articles whose mean a story is known by: it drifts with the news
REACH = timedelta(days=60)  # to the nearest article of a story; the gold's longest pause is 33 days
ROUNDS = 5  # in which articles change sides; in the gold two do
KEY_WORDS, KEY_ENTITIES = 14, 8  # under which a story is looked up


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is known by its newest articles."""

    id: UUID
    vector: Vector
    articles: int  # whose mean its vector is
    times: Sequence[datetime]  # of these articles


def probability(one: Vector, story: Story, times: Sequence[datetime], *, shared: float = 0.0) -> float:
    """That an article, or all of another story, belongs to a story. `shared` is how much the events in common weigh, 1 for one that few tell of."""
    score = WORDS * product(one.words, story.vector.words) + ENTITIES * product(one.entities, story.vector.entities)
    score += EVENTS * min(shared, 2.0) + DAYS * math.log1p(days_between(times, story.times)) + BIAS
    return 1 / (1 + math.exp(-score))


def are_one(one: Story, other: Story) -> bool:
    """Whether two stories are one: they are as like as articles of one story, and nearly as like as those of either are among themselves."""
    if probability(one.vector, other, one.times) < JOIN:
        return False
    between = product(one.vector.words, other.vector.words)
    within = [cohesion(story.vector.words, story.articles) for story in (one, other) if story.articles > 1]
    return not within or between >= ONE * min(within)


def halves(vectors: Sequence[Vector]) -> frozenset[int] | None:
    """The smaller part of a story that proves to be two: which of its articles; none if it is one.

    The two least alike are the seeds; every other article goes to the part that it is more like on average, until none moves.
    """
    number = len(vectors)
    if not FEWEST <= number <= NEWEST:
        return None
    alike = [[product(one.words, other.words) for other in vectors] for one in vectors]
    _, first, second = min((alike[n][m], n, m) for n in range(number) for m in range(n + 1, number))
    side = [alike[n][second] > alike[n][first] if n not in (first, second) else n == second for n in range(number)]
    for _ in range(ROUNDS):
        parts = [[n for n in range(number) if side[n] is each] for each in (False, True)]
        means = [[_mean([alike[n][m] for m in part if m != n]) for part in parts] for n in range(number)]
        moved = [means[n][1] > means[n][0] if len(parts[side[n]]) > 1 else side[n] for n in range(number)]
        if moved == side:
            break
        side = moved
    parts = [[n for n in range(number) if side[n] is each] for each in (False, True)]
    if min(map(len, parts)) < FEWEST // 2:
        return None
    between = _mean([alike[n][m] for n in parts[0] for m in parts[1]])
    within = min(_mean([alike[n][m] for n in part for m in part if n != m]) for part in parts)
    return frozenset(min(parts, key=len)) if between < TWO * within else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def days_between(some: Sequence[datetime], others: Sequence[datetime]) -> float:
    """The shortest time from one of these to one of those, in days."""
    shortest = min((abs(one - other) for one in some for other in others), default=timedelta())
    return shortest / timedelta(days=1)


def keys(vector: Vector) -> list[int]:
    """Signed 64-bit hashes of what is heaviest in a vector: articles of one story have some in common."""
    heaviest = [*_heaviest(vector.words, KEY_WORDS), *(f"@{key}" for key in _heaviest(vector.entities, KEY_ENTITIES))]
    return sorted({int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), signed=True) for term in heaviest})


def weight_of_events(tellers: Iterable[int]) -> float:
    """How much events say of a story, by how many articles tell of each: a war is told of in many."""
    return sum(1 / (1 + math.log(max(1, number))) for number in tellers)


def _heaviest(weights: Weights, number: int) -> list[str]:
    return [term for term, _ in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:number]]
