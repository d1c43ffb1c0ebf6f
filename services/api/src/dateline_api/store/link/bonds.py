"""What events are to others: inside of what they were done, of what many did they are one, by what they were called off. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import EventMention

from dateline_api.db.bonds import NAMES, way
from dateline_api.store.link.choose import Candidate
from dateline_api.store.link.classes import classes
from dateline_api.store.link.sides import likeness, one
from dateline_api.store.link.signature import Side, Signature
from dateline_api.store.link.telling import Bonds

Core = tuple[UUID, Signature]

ALIKE = 0.3  # from here on parties agree
CALLED_OFF = ("cancel", "postpone")
TALKS = ("phone", "meet")
SAID = ("promise", "agree", "invite", "congratulate", "praise", "thank", "console", "request", "threaten", "accuse", "criticise")
BESIDE = 120  # characters between the words for a conversation and those for what was said in it
OPEN = ("planned", "possible", "negated")


def bonds(
    mentions: Mapping[UUID, EventMention], told: Mapping[UUID, Signature], events: Mapping[UUID, UUID | None], found: Mapping[UUID, Candidate]
) -> dict[UUID, Bonds]:
    """The bonds of all events that this article says something new of; those of others stay."""
    new = {event: told[key] for key, event in events.items() if event and event not in found}
    cores = [*((event, candidate.core) for event, candidate in found.items()), *new.items()]
    here = {event for event in events.values() if event}
    made: dict[UUID, Bonds] = {}

    def standing(event: UUID) -> Bonds:
        return made.get(event) or (found[event].bonds if event in found else Bonds())

    def bind(event: UUID, **bond: UUID) -> None:
        before = standing(event)
        free = [name for name in bond if getattr(before, name) is None and bond[name] != event]
        fresh = {name: bond[name] for name in free if getattr(standing(bond[name]), name) != event}
        if fresh:
            made[event] = replace(before, **fresh)

    by_key = {mention.key: key for key, mention in mentions.items()}
    for key, whole in _said_at(mentions, told):
        if (event := events[key]) and (talk := events[whole]):
            bind(event, part_of=talk)
    for key, mention in mentions.items():
        event, whole = events[key], events.get(by_key.get(mention.part_of or "", key))
        if event and whole and whole != event:
            bind(event, part_of=whole)
    for (event, ours), (other, theirs) in _near(cores, here):
        if _is_part(ours, theirs):
            bind(event, part_of=other)
        if _is_member(ours, theirs):
            bind(event, member_of=other)
        if _cancels(ours, theirs):
            bind(other, cancelled_by=event)
    return made


def without_loops(decided: Mapping[UUID, Bonds], standing: Mapping[UUID, Any]) -> dict[UUID, Bonds]:
    """What was decided, but for what is new of it and would bind an event to itself, however far.

    `standing` is what stands of these events, of those that they are bound to, and so on: rows with the fields of `Bonds`.
    """
    fitting = dict(decided)
    for name in NAMES:
        up = {key: getattr(each, name) for some in (standing, decided) for key, each in some.items()}
        for key, bond in decided.items():
            to = getattr(bond, name)
            if to and to != getattr(standing.get(key), name, None) and key in way(to, up):
                up[key] = None
                fitting[key] = replace(fitting[key], **{name: None})
    return fitting


def _said_at(mentions: Mapping[UUID, EventMention], told: Mapping[UUID, Signature]) -> Iterator[tuple[UUID, UUID]]:
    """What was said in a conversation: by one of those who spoke, right after the words that tell of it, and on no other day."""
    talks = [key for key in told if told[key].kind in TALKS and told[key].status == "happened" and told[key].actors]
    for key, mention in mentions.items():
        said, words = told[key], mention.evidence[0]
        if said.kind not in SAID or said.status not in ("happened", "planned", "possible"):
            continue
        for talk in talks:
            whole, spoke = told[talk], mentions[talk].evidence[0]
            if words.part != spoke.part or not 0 <= words.start - spoke.end <= BESIDE or (said.daily and whole.daily and said.start != whole.start):
                continue
            if _agree(said.actors, (*whole.actors, *whole.recipients)):
                yield key, talk
                break


def _near(cores: Collection[Core], here: Collection[UUID]) -> Iterator[tuple[Core, Core]]:
    """Pairs that may be bound, at least one of them told of here: of most kinds of acts no other is a part, a member, or called off."""
    known = classes()
    if not any(core.kind in known.wholes or core.kind in CALLED_OFF or _are_many(core) for _, core in cores):
        return
    events = sorted(cores, key=lambda each: each[0].int)
    wholes = [each for each in events if each[1].kind in known.wholes or _are_many(each[1])]
    callings = [each for each in events if each[1].kind in CALLED_OFF]
    own_wholes, own_callings = ([each for each in some if each[0] in here] for some in (wholes, callings))
    for each in events:
        is_own = each[0] in here
        for whole in wholes if is_own else own_wholes:
            if each is not whole:
                yield each, whole
        for calling in callings if is_own else own_callings:
            if each is not calling:
                yield calling, each


def _are_many(core: Signature) -> bool:
    return any(side.plural for side in core.actors)


def _is_part(part: Signature, whole: Signature) -> bool:
    """Whether an act was done inside of what goes on: a strike inside of a war of the same parties."""
    if (whole.kind, part.kind) not in classes().parts or part.process:
        return False
    if not whole.process:
        return _was_reached_at(part, whole)
    if not (part.dated or part.place):
        return False
    if part.end and whole.start and part.end < whole.start:
        return False
    agreed = any(one(side, other) > ALIKE for side in (*part.actors, *part.recipients) for other in (*whole.actors, *whole.recipients))
    return agreed or (len(set(part.scene) & set(whole.scene)) >= 2 and not (whole.actors and part.actors))


def _was_reached_at(part: Signature, whole: Signature) -> bool:
    """Whether a deal is what a meeting of the same parties, told by the same article, came to."""
    if part.article != whole.article or not (part.dated and whole.dated and part.start and whole.start and whole.end):
        return False
    return whole.start <= part.start <= whole.end and _agree((*part.actors, *part.recipients), (*whole.actors, *whole.recipients))


def _is_member(one: Signature, many: Signature) -> bool:
    """Whether an act is one party's own, of the kind that many did at the time."""
    if one.kind != many.kind or not many.actors or not one.actors or not any(side.plural for side in many.actors):
        return False
    if any(side.plural for side in one.actors) or not all(side.named for side in one.actors):
        return False
    both = likeness(one.recipients, many.recipients)
    near = not (one.dated and many.dated) or _days_apart(one, many) <= 60
    return near and ((both is not None and both > ALIKE) or (both is None and len(set(one.scene) & set(many.scene)) >= 3))


def _cancels(act: Signature, plan: Signature) -> bool:
    """Whether an act of calling off is about a plan."""
    if act.kind not in CALLED_OFF or plan.kind in CALLED_OFF or plan.status not in OPEN:
        return False
    if act.kind == "postpone" or not _agree((*act.actors, *act.recipients), (*plan.actors, *plan.recipients)):
        return False
    same_place = act.place is not None and plan.place is not None and act.place.name == plan.place.name
    return same_place or bool(set(act.words) & (set(plan.words) | set(plan.trigger)))


def _agree(ours: tuple[Side, ...], theirs: tuple[Side, ...]) -> bool:
    found = likeness(ours, theirs)
    return found is not None and found > ALIKE


def _days_apart(one: Signature, other: Signature) -> int:
    starts = [date.fromisoformat(each.start) for each in (one, other) if each.start]
    return abs((starts[0] - starts[1]).days) if len(starts) == 2 else 0
