"""What an event is recognised by: the core of all that is told of it, so that a telling must agree with the event and not with any one telling. Pure."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from dateline_api.store.link.sides import likeness
from dateline_api.store.link.signature import WORDS_KEPT, Side, Signature

T = TypeVar("T")

SCENE_KEPT = 10
DAYS_KEPT = 3
_OPEN = ("planned", "possible")


def core(signatures: Sequence[Signature]) -> Signature:
    """Fold what is told, given in the order of publication, into one signature: never a union of parties, days or places.

    Tellings that are no background decide; where they differ, the most of them, then the most specific, then the first.
    """
    told = [each for each in signatures if not each.background] or list(signatures)
    lead = told[0]
    dates = _dates(told) or _dates(signatures)
    kind = _chosen(sorted((each.kind for each in told), key=lambda name: name == "promise"), lambda name: name)
    told_so = next(each for each in told if each.kind == kind)
    return lead._replace(
        kind=told_so.kind,
        type=told_so.type,
        family=told_so.family,
        mode=told_so.mode,
        actors=_sides([each.actors for each in told] if any(each.actors for each in told) else [each.actors for each in signatures]),
        recipients=_sides([each.recipients for each in told] if any(each.recipients for each in told) else [each.recipients for each in signatures]),
        inner=tuple(dict.fromkeys(name for each in told for name in each.inner))[:3],
        words=_most((each.words for each in signatures), WORDS_KEPT),
        trigger=_most((each.trigger for each in signatures), 6),
        scene=_most((each.scene for each in signatures), SCENE_KEPT),
        place=_chosen([each.place for each in told if each.place and each.place.precise], lambda each: each.geonames_id or each.name)
        or next((each.place for each in signatures if each.place), None),
        process=sum(each.process for each in told) * 2 > len(told),
        repeat=any(each.repeat for each in told),
        nth=next((each.nth for each in told if each.nth), None),
        status=told[-1].status,
        background=all(each.background for each in signatures),
        headline=any(each.headline for each in signatures),
        first=min(each.first for each in signatures),
        last=max(each.last for each in signatures),
        count=sum(each.count for each in signatures),
        article=lead.article,
        **dates,
    )


def _dates(told: Sequence[Signature]) -> dict[str, Any]:
    """The day on which most agree of those who tell it as done; of a plan the day that was given last, with those before it."""
    dated = [each for each in told if each.dated]
    done = [each for each in dated if each.status not in _OPEN]
    settled = _chosen([each for each in done if each.daily] or done, lambda each: (each.start, each.end)) or (dated[-1] if dated else None)
    settled = settled or next((each for each in told if each.basis not in (None, "publication")), None)
    if settled is None:
        return {}
    plans = [(each.start, each.end) for each in dated if each.status in _OPEN] + [day for each in told for day in each.other_days]
    earlier = tuple(day for day in dict.fromkeys(plans) if day != (settled.start, settled.end))[-DAYS_KEPT:]
    return {"start": settled.start, "end": settled.end, "basis": settled.basis, "granularity": settled.granularity, "other_days": earlier}


def _sides(lists: Sequence[tuple[Side, ...]]) -> tuple[Side, ...]:
    """One telling's parties: those that agree with most of the others, and name most."""
    given = [each for each in lists if each]
    if len(given) < 2:
        return given[0] if given else ()
    agree = [sum((likeness(each, other) or 0) > 0 for other in given) for each in given]
    best = max(range(len(given)), key=lambda n: (agree[n], sum(side.named for side in given[n]) / len(given[n]), _persons(given[n]), -n))
    return given[best]


def _persons(sides: Sequence[Side]) -> int:
    return sum(side.kind == "person" for side in sides)


def _chosen(values: Sequence[T], key: Callable[[T], Hashable]) -> T | None:
    """The value that is given most often; of several the first."""
    counted = Counter(key(each) for each in values)
    return max(values, key=lambda each: counted[key(each)]) if values else None


def _most(lists: Iterable[Iterable[str]], limit: int) -> tuple[str, ...]:
    counted = Counter(word for words in lists for word in words)
    return tuple(word for word, _ in sorted(counted.items(), key=lambda pair: -pair[1])[:limit])
