"""How sure a reading is: the chance that a mention's type, actors and status are right, in [0, 1].

Signs of a mention are weighed by a logistic model, and its sum is mapped so that of mentions at 0.8 four in five are right. Weights and map are data,
fitted by tests/quality/calibrate.py; docs/evaluation.md shows how well they hold.
"""

import math
from collections.abc import Mapping, Sequence

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention

from dateline_nlp.calibration import Calibration
from dateline_nlp.lexicon.frame import Frame

LEAST, MOST = 0.02, 0.98  # nobody is surer than that
LEAD = 250  # characters
BESIDE, FAR = 2, 40  # characters between a party and the trigger
SHORT, LONG = 8, 20  # words of a clause
QUOTATION_MARKS = frozenset('“”"«»')


def rate(mentions: Sequence[EventMention], frames: Mapping[str, Frame], calibration: Calibration) -> tuple[EventMention, ...]:
    """The mentions with the confidence of each, after all tellings of an act are joined."""
    return tuple(each.model_copy(update={"confidence": estimate(each, frames, calibration)}) for each in mentions)


def estimate(mention: EventMention, frames: Mapping[str, Frame], calibration: Calibration) -> float:
    """The confidence of one mention."""
    found = signs(mention, frames.get(mention.frame or ""))
    total = calibration.bias + sum(calibration.weights.get(name, 0.0) * value for name, value in found.items())
    return round(min(max(logistic(calibration.shift + calibration.slope * total), LEAST), MOST), 3)


def logistic(value: float) -> float:
    """The probability of a log-odds."""
    return 1 / (1 + math.exp(-value))


def signs(mention: EventMention, frame: Frame | None) -> dict[str, float]:
    """What speaks for or against a reading, by name: 1 where a sign holds, 0 where it does not, more for what has degrees."""
    found = {
        **_of_frame(mention, frame),
        **_of_parties(mention),
        **_of_words(mention),
        **_of_assertion(mention),
        f"type {mention.type}": 1.0,
    }
    return {name: float(value) for name, value in found.items()}


def _of_frame(mention: EventMention, frame: Frame | None) -> dict[str, float]:
    specificity = frame.specificity if frame else 0
    return {
        "frame asks for words": specificity >= 2,
        "frame asks for much": specificity >= 4,
        "told by a noun": frame is not None and bool(frame.nouns),
        "frame of last resort": frame is not None and (frame.last or frame.anonymous),
        "has a mode": mention.mode is not None,
        "recipient missing": frame is not None and bool(frame.recipients) and not mention.recipients,
    }


def _of_parties(mention: EventMention) -> dict[str, float]:
    actors, recipients, trigger = mention.actors, mention.recipients, mention.evidence[0]
    places = _places(actors, trigger)
    distance = min((_distance(span, trigger) for span in places), default=None)
    others = _places(recipients, trigger)
    return {
        "no actor": not actors,
        "nobody": not actors and not recipients,
        "actor named": any(party.entity for party in actors),
        "actor by a pronoun or role": any((party.rule or "").startswith("refer.") for party in actors),
        "actor known by the model alone": any((party.rule or "").startswith("name.model") for party in actors),
        "actor a person": any(party.kind == "person" for party in actors),
        "actor a state": any(party.kind == "state" for party in actors),
        "actor a group": any(party.entity is None and party.kind == "group" for party in actors),
        "several actors": len(actors) > 1,
        "actor beside": distance is not None and distance <= BESIDE,
        "actor far": distance is not None and distance > FAR,
        "actor behind": bool(places) and all(span.start > trigger.start for span in places),
        "recipient named": any(party.entity for party in recipients),
        "recipient described": any(party.entity is None for party in recipients),
        "recipient before": bool(others) and all(span.start < trigger.start for span in others),
        "recipient far": bool(others) and min(_distance(span, trigger) for span in others) > FAR,
    }


def _of_words(mention: EventMention) -> dict[str, float]:
    trigger = mention.evidence[0]
    clause = mention.evidence[1].exact if len(mention.evidence) > 1 else trigger.exact
    words = trigger.exact.split()
    return {
        "headline": trigger.part == "title",
        "lead": trigger.part == "text" and trigger.start < LEAD,
        "further down": math.log1p(trigger.start / 1000),
        "told more than once": len(mention.evidence) > 2,
        "trigger alone": len(mention.evidence) == 1,
        "clause inside another": clause[0].islower(),
        "clause short": clause[0].islower() and len(clause.split()) < SHORT,
        "clause long": max(0.0, (len(clause.split()) - LONG) / LONG),
        "commas": min(clause.count(","), 4) / 2,
        "words in marks": bool(QUOTATION_MARKS & set(clause)),
        "participle in -ing": words[0].endswith("ing"),
        "object apart": len(words) > 3,
    }


def _of_assertion(mention: EventMention) -> dict[str, float]:
    return {
        f"tense {mention.tense or 'none'}": True,
        f"status {mention.status}": True,
        "said by somebody": mention.said_by is not None,
        "in a quotation": any(claim.form == "direct" for claim in mention.claims),
        "background": mention.background,
        "no date": mention.date is None,
        "date of publication": mention.date is not None and mention.date.basis == "publication",
        "about an act": bool(mention.about),
        "has a place": mention.place is not None,
        "has quantities": bool(mention.quantities),
        "has contexts": bool(mention.contexts),
    }


def _places(parties: Sequence[Party], trigger: Span) -> list[Span]:
    return [span for party in parties for span in party.spans if span.part == trigger.part]


def _distance(span: Span, trigger: Span) -> int:
    return max(trigger.start - span.end, span.start - trigger.end, 0)
