"""How far two signatures may be one act: what forbids it, and what speaks for it. Pure comparison of values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import log1p, radians, sin, sqrt

from dateline_api.store.link.classes import classes
from dateline_api.store.link.sides import likeness
from dateline_api.store.link.signature import Signature, Spot

NEAR_KM = 25.0  # towns closer than this may be one place under two names
PLANS = ("promise", "agree")  # classes that are also what they are about
PROMISED = 0.9  # how far a promise fits what was promised
DAY = timedelta(days=1)
SETTLED = 1  # days by which two dated tellings of one act may differ (the definition)
UNSURE = 5  # days by which a day that was counted from another act may be wrong
LATE = timedelta(days=5)  # after an act, until which it may still be told as a plan
OPEN = ("planned", "possible")
MOVED = 45  # days by which a plan may be moved
SPOKEN = 7  # days after which the same words are another utterance, unless told as background
SAME_MATTER = 0.5  # share from which that goes for what is done in some place, too
FAMILIAR = 0.2  # share of what their articles are about from which acts that name nobody may be one
SAID_ALIKE = 0.5  # share of words beyond which two acts have something in common, in articles that have, whoever did them
REPEATED = 0.34  # share of words from which an utterance is told again rather than made again
RECENT = 5  # days before a report in which what it tells as news without a date was done

# Weights of the likeness, in log-odds, and the threshold. Source: development half of the gold over articles (docs/linking.md).
BIAS = -6.0
FIT, ACTORS, RECIPIENTS, DAYS, PLACE, WORDS, TRIGGER, SCENE, DISTANCE, INNER = 3.6, 2.2, 1.2, 2.1, 1.1, 2.2, 0.9, 0.6, -0.3, 0.7
UNNAMED = 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for two tellings being one act; `veto` is why they cannot be."""

    veto: str | None = None
    fit: float = 0.0
    actors: float | None = None
    recipients: float | None = None
    days: float = 0.0
    place: float = 0.0
    words: float = 0.0
    trigger: float = 0.0
    scene: float = 0.0
    distance: float = 0.0
    inner: float = 0.0

    @property
    def score(self) -> float:
        """Log-odds that the two are one act; minus infinity under a veto."""
        if self.veto:
            return float("-inf")
        total = BIAS + FIT * self.fit + ACTORS * (self.actors or 0) + RECIPIENTS * (self.recipients or 0) + DAYS * self.days + PLACE * self.place
        total += WORDS * self.words + TRIGGER * self.trigger + SCENE * self.scene + DISTANCE * self.distance + INNER * self.inner
        return total + (UNNAMED if self.actors is None and self.recipients is None else 0)


def compare(ours: Signature, theirs: Signature) -> Likeness:
    """Compare a mention with an event's core, or two cores; the order does not matter."""
    fit = _fit(ours, theirs)
    if not fit:
        return Likeness("other acts")
    if ours.process != theirs.process and _inside(*((theirs, ours) if ours.process else (ours, theirs))):
        return Likeness("an act and what goes on")
    actors, recipients = _parties(ours, theirs)
    if veto := _party_veto(ours, theirs, actors, recipients):
        return Likeness(veto)
    days, distance, veto = _days(ours, theirs)
    place = _place(ours.place, theirs.place)
    veto = veto or _place_veto(ours, theirs, place, days) or _ordinal_veto(ours, theirs, days)
    scene, words = _overlap(ours.scene, theirs.scene), _overlap(ours.words, theirs.words)
    if _strangers(ours, theirs, named=actors is not None or recipients is not None, place=place, days=days, words=words, scene=scene):
        veto = veto or "nothing in common"
    inner = _inner(ours, theirs)
    if inner < 0 and ours.type == theirs.type:
        veto = veto or "about other acts"
    if veto:
        return Likeness(veto)
    return Likeness(
        fit=fit,
        actors=actors,
        recipients=recipients,
        days=days,
        place=place,
        words=words,
        trigger=float(bool(set(ours.trigger) & set(theirs.trigger))),
        scene=scene,
        distance=distance,
        inner=inner,
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


def _parties(ours: Signature, theirs: Signature) -> tuple[float | None, float | None]:
    kinds = classes().kinds
    both = {ours.kind, theirs.kind}
    if both & kinds["mutual"]:
        return likeness((*ours.actors, *ours.recipients), (*theirs.actors, *theirs.recipients)), None
    apart = both <= kinds["distributive"]
    return likeness(ours.actors, theirs.actors, apart=apart), likeness(ours.recipients, theirs.recipients, apart=apart, suffered=True)


def _party_veto(ours: Signature, theirs: Signature, actors: float | None, recipients: float | None) -> str | None:
    if (actors is not None and actors <= -0.5) or (recipients is not None and recipients <= -0.5):
        return "other parties"
    spoken = {ours.kind, theirs.kind} <= classes().kinds["speech"]
    if spoken and actors is not None and actors < 0 and all(side.named for side in (*ours.actors, *theirs.actors)):
        return "other speakers"
    return None


def _strangers(ours: Signature, theirs: Signature, *, named: bool, place: float, days: float, words: float, scene: float) -> bool:
    """Whether nothing but their kind speaks for two acts being one: no name, no place, no day, and articles about something else."""
    if place > 0 or days >= 1 or (words > SAID_ALIKE and scene > 0):
        return False
    if not named and not (ours.process and theirs.process) and {ours.kind, theirs.kind} & classes().kinds["physical"]:
        return scene < SAME_MATTER
    shared = {side.id for side in (*ours.actors, *ours.recipients) if side.id} & {side.id for side in (*theirs.actors, *theirs.recipients)}
    return not shared and scene < FAMILIAR


def _days(ours: Signature, theirs: Signature) -> tuple[float, float, str | None]:
    """How far the days agree, how far apart the tellings lie, and whether that forbids it."""
    known = classes()
    if ours.process and theirs.process:
        return 0.3, 0.0, None
    if ours.dated and theirs.dated:
        return _dated(ours, theirs)
    span = _gap(_window(ours), _window(theirs))
    for telling, other in ((ours, theirs), (theirs, ours)):
        if telling.status not in OPEN and other.dated and other.start and _day(other.start) > _day(telling.last) + DAY:
            return 0.0, 0.0, "told before it was done"
        planned_late = telling.status in OPEN and not telling.background and other.status not in OPEN
        if planned_late and other.dated and other.end and _day(telling.first) > _day(other.end) + LATE:
            return 0.0, 0.0, "planned after it was done"
    loose = ours.background or theirs.background
    spoken = known.is_kind("speech", ours.kind) and known.is_kind("speech", theirs.kind)
    if spoken and span > SPOKEN and not loose and _overlap(ours.words, theirs.words) < REPEATED:
        return 0.0, 0.0, "another occasion"
    return 0.0, log1p(span) * (0.5 if loose else 1.0), None


def _dated(ours: Signature, theirs: Signature) -> tuple[float, float, str | None]:
    pairs = [((ours.start, ours.end), (theirs.start, theirs.end))]
    pairs += [(each, (theirs.start, theirs.end)) for each in ours.other_days] + [((ours.start, ours.end), each) for each in theirs.other_days]
    gap = min(_gap((_day(one[0]), _day(one[1])), (_day(other[0]), _day(other[1]))) for one, other in pairs)
    if gap > SETTLED:
        open_ = {"planned", "possible"} & {ours.status, theirs.status}
        if open_ and gap <= MOVED and not (ours.repeat or theirs.repeat):
            return -0.3, 0.3 * log1p(gap), None
        if gap <= UNSURE and "anchored" in (ours.basis, theirs.basis):
            return -0.5, 0.0, None
        return 0.0, 0.0, "other days"
    if not (ours.daily and theirs.daily):
        return (0.4 if gap == 0 else 0.1), 0.0, None
    if gap and classes().is_kind("speech", ours.kind) and classes().is_kind("speech", theirs.kind):
        return 0.0, 0.0, "another occasion"
    return (1.0 if gap == 0 else 0.6), 0.0, None


def _window(signature: Signature) -> tuple[date, date]:
    """The days on which it was probably done."""
    first, last = _day(signature.first), _day(signature.last)
    if signature.dated:
        return _day(signature.start), _day(signature.end)
    if signature.basis is not None and signature.end is not None and signature.basis != "publication":
        return min(_day(signature.end) - timedelta(days=30), first), _day(signature.end)
    if signature.status in ("planned", "possible"):
        return first, last + timedelta(days=30)
    return first - timedelta(days=RECENT), first


def _gap(ours: tuple[date, date], theirs: tuple[date, date]) -> int:
    return max(0, (theirs[0] - ours[1]).days, (ours[0] - theirs[1]).days)


@lru_cache(maxsize=4096)
def _day(iso: str | None) -> date:
    return date.fromisoformat(iso[:10]) if iso else date.min


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


def _place_veto(ours: Signature, theirs: Signature, place: float, days: float) -> str | None:
    physical = classes().kinds["physical"]
    return "other places" if (place < 0 and days < 0) or (place <= -1 and ours.kind in physical and theirs.kind in physical) else None


def _ordinal_veto(ours: Signature, theirs: Signature, days: float) -> str | None:
    if ours.nth and theirs.nth and ours.nth != theirs.nth:
        return "other numbers"
    if ours.repeat != theirs.repeat and days < 1:
        counted, plain = (ours, theirs) if ours.repeat else (theirs, ours)
        return "one more of its kind" if counted.first >= plain.first else None  # who tells of it later need not count it again
    return None


def _kilometres(ours: Spot, theirs: Spot) -> float | None:
    if ours.latitude is None or ours.longitude is None or theirs.latitude is None or theirs.longitude is None:
        return None
    mean = radians((ours.latitude + theirs.latitude) / 2)
    return 111.2 * sqrt((ours.latitude - theirs.latitude) ** 2 + ((ours.longitude - theirs.longitude) * sin(radians(90) - mean)) ** 2)


def _overlap(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Shared over the shorter list, as though each held at least three."""
    if not ours or not theirs:
        return 0.0
    return len(set(ours) & set(theirs)) / max(3, min(len(ours), len(theirs)))
