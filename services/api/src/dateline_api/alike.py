"""How far two readings' mentions of one article are the same account of the same act: by family, parties and evidence. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention

from dateline_api.assign import assign

# Two of the three must agree, and then the third may say nothing of it. Same family and same parties: whatever the words are now, which
# is what a mention's first id says, too. Same family and same words: a party was read better. Same parties and same trigger: the frame was.
FAMILY, PARTIES, EVIDENCE = 0.30, 0.35, 0.35
THRESHOLD = 0.60
TRIGGER = 0.6  # of the evidence: two acts of one clause differ in nothing else
SILENT = 0.5  # a side that one of the two does not name
ORDER = 0.02  # decides between those that are alike in all else
MOST = 40_000  # pairs looked at, in 0.3 s; a text of 256 kB that goes past it is told apart as if it were new
WORDS = 200  # of a mention's evidence that are compared


@dataclass(frozen=True)
class Account:
    """A mention in one reading: `place` is its rank in the text, from 0 to 1; `entities` are those that the keys it names are known as."""

    mention: EventMention
    revision: int  # of the text that its offsets point into
    place: float
    entities: Mapping[str, UUID]

    @cached_property
    def sides(self) -> tuple[list[set[object]], list[set[object]]]:
        """By what each actor and recipient is known."""
        return [self._labels(each) for each in self.mention.actors], [self._labels(each) for each in self.mention.recipients]

    @cached_property
    def words(self) -> Counter[str]:
        """Those of the clauses that tell of it."""
        return Counter(" ".join(each.exact for each in self.clauses).casefold().split()[:WORDS])

    @property
    def trigger(self) -> Span:
        return self.mention.evidence[0]

    @property
    def clauses(self) -> Sequence[Span]:
        return self.mention.evidence[1:] or self.mention.evidence

    def _labels(self, party: Party) -> set[object]:
        if party.entity is None:
            return {f"words:{party.name.casefold()}"}
        return {party.entity, self.entities.get(party.entity, party.entity)}


def accounts(mentions: Sequence[EventMention], entities: Sequence[Mapping[str, UUID]], revisions: Sequence[int]) -> list[Account]:
    """One reading's mentions, each with its place in the order of the text."""
    spans = [each.evidence[0] for each in mentions]
    ranks = {n: rank for rank, n in enumerate(sorted(range(len(spans)), key=lambda n: (spans[n].part == "text", spans[n].start)))}
    given = enumerate(zip(mentions, revisions, entities, strict=True))
    return [Account(mention, revision, ranks[n] / len(mentions), named) for n, (mention, revision, named) in given]


def match(known: Sequence[Account], found: Sequence[Account]) -> dict[int, int]:
    """Which known account each found one is, by their numbers: one to one, and of the greatest likeness in all."""
    weights = {}
    for n, new in enumerate(found):
        for m, old in enumerate(known):
            if (score := likeness(old, new)) >= THRESHOLD:
                weights[n, m] = score + ORDER * (1 - (old.place - new.place) ** 2)
    return assign(weights)


def likeness(old: Account, new: Account) -> float:
    """From 0 to 1: the weighted agreement of family, parties and evidence."""
    family = float(old.mention.family == new.mention.family and old.mention.type == new.mention.type)
    parties = sum(_agree(mine, yours) for mine, yours in zip(old.sides, new.sides, strict=True)) / 2
    return FAMILY * family + PARTIES * parties + EVIDENCE * _evidence(old, new)


def _agree(mine: list[set[object]], yours: list[set[object]]) -> float:
    """Dice's coefficient of two sides of an act; two that name nobody agree."""
    if not mine or not yours:
        return SILENT if mine or yours else 1.0
    shared = sum(any(a & b for b in yours) for a in mine) + sum(any(a & b for a in mine) for b in yours)
    return shared / (len(mine) + len(yours))


def _evidence(old: Account, new: Account) -> float:
    """Of one text by offsets, of two texts by words."""
    if old.revision == new.revision:
        size = _length(old.clauses) + _length(new.clauses)
        return TRIGGER * (_shared(old.trigger, new.trigger) > 0) + (1 - TRIGGER) * min(
            1.0, 2 * sum(_shared(a, b) for a in old.clauses for b in new.clauses) / size
        )
    trigger = float(old.trigger.exact.casefold() == new.trigger.exact.casefold())
    return TRIGGER * trigger + (1 - TRIGGER) * 2 * (old.words & new.words).total() / max(1, old.words.total() + new.words.total())


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start)) if a.part == b.part else 0


def _length(spans: Sequence[Span]) -> int:
    return sum(each.end - each.start for each in spans)
