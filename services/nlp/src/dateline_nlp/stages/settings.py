"""Gives acts the dates and places that follow from the acts they are bound to, and says which is part of which."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dateline_shared.contracts.event import EventMention, When

from dateline_nlp.stages import calendar, intervals
from dateline_nlp.stages.bonds import Bond
from dateline_nlp.stages.calendar import Time
from dateline_nlp.stages.merge import is_told_on
from dateline_nlp.stages.parties import key_of

ROUNDS = 2  # an act dated by another may date a third
SPOKEN = frozenset(("ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"))
DAYS = {"day": 1, "week": 7}
MEASURED = "time.measured"  # of a day that was counted from the other act, or from the news that tells it: it says nothing of that one


def settle(mentions: Sequence[EventMention], bonds: Sequence[Bond], keys: Mapping[str, str]) -> tuple[EventMention, ...]:
    """The merged mentions with what their bonds tell; `keys` leads from the keys before merging to those after it."""
    by_key = {m.key: m for m in mentions}
    pairs = [(b, keys[b.one], keys[b.other]) for b in bonds if b.one in keys and b.other in keys and keys[b.one] != keys[b.other]]
    for bond, one, other in pairs:
        if bond.way == "during" and by_key[one].part_of is None and by_key[other].part_of != one:
            by_key[one] = by_key[one].model_copy(update={"part_of": other})
    _join_main(by_key)
    for _ in range(ROUNDS):
        for bond, one, other in pairs:
            _date(by_key, bond, one, other)
        for key, mention in list(by_key.items()):
            if mention.part_of is not None:
                _share(by_key, key, mention.part_of)
    for bond, one, other in pairs:
        if bond.way != "during" and by_key[one].background and not by_key[other].headline:
            by_key[other] = by_key[other].model_copy(update={"background": True})  # what led to a thing long past is past, too
    return tuple(by_key[m.key] for m in mentions)


def _join_main(by_key: dict[str, EventMention]) -> None:
    """What the very parties of the talk that an article opens with agreed was agreed in it, unless it is dated otherwise."""
    main = next((m for m in by_key.values() if m.type == "CONSULT" and m.status == "happened" and m.headline and len(m.actors) > 1), None)
    if main is None:
        return
    met = {key_of(p) for p in main.actors}
    for key, mention in by_key.items():
        both = len(mention.actors) > 1 and {key_of(p) for p in mention.actors} == met and not mention.recipients
        if both and mention.type in ("AGREE", "COOPERATE") and mention.status == "happened" and mention.part_of is None and _weak(mention.date):
            by_key[key] = mention.model_copy(update={"part_of": main.key})


def _weak(when: When | None) -> bool:
    """Whether a date is missing, or no more than that of publication."""
    return when is None or when.basis == "publication"


def _gives_way(when: When | None, bond: Bond) -> bool:
    """Whether a date is no surer than what a bond tells: missing, publication's, or a day that was only told on where the bond measures."""
    return _weak(when) or (is_told_on(when) and bond.count is not None)


def _share(by_key: dict[str, EventMention], one: str, other: str) -> None:
    """A part and its whole have date and place in common."""
    for mine, its in ((one, other), (other, one)):
        part, whole = by_key[mine], by_key[its]
        found: dict[str, object] = {}
        past = part.date is not None and whole.background and part.type in SPOKEN  # apologised for abuse "during the 2019 protests"
        if _weak(part.date) and whole.date is not None and not past and (part.date is None or not _weak(whole.date)):
            found["date"] = whole.date.model_copy(
                update={"basis": "anchored" if not _weak(whole.date) else whole.date.basis, "anchor": its, "rule": "time.part_of"}
            )
        if part.place is None and whole.place is not None:
            found["place"] = whole.place.model_copy(update={"rule": "place.part_of"})
        if found:
            by_key[mine] = part.model_copy(update=found)


def _date(by_key: dict[str, EventMention], bond: Bond, one: str, other: str) -> None:
    """A measured distance gives the day itself, else the one act bounds the other."""
    if bond.way == "during":
        return
    first, second = by_key[one], by_key[other]
    if first.status == "negated" and bond.count is None:
        return  # of what did not happen, what came before it says nothing
    later = bond.way == "after"  # whether `one` is the later of the two
    if _gives_way(first.date, bond) and second.date is not None and not _weak(second.date) and second.date.rule != MEASURED:
        time = _moved(second.date.edtf, bond, 1 if later else -1)
        if time is not None and (first.date is None or bond.count is not None):
            by_key[one] = first.model_copy(update={"date": _anchored(time, bond, other)})
    elif _gives_way(second.date, bond) and first.date is not None and (second.date is None or bond.count is not None or not _weak(first.date)):
        time = _moved(first.date.edtf, bond, -1 if later else 1)
        if time is not None:
            by_key[other] = second.model_copy(update={"date": _anchored(time, bond, one)})


def _moved(edtf: str, bond: Bond, way: int) -> Time | None:
    """The time that lies after (1) or before (-1) another."""
    if bond.count is not None:
        return _shifted(edtf, way * bond.count, bond.unit)
    first, _, last = edtf.partition("/")
    last = last or first
    if way > 0:
        return None if first == ".." else calendar.between(first, "..")
    return None if last == ".." else calendar.between("..", last)


def _shifted(edtf: str, count: int, unit: str) -> Time | None:
    """A day, month, year or stretch of days so many units off."""
    if "/" not in edtf:
        return calendar.shifted(edtf, count, unit) if count else Time(edtf, ("year", "month", "day")[min(2, edtf.count("-"))])
    bounds = intervals.bounds(edtf)
    if bounds is None or unit not in DAYS or ".." in edtf:
        return None
    step = timedelta(days=count * DAYS[unit])
    return calendar.between(*((date.fromordinal(n) + step).isoformat() for n in bounds))


def _anchored(time: Time, bond: Bond, anchor: str) -> When:
    return When(
        edtf=time.edtf, granularity=time.granularity, basis="anchored", text=bond.words.exact, anchor=anchor, spans=(bond.words,), rule=f"time.{bond.way}"
    )
