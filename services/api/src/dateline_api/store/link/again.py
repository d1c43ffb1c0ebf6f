"""Decides again what was published after an article that came late, so that the order of arrival matters little.

    what stands of the events that it may tell of ─▶ those published before it stay ─▶ its own, and each later article's, in the order of publication

The same decisions as at any other time (`choose`), by what had been published by then; in memory, and moved only where they come out otherwise.
An article that comes in its time costs nothing here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.clusters import Cell, keep_ids
from dateline_api.db import corrections, event_index
from dateline_api.store.link.bonds import bonds
from dateline_api.store.link.choose import Candidate, choose
from dateline_api.store.link.core import core
from dateline_api.store.link.keys import keys
from dateline_api.store.link.pins import apart
from dateline_api.store.link.place import Placed, window
from dateline_api.store.link.score import compare
from dateline_api.store.link.signature import Signature, of_told, scene
from dateline_api.store.link.standing import standing, unanchored
from dateline_api.store.link.telling import Bonds, Telling, Told

MOST = 200  # mentions that one article has decided again
NEAREST = 60  # events, the likest first; also such as it cannot tell of, since one of their mentions may tell of what it does
GREAT = 50  # mentions from which an event is not taken apart again: one more tells little of it


@dataclass(slots=True)
class Stand:
    """Which mentions tell of which event, as it goes on from article to article."""

    great: Mapping[UUID, Candidate]
    shapes: Mapping[UUID, Signature]
    told: Mapping[UUID, Told]
    at: dict[UUID, UUID | None]  # of the mentions that were published by now
    members: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    known: dict[UUID, Candidate] = field(default_factory=dict)

    def put(self, mention: UUID, event: UUID | None) -> None:
        """Let a mention tell of an event."""
        self.at[mention] = event
        if event and event not in self.great:
            self.members[event].append(mention)
            self.known.pop(event, None)

    def candidates(self) -> dict[UUID, Candidate]:
        """The events that are told of by now."""
        for event in self.members.keys() - self.known.keys():
            mentions = sorted((self.told[key] for key in self.members[event]), key=lambda each: each.order)
            shape = core([self.shapes[each.key] for each in mentions if each.telling.copy_of is None] or [self.shapes[each.key] for each in mentions])
            self.known[event] = Candidate(event, shape, Bonds(), frozenset(keys(shape)))
        return {**self.great, **{event: self.known[event] for event in sorted(self.members)}}

    def merge(self, loser: UUID, winner: UUID) -> None:
        """Let one event be another."""
        self.known.pop(loser, None)
        for mention in self.members.pop(loser, []):
            self.put(mention, winner)


def again(connection: Connection, telling: Telling, mentions: Sequence[tuple[UUID, EventMention]], named: Mapping[str, UUID], placed: Placed) -> Placed:
    """What was decided of an article that is new, and of later ones because of it; as it was `placed`, unless it came late."""
    events = _concerned(telling, placed)
    if not events:
        return placed
    great = {event: placed.found[event] for event in events if placed.found[event].core.count > GREAT}
    ours = {key: Told(key, mention, telling, dict(named)) for key, mention in mentions}
    theirs = {
        each.key: (event, each)
        for event, stands in standing(connection, events - great.keys()).items()
        for each in stands.told
        if each.telling.id != telling.id
    }
    before: dict[UUID, UUID | None] = {key: event for key, (event, _) in theirs.items()}
    told = {key: each for key, (_, each) in theirs.items()} | {each.key: each for each in unanchored(connection, events)} | ours
    before |= dict.fromkeys(told.keys() - before.keys() - ours.keys())
    stand = Stand(great, shapes(connection, told) | dict(placed.told), told, {})
    since = telling.reported_at, telling.id
    for key in before:
        if told[key].order[:2] < since:
            stand.put(key, before[key])
    later = sorted((each for each in told.values() if each.order[:2] >= since), key=lambda each: each.order)[: max(MOST, len(ours))]
    pinned = _pinned(connection, {each.telling.id for each in later})
    held = apart(connection, events)
    choices: dict[UUID, Sequence[UUID]] = {}
    for _, group in groupby(later, key=lambda each: each.telling.id):
        choices |= _decide(sorted(group, key=_in_text), stand, before | dict(placed.events), pinned=pinned, held=held)
    return _outcome(placed, dict(mentions), stand, before, choices)


def _decide(
    some: Sequence[Told], stand: Stand, before: Mapping[UUID, UUID | None], *, pinned: Collection[UUID], held: Collection[frozenset[UUID]]
) -> Mapping[UUID, Sequence[UUID]]:
    """Decide of one article's mentions by what was told before it; returns those that stay open, each with the events that may be meant."""
    here = {each.key: stand.shapes[each.key] for each in some}
    fixed = {each.key: event for each in some if (event := _settled(each, stand, before, pinned))}
    near = {event: each for event, each in stand.candidates().items() if any(_in_reach(shape, each.core) for shape in here.values())}
    choice = choose(here, near, keys={key: keys(shape) for key, shape in here.items()}, fixed=fixed, pinned=fixed)
    for key in here:
        event = choice.events.get(key)
        if event is None and key not in choice.open:
            own = before.get(key)
            event = own if own and not stand.members.get(own) else ids.new_id()
        stand.put(key, event)
    for loser, winner in choice.merges:
        if frozenset((loser, winner)) not in held and not stand.great.keys() & {loser, winner}:
            stand.merge(loser, winner)
    return choice.open


def _concerned(telling: Telling, placed: Placed) -> set[UUID]:
    """The events that its mentions, or others of them because of these, may tell of, the likest; none unless of any something was published after it."""
    at = telling.reported_at.isoformat()
    if not any(each.core.last > at for each in placed.found.values()):
        return set()
    likest = {event: max(compare(shape, each.core).score for shape in placed.told.values()) for event, each in placed.found.items()}
    return {*sorted(likest, key=lambda event: (-likest[event], placed.found[event].core.first, event))[:NEAREST]}


def shapes(connection: Connection, told: Mapping[UUID, Told]) -> dict[UUID, Signature]:
    """What these mentions are compared by."""
    named = event_index.named_in(connection, {each.telling.id for each in told.values()})
    scenes = {article: scene(each) for article, each in named.items()}
    who = event_index.parties(connection, {entity for each in told.values() for entity in each.entities.values()})
    return {key: of_told(each, scenes.get(each.telling.id, ()), who=who) for key, each in told.items()}


def _pinned(connection: Connection, articles: Collection[UUID]) -> set[UUID]:
    """Mentions of which people said where they belong."""
    return {UUID(hex=mention) for row in corrections.standing(connection, articles) for mention in row.effect.get("mentions", {})}


def _in_text(told: Told) -> tuple[int, str]:
    """The order in which an article's mentions were read."""
    return len(told.mention.key), told.mention.key


def _settled(each: Told, stand: Stand, before: Mapping[UUID, UUID | None], pinned: Collection[UUID]) -> UUID | None:
    """Where a mention belongs whatever else is told: people said so, or its article is a near-duplicate, and the original's has gone there."""
    where = before.get(each.key)
    if each.key in pinned or each.telling.copy_of is None:
        return where if each.key in pinned else None
    theirs = {key: other for key, other in stand.told.items() if other.telling.id == each.telling.copy_of and key in stand.at}
    twins = [key for key, other in theirs.items() if _telling_of(other) == _telling_of(each)]
    return next((stand.at[key] for key in sorted(twins, key=lambda key: (before.get(key) != where, key))), where)


def _telling_of(told: Told) -> tuple[object, ...]:
    """What a near-duplicate tells as its original does."""
    said = told.mention
    parties = tuple(party.name for party in (*said.actors, *said.recipients))
    return said.type, said.family, said.evidence[0].exact, parties, said.date.edtf if said.date else None


def _in_reach(shape: Signature, other: Signature) -> bool:
    """Whether an event would be found."""
    sought = window(shape)
    if sought.since <= datetime.fromisoformat(other.last) <= sought.until:
        return True
    start = other.start if other.basis != "publication" else None
    return bool(sought.day_from and sought.day_to and start and sought.day_from.isoformat() <= start <= sought.day_to.isoformat())


def _outcome(
    placed: Placed, mentions: Mapping[UUID, EventMention], stand: Stand, before: Mapping[UUID, UUID | None], choices: Mapping[UUID, Sequence[UUID]]
) -> Placed:
    """Who moved where. Events keep their ids; one that is left by all goes where most went."""
    now = {**before, **stand.at}
    known = {event for event in before.values() if event}
    fixed = known | stand.great.keys()
    sizes = Counter(before.values()), Counter(now.values())
    shared = Counter((before.get(key), event) for key, event in now.items())
    cells = [Cell(old, new, n, sizes[0][old], sizes[1][new]) for (old, new), n in shared.items() if old and new]
    kept = keep_ids(cells, fixed={event: event for event in now.values() if event and event in fixed})
    now = {key: kept.get(event, event) if event else None for key, event in now.items()}
    left = known - set(now.values())
    went: dict[UUID, Counter[UUID]] = defaultdict(Counter)
    for key, was in before.items():
        if was in left and was and (event := now[key]):
            went[was][event] += 1
    events = {key: now[key] for key in mentions}
    return replace(
        placed,
        events=events,
        choices={key: [kept.get(each, each) for each in some] for key, some in choices.items()},
        bonds=bonds(mentions, placed.told, events, {event: each for event, each in placed.found.items() if event not in left}),
        merges=sorted((loser, min(into, key=lambda event: (-into[event], event))) for loser, into in went.items()),
        moved={key: now[key] for key in before if now[key] != before[key]},
    )
