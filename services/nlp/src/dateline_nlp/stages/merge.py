"""One act, one mention: joins the mentions of an article that tell of the same act, and weighs their voices.

Two mentions are one act when family, filled roles and time are compatible (equal, or one side silent) and a party is
shared. Polarity and speaker do not separate: they are further claims of the act.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import Claim, EventMention, When

from dateline_nlp.stages import intervals
from dateline_nlp.stages.parties import key_of

KIN = {"phone": "talk", "meet": "talk", "discuss": "talk"}  # families that one act may be told by: a call is a talk
POSITIVE = ("happened", "alleged", "planned", "possible")
AGAINST = ("negated", "denied")
OPENING = "opening"  # mark of the acts told first
OPENS = 1200  # characters of the text that tell the news itself
FRESH = 3  # days before publication that news without a date may be about
TOLD_ON = "time.told_on"  # rule of a day that only follows from what was told before
MOST_SHARING = 50  # acts of one party and family that a mention is compared with, the latest: keeps long texts linear
MOST_EVIDENCE = 12  # spans of one mention


def merge(mentions: Iterable[EventMention], referring: Mapping[str, str] = MappingProxyType({})) -> tuple[tuple[EventMention, ...], dict[str, str]]:
    """The mentions in text order, those of one act joined into the first of them, keys x1, x2 ...; and which key became which.

    `referring` leads from a mention that only refers back ("the attack") to the one that it means.
    """
    acts: list[list[EventMention]] = []
    places: dict[str, int] = {}
    sharing: dict[tuple[str, str, str], list[int]] = {}  # acts by type, family and party: only those that share one are compared
    for mention in mentions:
        meant = places.get(referring.get(mention.key, ""))
        if meant is not None and intervals.compatible(_time(acts[meant][0]), _stated(mention)):
            places[mention.key] = meant
            acts[meant].append(mention.model_copy(update={"actors": (), "recipients": (), "background": acts[meant][0].background}))
            continue
        marks = [(mention.type, KIN.get(mention.family, mention.family), mark) for mark in _marks(mention)]
        candidates = sorted({n for mark in marks for n in sharing.get(mark, ())})
        chosen = next((n for n in candidates if all(_same(m, mention) for m in acts[n])), None)
        if chosen is None:
            chosen = len(acts)
            acts.append([])
        acts[chosen].append(mention)
        places[mention.key] = chosen
        for mark in marks:
            known = sharing.setdefault(mark, [])
            if chosen not in known[-MOST_SHARING:]:
                known.append(chosen)
                del known[:-MOST_SHARING]
    keys = {m.key: f"x{n}" for n, act in enumerate(acts, 1) for m in act}
    return tuple(_rekeyed(_join(act, f"x{n}"), keys) for n, act in enumerate(acts, 1)), keys


def _rekeyed(mention: EventMention, keys: Mapping[str, str]) -> EventMention:
    """A joined mention whose day counts from a mention by its key after joining; from itself it counts from nothing."""
    if mention.date is None or mention.date.anchor is None:
        return mention
    anchor = keys.get(mention.date.anchor)
    return mention.model_copy(update={"date": mention.date.model_copy(update={"anchor": None if anchor == mention.key else anchor})})


def _marks(mention: EventMention) -> set[str]:
    """What two mentions must have one of in common to tell of one act: a named party, or the noun of a described one."""
    parties = (*mention.actors, *mention.recipients)
    return {p.entity or p.name.lower().split()[-1] for p in parties} | ({OPENING} if _opens(mention) else set())


def _opens(mention: EventMention) -> bool:
    """Whether an act is told where the news is told first: in the headline, or in the first paragraphs."""
    return mention.headline or mention.evidence[0].start < OPENS


def _retold(one: EventMention, other: EventMention) -> bool:
    """Whether the body tells what the headline told, where either only describes who it was: "Evil carer stole", "Tracey Bolam stole"."""
    if not one.headline or other.headline or not _opens(other) or one.status != other.status:
        return False
    if one.mode and other.mode and one.mode != other.mode:
        return False
    return _may_be(one.actors, other.actors) and _may_be(one.recipients, other.recipients) and bool(one.actors or one.recipients)


def _may_be(one: tuple[Party, ...], other: tuple[Party, ...]) -> bool:
    """Whether a description may be of those named, as far as their countries tell."""
    if _compatible(one, other):
        return True
    described = all(p.entity is None for p in one) or all(p.entity is None for p in other)
    a, b = {p.country for p in one if p.country}, {p.country for p in other if p.country}
    return described and (not a or not b or bool(a & b))


def _same(one: EventMention, other: EventMention) -> bool:
    if one.type != other.type or KIN.get(one.family, one.family) != KIN.get(other.family, other.family):
        return False
    agree = _compatible(one.actors, other.actors) and _compatible(one.recipients, other.recipients)
    shared = _shares(one.actors, other.actors) or _shares(one.recipients, other.recipients)
    if not (agree and shared) and not _retold(one, other):
        return False
    if "discuss" in (one.family, other.family) and (one.status in AGAINST) != (other.status in AGAINST):
        return False  # what was not discussed is another matter than the talk itself
    if one.mode != other.mode and "phone" in (one.mode, other.mode) and (one.place or other.place):
        return False  # who telephone do not sit in one room
    if one.about and other.about and one.about[0].type != other.about[0].type:
        return False
    return intervals.compatible(_time(one), _time(other))


def _time(mention: EventMention) -> str | None:
    """The date, a publication's widened by a few days: what a headline tells is fresh."""
    if mention.date is None or mention.date.basis != "publication":
        return _stated(mention)
    found = intervals.bounds(mention.date.edtf)
    return f"{date.fromordinal(found[0] - FRESH)}/{date.fromordinal(found[1])}" if found else None


def _stated(mention: EventMention) -> str | None:
    """The date as far as the text gives one."""
    return mention.date.edtf if mention.date is not None and mention.date.basis != "publication" else None


def is_told_on(when: When | None) -> bool:
    """Whether a day only follows from what was told before."""
    return when is not None and when.rule == TOLD_ON


def _keys(parties: tuple[Party, ...]) -> set[str]:
    return {key_of(p) for p in parties}


def _compatible(one: tuple[Party, ...], other: tuple[Party, ...]) -> bool:
    a, b = _keys(one), _keys(other)
    return not a or not b or a <= b or b <= a or _same_description(one, other)


def _same_description(one: tuple[Party, ...], other: tuple[Party, ...]) -> bool:
    """ "World leaders" and "current and former world leaders"."""
    if len(one) != 1 or len(other) != 1 or one[0].entity or other[0].entity:
        return False
    a, b = one[0].name.lower().split(), other[0].name.lower().split()
    return a[-1] == b[-1] and (set(a) <= set(b) or set(b) <= set(a))


def _shares(one: tuple[Party, ...], other: tuple[Party, ...]) -> bool:
    return bool(_keys(one) & _keys(other)) or _same_description(one, other)


def _join(act: list[EventMention], key: str) -> EventMention:
    best = max(act, key=lambda m: (sum(1 + (p.entity is not None) for p in (*m.actors, *m.recipients)), m.headline))
    actors, recipients = _by_name(best.actors, [m.actors for m in act]), _by_name(best.recipients, [m.recipients for m in act])
    if not actors:
        actors = next((m.actors for m in act if m.actors and not _keys(m.actors) & _keys(recipients)), ())
    if not recipients:
        recipients = next((m.recipients for m in act if m.recipients and not _keys(m.recipients) & _keys(actors)), ())
    claims = tuple(dict.fromkeys(c for m in act for c in m.claims))
    chosen = _chosen(claims)
    teller = next(m for m in act if chosen in m.claims)
    dated = max((m for m in act if m.date is not None), key=lambda m: (_stated(m) is not None, not is_told_on(m.date), m.status == chosen.status), default=None)
    evidence = tuple(dict.fromkeys(s for m in (teller, *act) for s in m.evidence))[:MOST_EVIDENCE]
    modes = [m.mode for m in act if m.mode]
    return best.model_copy(
        update={
            "key": key,
            "actors": actors,
            "recipients": recipients,
            "mode": best.mode or next(iter(modes), None),
            "status": chosen.status,
            "status_cues": teller.status_cues,
            "tense": teller.tense,
            "said_by": chosen.said_by,
            "via": chosen.via,
            "verb": chosen.verb,
            "claims": claims,
            "disputed": any(c.status in POSITIVE for c in claims) and any(c.status in AGAINST for c in claims),
            "date": dated.date if dated else None,
            "said_on": teller.said_on or next((m.said_on for m in act if m.said_on), None),
            "place": next((m.place for m in act if m.place), None),
            "contexts": best.contexts,
            "topics": tuple(dict.fromkeys(t for m in act for t in m.topics)),
            "about": next((m.about for m in (teller, *act) if m.about), ()),
            "background": all(m.background for m in act),
            "iterative": any(m.iterative for m in act),
            "headline": any(m.headline for m in act),
            "quantities": tuple(dict.fromkeys(q for m in act for q in m.quantities)),
            "evidence": evidence,
            "paths": tuple(dict.fromkeys(p for m in act for p in m.paths)),
            "rules": tuple(dict.fromkeys(r for m in act for r in m.rules)),
        }
    )


def _by_name(parties: tuple[Party, ...], told: list[tuple[Party, ...]]) -> tuple[Party, ...]:
    """The one person of a role by the name that another telling gives: the headline's "mayor" as "Ekrem Imamoglu"."""
    if len(parties) != 1 or parties[0].entity or parties[0].kind != "person":
        return parties
    return next((each for each in told if len(each) == 1 and each[0].entity and each[0].kind == "person"), parties)


def _chosen(claims: tuple[Claim, ...]) -> Claim:
    """The claim on which the status rests: the outlet's own, then the positive side, a person before a body."""

    def rank(claim: Claim) -> tuple[bool, int, bool]:
        order = POSITIVE.index(claim.status) if claim.status in POSITIVE else len(POSITIVE)
        person = claim.said_by is not None and claim.said_by.kind == "person"
        return (claim.said_by is not None, order, not person)

    return min(claims, key=rank)
