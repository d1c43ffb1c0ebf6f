"""What articles and stories are compared by: weights of words and of entities (TF-IDF). Pure.

A word counts by how often it stands in an article and how near to its beginning, and by how few articles it stands in; an entity by how often it is
spoken of, and by how few articles name it. The vector of a story is the mean of those of its newest articles, so that the product of two vectors is
the mean likeness of their articles.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dateline_shared.contracts.extraction import Extraction

from dateline_api.store.link.common_words import SHARE

Weights = Mapping[str, float]

TITLE = 2.0  # one occurrence in the title, against one at the beginning of the text (Miranda et al. 2018 keep titles apart)
HALVED = 80  # words from the beginning after which an occurrence counts half: what is told at the end is background
TERMS, NAMED = 120, 40  # of an article; of a story twice as many
BEFORE = 1000  # articles that the shares of common words count for, so that the first weights are near the later ones
SHARE_OF_STATE, SHARE_OF_PLACE, SHARE_OF_OTHER = 0.05, 0.01, 0.001  # of articles that name one, before it was counted
DOCUMENTS = ""  # the term under which articles themselves are counted


@dataclass(frozen=True, slots=True)
class Vector:
    """Weights of words, and of entities by their hexadecimal ids."""

    words: Weights = field(default_factory=dict)
    entities: Weights = field(default_factory=dict)

    @staticmethod
    def of(body: Mapping[str, Weights]) -> "Vector":
        """From how it is kept."""
        return Vector(body.get("w", {}), body.get("e", {}))

    def kept(self) -> dict[str, Weights]:
        """How it is kept: four digits are enough."""
        return {"w": {term: round(weight, 4) for term, weight in self.words.items()}, "e": {key: round(weight, 4) for key, weight in self.entities.items()}}

    def terms(self) -> list[str]:
        """Under which it is counted, in how many articles each stands."""
        return [*self.words, *(f"@{key}" for key in self.entities)]


def frequencies(title: Mapping[str, Sequence[int]], body: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """How much each word is used, by its positions in title and text, numbers left out; the most used alone."""
    used: dict[str, float] = defaultdict(float)
    for word, positions in title.items():
        used[word] += TITLE * len(positions)
    for word, positions in body.items():
        used[word] += sum([1 / (1 + position / HALVED) for position in positions])
    return _most({word: math.log1p(amount) for word, amount in used.items() if len(word) > 1 and not word[0].isdigit()}, TERMS)


def named_in(extraction: Extraction, named: Mapping[str, UUID]) -> tuple[dict[str, float], dict[str, float]]:
    """How much each entity is spoken of, and the share of articles that name one of its kind; both by hexadecimal ids."""
    spoken: dict[str, float] = defaultdict(float)
    for mention in extraction.entity_mentions:
        for key in mention.entities:
            spoken[key] += TITLE if mention.span[0].part == "title" else 1
    shares = {}
    used = {}
    for entity in extraction.entities:
        if entity.key in named:
            key = named[entity.key].hex
            used[key] = max(used.get(key, 0.0), math.log1p(spoken.get(entity.key, 1.0)))
            shares[key] = SHARE_OF_STATE if entity.place_kind == "country" else SHARE_OF_PLACE if entity.kind == "place" else SHARE_OF_OTHER
    return _most(used, NAMED), shares


def weigh(words: Weights, entities: Weights, *, shares: Weights, counts: Mapping[str, int]) -> Vector:
    """The vector of an article of length 1 in words, and in entities; `counts` is in how many articles each term stands, and how many there are."""
    total = counts.get(DOCUMENTS, 0) + BEFORE

    def rarity(term: str, share: float) -> float:
        return math.log(total / (1 + counts.get(term, 0) + share * BEFORE))

    return Vector(
        _unit({word: used * rarity(word, SHARE.get(word, 0.0)) for word, used in words.items()}),
        _unit({key: used * rarity(f"@{key}", shares[key]) for key, used in entities.items()}),
    )


def mean(vectors: Sequence[Vector]) -> Vector:
    """The vector of a story whose newest articles have these; equal whatever their order but for the last digits."""
    words: dict[str, float] = defaultdict(float)
    entities: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, weight in vector.words.items():
            words[term] += weight / len(vectors)
        for key, weight in vector.entities.items():
            entities[key] += weight / len(vectors)
    return Vector(_most(words, 2 * TERMS), _most(entities, 2 * NAMED))


def product(one: Weights, other: Weights) -> float:
    """The mean likeness of the articles of one and the other: 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def cohesion(weights: Weights, articles: int) -> float:
    """The mean likeness of the articles of one story among themselves; 1 of a single one."""
    return 1.0 if articles < 2 else max(0.0, (articles * product(weights, weights) - 1) / (articles - 1))


def _most(weights: Weights, number: int) -> dict[str, float]:
    return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:number])


def _unit(weights: Weights) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in sorted(weights.items())} if length else {}
