"""What linking made of one half of the gold, as figures. Pure.

Items of events are mentions of articles, items of entities what articles name, items of stories articles.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations

from dateline.evaluate.across.align import Alignment
from dateline.evaluate.across.bcubed import Agreement, Links, bcubed, bcubed_found, links
from dateline.evaluate.across.gold import GoldHalf
from dateline.evaluate.across.run import Outcome
from dateline.evaluate.confusion import f1

Item = tuple[Hashable, ...]
Clusters = dict[Item, Hashable]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, how many were given, how many of these are right."""

    wanted: int = 0
    made: int = 0
    right: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of the shares that are right."""
        return f1(self.right, self.wanted, self.made)

    @property
    def share(self) -> float:
        """How many of those wanted are right; 1 where none is."""
        return self.right / self.wanted if self.wanted else 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is measured of one half in one order of arrival."""

    entities: Agreement
    events: Agreement
    stories: Agreement
    entities_all: Agreement  # what was not found, or found beyond the gold, counts as wrong
    events_all: Agreement
    links: Links
    possible: Links  # those of the mentions that were found
    never: Counts  # pairs of mentions that must stay apart; right: that do
    never_entities: Counts
    status: Counts  # of events that were found
    disputed: Counts
    killed: Counts
    relations: Mapping[str, Counts]
    copies: Counts
    found: Counts  # mentions
    clusters: Mapping[str, Clusters]  # of the system, for comparing two runs


def judge(half: GoldHalf, outcome: Outcome, alignments: Mapping[str, Alignment]) -> Judgement:
    """Compare with the gold."""
    key, response = event_clusters(half, outcome, alignments)
    named, told = entity_clusters(half, outcome, alignments)
    stories: Clusters = {(article.id,): article.story for article in half.articles}
    put: Clusters = {item: outcome.stories.get(str(item[0]), item) for item in stories}
    original = {item: article.id for article in half.articles if article.copy_of is None for item in (*key, *response) if item[1] == article.id}
    of_event = _system_events(key, response)
    return Judgement(
        entities=bcubed_found(named, told),
        events=bcubed_found(key, response),
        stories=bcubed(stories, put),
        entities_all=bcubed(named, told),
        events_all=bcubed(key, response),
        links=links(key, response, group=original),
        possible=links(key, {item: key[item] for item in key if item in response}, group=original),
        never=_apart(key, response, half.never_merge),
        never_entities=_apart(named, told, half.never_merge_entities),
        status=_of_records(half, outcome, of_event, "status"),
        disputed=_disputes(half, outcome, of_event),
        killed=_killed(half, outcome, of_event),
        relations={name: _related(half, outcome, of_event, name) for name in ("part_of", "member_of", "cancelled_by")},
        copies=_copies(half, outcome),
        found=Counts(len(key), len(response), len(key.keys() & response.keys())),
        clusters={"events": response, "entities": told, "stories": put},
    )


def event_clusters(half: GoldHalf, outcome: Outcome, alignments: Mapping[str, Alignment]) -> tuple[Clusters, Clusters]:
    """The gold's events and ours, over mentions: ("gold", article, place) where the gold has it, else ("read", article, key).

    A further account of an act in the event where its first one stands is neither right nor wrong.
    """
    key: Clusters = {("gold", article.id, i): mention["event"] for article in half.articles for i, mention in enumerate(article.events)}
    response: Clusters = {}
    for article in half.articles:
        placed, aligned = outcome.events.get(article.id, {}), alignments[article.id]
        where = {i: placed.get(name) for name, i in aligned.events.items()}
        for name, event in placed.items():
            if name in aligned.optional or (name in aligned.again and event is not None and where[aligned.again[name]] == event):
                continue
            item: Item = ("gold", article.id, aligned.events[name]) if name in aligned.events else ("read", article.id, name)
            response[item] = event or item
    return key, response


def entity_clusters(half: GoldHalf, outcome: Outcome, alignments: Mapping[str, Alignment]) -> tuple[Clusters, Clusters]:
    """The same of entities, over what each article names."""
    key: Clusters = {("gold", article.id, entity["entity"]): entity["entity"] for article in half.articles for entity in article.entities}
    response: Clusters = {}
    for article in half.articles:
        aligned = alignments[article.id].entities
        for name, entity in outcome.entities.get(article.id, {}).items():
            response[("gold", article.id, aligned[name]) if name in aligned else ("read", article.id, name)] = entity
    return key, response


def _apart(key: Clusters, response: Clusters, pairs: tuple[tuple[str, str], ...]) -> Counts:
    """Of all pairs of found mentions of two things that must not be merged, those that were not."""
    by_label: dict[Hashable, list[Hashable]] = defaultdict(list)
    for item, label in key.items():
        if item in response:
            by_label[label].append(response[item])
    asked = [(one, other) for left, right in pairs for one in by_label[left] for other in by_label[right]]
    return Counts(len(asked), len(asked), sum(one != other for one, other in asked))


def _system_events(key: Clusters, response: Clusters) -> dict[str, Hashable]:
    """Of each event of the gold the one of ours that holds most of its mentions; of several the first."""
    held: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for item, label in key.items():
        if item in response:
            held[str(label)][response[item]] += 1
    return {event: counts.most_common(1)[0][0] for event, counts in held.items()}


def _of_records(half: GoldHalf, outcome: Outcome, of_event: Mapping[str, Hashable], name: str) -> Counts:
    judged = [event for event in half.events if of_event.get(event) in outcome.records]
    return Counts(len(judged), len(judged), sum(outcome.records[of_event[event]][name] == half.events[event][name] for event in judged))


def _disputes(half: GoldHalf, outcome: Outcome, of_event: Mapping[str, Hashable]) -> Counts:
    pairs = [(bool(half.events[event].get("disputed")), bool(outcome.records[mine]["disputed"])) for event, mine in of_event.items() if mine in outcome.records]
    return Counts(sum(wanted for wanted, _ in pairs), sum(made for _, made in pairs), sum(wanted and made for wanted, made in pairs))


def _killed(half: GoldHalf, outcome: Outcome, of_event: Mapping[str, Hashable]) -> Counts:
    """The count of the dead as it stands at the end; made: where the record has any that is current."""
    wanted = made = right = 0
    for event, about in half.events.items():
        if about.get("killed") is None or of_event.get(event) not in outcome.records:
            continue
        current = [each["amount"] for each in outcome.records[of_event[event]]["quantities"] if each["kind"] == "killed" and each.get("current", True)]
        wanted, made = wanted + 1, made + bool(current)
        right += bool(current) and all(each["low"] == about["killed"] or each["high"] == about["killed"] for each in current)
    return Counts(wanted, made, right)


def _related(half: GoldHalf, outcome: Outcome, of_event: Mapping[str, Hashable], name: str) -> Counts:
    """Relations between events that were found: ours are those of records that stand for an event of the gold."""
    ids = {mine: outcome.records[mine]["id"] for mine in of_event.values() if mine in outcome.records}
    wanted = {(of_event[event], of_event[about[name]]) for event, about in half.events.items() if about.get(name) in of_event and event in of_event}
    wanted = {(one, other) for one, other in wanted if one in ids and other in ids and one != other}
    by_id = {public: mine for mine, public in ids.items()}
    made = {(mine, by_id.get(outcome.records[mine][name])) for mine in ids if outcome.records[mine].get(name)}
    return Counts(len(wanted), len(made), len(wanted & made))


def _copies(half: GoldHalf, outcome: Outcome) -> Counts:
    """Pairs of articles that are one text."""
    of_gold = {article.id: article.copy_of for article in half.articles if article.copy_of}
    wanted, made = _pairs(of_gold), _pairs(outcome.copies)
    return Counts(len(wanted), len(made), len(wanted & made))


def _pairs(copies: Mapping[str, str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for article, original in copies.items():
        first, seen = original, {article}
        while first in copies and first not in seen:
            seen.add(first)
            first = copies[first]
        groups[first] |= {article, first}
    return {frozenset(pair) for group in groups.values() for pair in combinations(sorted(group), 2)}
