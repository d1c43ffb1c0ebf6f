"""What is known of an act by all the claims that stand, and how that came about. Pure. The rules: docs/linking.md, "Status and history"."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.event import Status

from dateline_api import ids
from dateline_api.records import StatusEntry
from dateline_api.store.link.claims import AHEAD, REPORTED, Standing, Voice, hear, voices_of
from dateline_api.store.link.parts import party_record
from dateline_api.store.link.telling import Told


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the claim that it rests on (none: another event says so), and whether voices contradict each other."""

    status: Status
    rests_on: Voice | None
    disputed: bool = False


def decide(voices: Collection[Voice], *, cancelled: bool = False) -> Verdict:
    """The status by the claims that stand; the first rule that holds wins. `cancelled`: an act that was told of called it off."""
    said: dict[Status, list[Voice]] = {}
    for voice in sorted(voices, key=lambda each: each.told.order):
        said.setdefault(voice.status, []).append(voice)
    negated, denied = said.get("negated", []), said.get("denied", [])
    against = [voice for voice in negated if not voice.is_forecast]
    for status in REPORTED:
        if reports := said.get(status):
            if _by_outlet(against) and not (status == "happened" and _by_outlet(reports)):
                return Verdict("negated", _best(negated), disputed=True)
            return Verdict(status, _best(reports), disputed=bool(against or denied))
    if cancelled or (negated and not _is_revived(said.get("planned", []), negated)):
        return Verdict("negated", _best(negated) if negated else None)
    for status in AHEAD:
        if plans := said.get(status):
            return Verdict(status, _best(plans), disputed=bool(denied))
    return Verdict("denied", _best(denied))


@dataclass(frozen=True, slots=True)
class Step:
    """What was known after a mention: on which voice it rests, and the mention that made it so or said the same."""

    told: Told
    verdict: Verdict
    voice: Voice | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known by all mentions, and how it came about."""

    verdict: Verdict
    voices: Sequence[Voice]
    standing: Collection[Voice]
    steps: Sequence[Step]


def follow(heard: Sequence[Told], *, inside: Collection[UUID], cancelled: bool) -> Known:
    """Hear mentions in the order of publication. A step: the status, the dispute or the kind of act is another, or one more outlet says the same."""
    voices: list[Voice] = []
    steps: list[Step] = []
    standing: Standing = {}
    before: Verdict | None = None
    outlets: set[str] = set()  # that said what is known
    for told in heard:
        said = voices_of(told, wraps=told.key in inside)
        voices += said
        hear(standing, told, said)
        verdict = decide(standing.values())
        if before is None or before.status != verdict.status:
            outlets = set()
        confirming = next((voice for voice in said if voice.status == verdict.status), None)
        changed = before is None or (before.status, before.disputed) != (verdict.status, verdict.disputed)
        is_more = confirming is not None and (told.telling.source not in outlets or steps[-1].told.mention.type != told.mention.type)
        if changed or is_more:
            steps.append(Step(told, verdict, verdict.rests_on if changed or confirming is None else confirming))
        if confirming:
            outlets.add(told.telling.source)
        before = verdict
    return Known(decide(standing.values(), cancelled=cancelled), voices, frozenset(standing.values()), steps)


def step_record(step: Step) -> StatusEntry:
    """A step as it goes out."""
    told = step.told
    return StatusEntry.model_construct(
        status=step.verdict.status,
        said_by=party_record(step.voice.said_by, step.voice.told.entities) if step.voice else None,
        reported_at=told.telling.reported_at,
        article_id=ids.public("art", told.telling.id),
        mention_id=ids.public("mnt", told.key),
        source=told.telling.source,
        type=told.mention.type,
        evidence=told.mention.evidence[:1],
        disputed=step.verdict.disputed,
    )


def _best(voices: Sequence[Voice]) -> Voice:
    """On whose word it rests: the outlet's own, else the speaker in most outlets, a person before a body, the first to say it."""
    if own := [voice for voice in voices if voice.speaker is None]:
        return own[0]
    heard = Counter(voice.speaker for voice in voices)

    def rank(voice: Voice) -> tuple[int, bool]:
        return -heard[voice.speaker], voice.said_by is not None and voice.said_by.kind != "person"

    return min(voices, key=rank)


def _by_outlet(voices: Sequence[Voice]) -> bool:
    return any(voice.speaker is None for voice in voices)


def _is_revived(plans: Sequence[Voice], negated: Sequence[Voice]) -> bool:
    """Whether the plan was announced anew on a later day than it was last said not to be."""
    return any(_day(plan) > max(map(_day, negated)) for plan in plans if not plan.told.mention.background)


def _day(voice: Voice) -> datetime:
    return voice.told.telling.reported_at.replace(hour=0, minute=0, second=0, microsecond=0)
