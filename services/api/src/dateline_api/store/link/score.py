"""How far two signatures may be one act: what forbids it, and what speaks for it. Pure comparison of values."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import fsum, inf, radians, sin, sqrt
from operator import mul
from types import MappingProxyType
from typing import NamedTuple

from dateline_api.store.link.classes import classes
from dateline_api.store.link.sides import likeness
from dateline_api.store.link.signature import Signature, Spot
from dateline_api.store.link.times import times

NOTHING: Mapping[str, float] = MappingProxyType({})
NEAR_KM = 25.0  # towns closer than this may be one place under two names
PLANS = ("promise", "agree")  # classes that are also what they are about
PROMISED = 0.9  # how far a promise fits what was promised
UNCLEAR = 0.25  # likeness up to which it is not known who spoke
DIFFER = -0.5  # likeness up to which parties that are named are others

# Weights of the likeness, in log-odds. Source: open half of the gold over articles (docs/linking.md).
BIAS = -6.0
WEIGHTS = {
    "fit": 3.9,
    "actors": 2.0,
    "other_actors": -1.8,
    "recipients": 1.9,
    "other_recipients": -1.4,
    "others": -1.0,
    "unheard": -1.3,
    "day": 1.7,
    "days": 0.3,
    "moved": -0.45,
    "misread": -0.6,
    "pause": -1.5,
    "place": 0.2,
    "elsewhere": -4.5,
    "scene_of": 1.0,
    "words": 1.4,
    "trigger": 0.3,
    "scene": 0.8,
    "distance": -0.35,
    "silence": -0.75,
    "inner": 0.9,
}


class Likeness(NamedTuple):
    """What speaks for two tellings being one act, and against it; `veto` is why they cannot be. Each from 0 on; times are logarithms of days."""

    veto: str | None = None
    fit: float = 0.0
    actors: float = 0.0
    other_actors: float = 0.0
    recipients: float = 0.0
    other_recipients: float = 0.0
    others: float = 0.0  # who did it, or to whom it was done: named, and not the same
    unheard: float = 0.0  # two utterances, of which it is not known that one spoke
    day: float = 0.0  # the very same
    days: float = 0.0  # that may be the same
    moved: float = 0.0  # between the days of a plan
    misread: float = 0.0  # between days of which one was counted from another act
    pause: float = 0.0  # between other days, of which one is no exact one
    place: float = 0.0
    elsewhere: float = 0.0
    scene_of: float = 0.0  # the very same day and place
    words: float = 0.0
    trigger: float = 0.0
    scene: float = 0.0
    distance: float = 0.0  # between the days on which they probably were
    silence: float = 0.0  # the same between two utterances that both are news
    inner: float = 0.0

    @property
    def score(self) -> float:
        """Log-odds that the two are one act; minus infinity under a veto."""
        return -inf if self.veto else BIAS + sum(map(mul, _WEIGHTS, self[1:]))


_WEIGHTS = tuple(WEIGHTS[name] for name in Likeness._fields[1:])


@cache
def _forbidden(veto: str) -> Likeness:
    return Likeness(veto)


def compare(ours: Signature, theirs: Signature, rarity: Mapping[str, float] = NOTHING) -> Likeness:
    """Compare a mention with an event's core, or two cores; the order does not matter. `rarity` is how much each word says, 1 where it is not known."""
    fit = _fit(ours, theirs)
    if not fit:
        return _forbidden("other acts")
    if ours.process != theirs.process and _inside(*((theirs, ours) if ours.process else (ours, theirs))):
        return _forbidden("an act and what goes on")
    when = times(ours, theirs)
    if when.veto:
        return _forbidden(when.veto)
    place = _place(ours.place, theirs.place)
    inner = _inner(ours, theirs)
    if inner < 0 and ours.type == theirs.type:
        return _forbidden("about other acts")
    if veto := _place_veto(ours, theirs, place, moved=when.moved > 0) or _ordinal_veto(ours, theirs, when.day):
        return _forbidden(veto)
    apart = classes().are("distributive", ours.kind, theirs.kind)
    if apart and _are_fewer(ours, theirs):
        return _forbidden("one of several")
    actors, recipients = _parties(ours, theirs, apart=apart)
    mine, its = actors or 0.0, recipients or 0.0
    return Likeness(
        fit=fit,
        actors=max(0.0, mine),
        other_actors=max(0.0, -mine),
        recipients=max(0.0, its),
        other_recipients=max(0.0, -its),
        others=float(min(mine, its) <= DIFFER and _are_others(ours, theirs, mine, its, apart=apart)),
        unheard=float(mine <= UNCLEAR and classes().are("speech", ours.kind, theirs.kind)),
        day=when.day,
        days=when.days,
        moved=when.moved,
        misread=when.misread,
        pause=when.pause,
        place=max(0.0, place),
        elsewhere=max(0.0, -place),
        scene_of=when.day * max(0.0, place),
        words=_shared(ours.words, theirs.words, rarity),
        trigger=float(not set(ours.trigger).isdisjoint(theirs.trigger)),
        scene=_shared(ours.scene, theirs.scene, NOTHING),
        distance=when.distance,
        silence=when.silence,
        inner=max(0.0, inner),
    )


def _fit(ours: Signature, theirs: Signature) -> float:
    """How far the classes fit: a promise is what was promised, once it is done."""
    known = classes()
    best = known.fit(ours.kind, theirs.kind, same_type=ours.type == theirs.type)
    for outer, other in ((ours, theirs), (theirs, ours)):
        if outer.kind in PLANS and outer.inner and other.kind not in PLANS:
            return max(PROMISED * known.fit(inner, other.kind) for inner in outer.inner)
    return best


def _inside(act: Signature, whole: Signature) -> bool:
    """Whether an act that has a day or a place of its own can only be a part of what goes on."""
    return (act.dated or act.place is not None) and (act.kind != whole.kind or whole.kind == "war")


def _inner(ours: Signature, theirs: Signature) -> float:
    if not ours.inner or not theirs.inner:
        return 0.0
    known = classes()
    return 1.0 if any(known.fit(one, other) for one in ours.inner for other in theirs.inner) else -1.0


def _parties(ours: Signature, theirs: Signature, *, apart: bool) -> tuple[float | None, float | None]:
    mutual = classes().kinds["mutual"]
    if not mutual.isdisjoint((ours.kind, theirs.kind)) or all(each.kind in PLANS and not mutual.isdisjoint(each.inner) for each in (ours, theirs)):
        return likeness((*ours.actors, *ours.recipients), (*theirs.actors, *theirs.recipients)), None
    return likeness(ours.actors, theirs.actors, apart=apart), likeness(ours.recipients, theirs.recipients, apart=apart, suffered=True)


def _are_fewer(ours: Signature, theirs: Signature) -> bool:
    """Whether one tells of some who each did it for himself, and the other of more: his own act is no one else's."""
    for one, other in ((ours.actors, theirs.actors), (ours.recipients, theirs.recipients)):
        if len(one) == len(other) == 1:
            continue
        mine, its = ({side.id for side in sides} for sides in (one, other))
        if None not in mine | its and (mine < its or its < mine) and mine and its:
            return True
    return False


def _are_others(ours: Signature, theirs: Signature, actors: float, recipients: float, *, apart: bool) -> bool:
    """Whether those who did it, or to whom it was done, are named and others; one of many is not the many, where each acts for himself."""
    sides = (actors, (*ours.actors, *theirs.actors)), (recipients, (*ours.recipients, *theirs.recipients))
    return any(found <= DIFFER and all(side.named or (apart and side.plural) for side in both) for found, both in sides)


def _place(ours: Spot | None, theirs: Spot | None) -> float:
    if ours is None or theirs is None:
        return 0.0
    if ours.name == theirs.name or (ours.geonames_id and ours.geonames_id == theirs.geonames_id):
        return 1.0 if ours.precise or ours.kind != "country" else 0.3
    if ours.precise and theirs.precise:
        apart = _kilometres(ours, theirs)
        return 0.6 if apart is not None and apart < NEAR_KM else -1.0
    if ours.country and theirs.country:
        return 0.2 if ours.country == theirs.country else -0.5
    return 0.0


def _place_veto(ours: Signature, theirs: Signature, place: float, *, moved: bool) -> str | None:
    physical = classes().kinds["physical"]
    return "other places" if (place < 0 and moved) or (place <= -1 and ours.kind in physical and theirs.kind in physical) else None


def _ordinal_veto(ours: Signature, theirs: Signature, same_day: float) -> str | None:
    if ours.nth and theirs.nth and ours.nth != theirs.nth:
        return "other numbers"
    if ours.repeat != theirs.repeat and not same_day:
        counted, plain = (ours, theirs) if ours.repeat else (theirs, ours)
        return "one more of its kind" if counted.first >= plain.first else None  # who tells of it later need not count it again
    return None


def _kilometres(ours: Spot, theirs: Spot) -> float | None:
    if ours.latitude is None or ours.longitude is None or theirs.latitude is None or theirs.longitude is None:
        return None
    mean = radians((ours.latitude + theirs.latitude) / 2)
    return 111.2 * sqrt((ours.latitude - theirs.latitude) ** 2 + ((ours.longitude - theirs.longitude) * sin(radians(90) - mean)) ** 2)


def _shared(ours: Sequence[str], theirs: Sequence[str], rarity: Mapping[str, float]) -> float:
    """What both have over the length of the shorter list, as though each held at least three."""
    both = set(ours).intersection(theirs)
    return fsum(rarity.get(each, 1.0) for each in both) / max(3, min(len(ours), len(theirs))) if both else 0.0
