"""How sure a reading is, in [0, 1]: what the frame asks for, how complete the act is, where it was told.

A first version: a sum of signs with weights set by hand, until it is calibrated on held-out mentions.
"""

from dateline_nlp.stages.clauses import Clause

BASE = 0.55
WEIGHTS = {
    "frame is specific": 0.1,
    "actor named": 0.15,
    "recipient named": 0.1,
    "headline or lead": 0.05,
    "told by a noun": -0.1,
    "no actor": -0.15,
    "subordinate": -0.05,
    "infinitive or hope": -0.1,
    "present tense": -0.05,
}


def estimate(clause: Clause) -> float:
    """The confidence of one clause's reading."""
    signs = {
        "frame is specific": clause.frame.specificity >= 2,
        "actor named": any(p.entity for p in clause.roles.actors),
        "recipient named": any(p.entity for p in clause.roles.recipients),
        "headline or lead": clause.sentence.sentence.kind == "headline" or clause.sentence.sentence.lead,
        "told by a noun": clause.trigger.nominal,
        "no actor": not clause.roles.actors and bool(clause.frame.actors) and not clause.trigger.frame.anonymous,
        "subordinate": clause.assessment.subordinate,
        "infinitive or hope": clause.status == "possible",
        "present tense": clause.assessment.tense == "present" and clause.sentence.sentence.kind == "body",
    }
    value = BASE + sum(WEIGHTS[name] for name, holds in signs.items() if holds)
    return round(min(max(value, 0.05), 0.95), 3)
