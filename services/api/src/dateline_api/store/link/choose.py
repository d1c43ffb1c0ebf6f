"""Chooses among candidates for all mentions of one article at once: links, what stays open between several, and events that prove to be one. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Row

from dateline_api.store.link.core import core
from dateline_api.store.link.score import compare
from dateline_api.store.link.signature import Signature
from dateline_api.store.link.telling import Bonds

# In log-odds. Source: development half of the gold over articles (docs/linking.md).
LINK = -1.0  # from here on a mention tells of an event; lower values link more, and more of what must stay apart (docs/linking.md)
STRONG = 2.0  # from here on two mentions of one article may tell of the same event, and two events may be one
COMMON = 0.3  # what a word says in which every candidate is told
MARGIN = 0.6  # by which the best of several candidates must lead where the day is not told


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An event that may be meant, and the keys that found it."""

    id: UUID
    core: Signature
    bonds: Bonds
    keys: Collection[int]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided: mentions that tell of known events, those that are open between several, events that are one."""

    events: Mapping[UUID, UUID]
    open: Mapping[UUID, Sequence[UUID]]
    merges: Sequence[tuple[UUID, UUID]]


def choose(
    told: Mapping[UUID, Signature],
    found: Mapping[UUID, Candidate],
    *,
    keys: Mapping[UUID, Sequence[int]],
    fixed: Mapping[UUID, UUID],
    pinned: Collection[UUID] = (),
) -> Choice:
    """Give each mention the event that it is likest to, the surest first; one event takes one mention of an article, unless both are sure.

    `keys` are those of each mention, by which candidates were found. `fixed` are mentions that are known: they stay where they are
    unless their event forbids it now. Those that people `pinned` stay in any case.
    """
    order = {key: n for n, key in enumerate(told)}
    by_key: dict[int, list[Candidate]] = {}
    for candidate in found.values():
        for key in candidate.keys:
            by_key.setdefault(key, []).append(candidate)
    rarity = _rarity(frozenset(chain.from_iterable([each.words for each in told.values()])), [candidate.core for candidate in found.values()])
    scores: dict[UUID, dict[UUID, float]] = {}
    events: dict[UUID, UUID] = {}
    for key, signature in told.items():
        near = dict.fromkeys(chain.from_iterable([by_key[probe] for probe in keys[key] if probe in by_key]))
        scores[key] = {candidate.id: score for candidate in near if (score := compare(signature, candidate.core, rarity).score) >= LINK}
        event = fixed.get(key)
        if event and (key in pinned or event not in found or not compare(signature, found[event].core).veto or found[event].core.count == 1):
            events[key] = event
    taken = set(events.values())
    ranked = sorted((-score, order[key], _age(found[event]), event, key) for key, each in scores.items() for event, score in each.items())
    open_: dict[UUID, Sequence[UUID]] = {}
    for negated, *_, event, key in ranked:
        score = -negated
        if key in events or key in open_ or (event in taken and score < STRONG):
            continue
        rivals = [other for other, each in scores[key].items() if other not in taken and other != event and score - each < MARGIN]
        if rivals and not told[key].dated and all(found[other].core.dated for other in (event, *rivals)) and not _one(found, event, rivals):
            open_[key] = sorted([event, *rivals])
            continue
        events[key] = event
        taken.add(event)
    return Choice(events, open_, _merges(told, found, scores, events))


def copied(mentions: Mapping[UUID, EventMention], original: Sequence[Row]) -> dict[UUID, UUID]:
    """The events of a near-duplicate's mentions: those of the mentions that the original tells in the same words."""
    events: dict[tuple[str, str, str], list[UUID]] = {}
    for row in original:
        events.setdefault(_words(row.body), []).append(row.event_id)
    found = {}
    for key, mention in mentions.items():
        if same := events.get((mention.type, mention.family, mention.evidence[0].exact)):
            found[key] = same.pop(0)
    return found


def _age(event: Candidate) -> tuple[str, str]:
    """By which of two events that are as likely the one that was reported first is meant, whichever came first."""
    return event.core.first, event.core.article or ""


def _words(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return body["type"], body["family"], body["evidence"][0]["exact"]


def _rarity(words: frozenset[str], cores: Collection[Signature]) -> dict[str, float]:
    """How much it says that two tellings share each of these words: the more, the fewer of the events that may be meant are told in it."""
    counted = Counter(chain.from_iterable([words.intersection(each.words) for each in cores]))
    says = {number: COMMON + log((1 + len(cores)) / number) for number in {*counted.values()}}
    return {word: says[number] for word, number in counted.items()}


def _one(found: Mapping[UUID, Candidate], event: UUID, rivals: Sequence[UUID]) -> bool:
    """Whether all that compete are one event as well as one can tell."""
    return all(compare(found[event].core, found[other].core).score >= STRONG for other in rivals)


def _merges(
    told: Mapping[UUID, Signature], found: Mapping[UUID, Candidate], scores: Mapping[UUID, Mapping[UUID, float]], events: Mapping[UUID, UUID]
) -> list[tuple[UUID, UUID]]:
    """Events that a mention which is sure of both shows to be one: the younger goes into the older."""
    merges: dict[UUID, UUID] = {}
    taken = set(events.values())
    for key, event in events.items():
        if event not in found or event in merges:
            continue
        others = [other for other in scores[key] if other not in taken and other not in merges]
        if not others:
            continue
        grown = core(sorted([found[event].core, told[key]], key=lambda each: each.first))
        for other in others:
            if compare(grown, found[other].core).score >= STRONG:
                loser, winner = max(event, other), min(event, other)
                if winner not in merges and loser not in merges.values():
                    merges[loser] = winner
                    break
    return sorted(merges.items())
