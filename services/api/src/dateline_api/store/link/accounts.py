"""Which accounts of an act its record is drawn from, and which of them says best what was done. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar
from uuid import UUID

from dateline_shared.contracts.event import EventMention, Status

from dateline_api.store.link.claims import status_of_the_act
from dateline_api.store.link.telling import Told

Answer = TypeVar("Answer", bound=Hashable)

MOST = 0.99
"""No event is surer than this: 1 in 100 of what several outlets tell alike is still one story told by one of them."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Mentions in the order of publication, the first tier before the others: a later tier fills what the ones before leave open."""

    lead: Told
    direct: Sequence[Told]  # of the act as it is known: its status, and told as news
    other: Sequence[Told]  # news of the act as it was known before, or of an act around it
    background: Sequence[Told]

    @property
    def tiers(self) -> tuple[Sequence[Told], ...]:
        return self.direct, self.other, self.background

    @property
    def news(self) -> Sequence[Told]:
        return [*self.direct, *self.other]


def accounts(heard: Sequence[Told], status: Status, *, inside: Collection[UUID]) -> Accounts:
    """Sort what is told; `inside` are mentions that tell of the act inside of another."""
    news = [each for each in heard if not each.mention.background] or list(heard)
    plain = [each for each in news if each.key not in inside] or news
    direct = [each for each in plain if status_of_the_act(each.mention, each.mention.status, wraps=False) == status] or plain
    taken = {each.key for each in direct}
    other = [each for each in news if each.key not in taken]
    taken |= {each.key for each in other}
    background = [each for each in heard if each.key not in taken]
    return Accounts(_lead(direct), direct, other, background)


def most_told(told: Iterable[Told], of: Callable[[EventMention], Answer | None]) -> Answer | None:
    """What most outlets say, weighed by how surely it was read; the first to be told among equals. An outlet counts once for each answer."""
    weights: dict[Answer, dict[str, float]] = {}
    for each in told:
        answer = of(each.mention)
        if answer is not None:
            by_outlet = weights.setdefault(answer, {})
            by_outlet[each.telling.source] = max(by_outlet.get(each.telling.source, 0.0), each.mention.confidence)
    return max(weights, key=lambda answer: round(sum(sorted(weights[answer].values())), 6), default=None)


def contexts(direct: Sequence[Told]) -> tuple[str, ...]:
    """The contexts that at least half of the outlets see, in the order in which they were told."""
    by_outlet = defaultdict[str, set[str]](set)
    for each in direct:
        for context in each.mention.contexts:
            by_outlet[context.name].add(each.telling.source)
    outlets = len({each.telling.source for each in direct})
    return tuple(name for name, sources in by_outlet.items() if 2 * len(sources) >= outlets)


def confidence(direct: Sequence[Told]) -> float:
    """How sure the event is: as sure as its best account, and each further outlet takes away half of what it would if it erred on its own.

    Half: outlets copy each other, and one pipeline reads them all.
    """
    best: dict[str, float] = {}
    for each in direct:
        best[each.telling.source] = max(best.get(each.telling.source, 0.0), each.mention.confidence)
    first, *others = sorted(best.values(), reverse=True)
    doubt = reduce(lambda doubt, more: doubt * (1 - more / 2), others, 1 - first)
    return round(max(first, min(MOST, 1 - doubt)), 4) if others else first


def _lead(direct: Sequence[Told]) -> Told:
    """The mention that says best what was done: of the type, family and mode that are told most, the one that fills most, the first of them."""
    kind = most_told(direct, lambda mention: mention.type)
    alike = [each for each in direct if each.mention.type == kind]
    family = most_told(alike, lambda mention: mention.family)
    alike = [each for each in alike if each.mention.family == family]
    mode = most_told(alike, lambda mention: mention.mode)
    alike = [each for each in alike if each.mention.mode == mode]
    return max(alike, key=lambda each: _filled(each.mention))


def _filled(mention: EventMention) -> int:
    return sum(map(bool, (mention.actors, mention.recipients, mention.place, mention.date, mention.object)))
