"""When something was said, apart from when what it speaks of is done: "pledged on Monday to leave in May"."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dateline_shared.contracts.event import When

from dateline_nlp.stages import intervals, syntax, times
from dateline_nlp.stages.assessment import Verdict
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.times import Timex
from dateline_nlp.tree import Token

OLD = 7  # days before publication from which a dated act is background (codebook)
TO_COME = ("planned", "possible")
ANNOUNCING = ("THREATEN", "CONCEDE")


def settle(clause: Clause, status: Verdict, timexes: Sequence[Timex], *, published_at: datetime) -> tuple[When | None, When | None]:
    """The time of the act that a clause tells, and that of the utterance if another one tells it; of a promise the time of what is promised."""
    if clause.plan is not None:
        return clause.plan, None
    sentence, token = clause.sentence, clause.trigger.token
    fresh = status == "happened" or (status == "negated" and not clause.assessment.voices)  # what others say was done may be long past
    tense = "past" if _is_told_of(token) else clause.assessment.tense
    date = times.attach(sentence, token.i, timexes, published_at=published_at, tense=tense if fresh else None)
    if date is not None and status == "happened" and clause.frame.family == "cancel" and _lies_ahead(date, published_at):
        date = None  # of "cancelled a visit in July" the visit's
    if date is None and status == "negated" and clause.trigger.object is not None:
        date = times.own(sentence, clause.trigger.object.i, timexes)  # "cancelled a march planned for Saturday"
    if date is None and status == "happened" and clause.trigger.nominal and (sentence.sentence.lead or sentence.sentence.kind == "headline"):
        date = _lately(published_at)
    if clause.frame.type == "AGREE" and (content := _content(token)) is not None:
        own = times.own(sentence, content.i, timexes) if content != token else _due(clause, timexes, published_at)
        if status not in TO_COME:
            return (own if own is not None and (date is None or date.basis == "publication") else date), None
        if own is None and date is not None and date.basis != "publication" and _lies_ahead(date, published_at):
            own = date  # "promised help next month"
        return own, None if date == own else date
    verb = next((v.verb for v in clause.assessment.voices if v.kind in ("say", "deny", "accuse") and syntax.is_verb(v.verb)), None)
    if verb is None:
        return date, None
    said = times.attach(sentence, verb.i, timexes, published_at=published_at, tense="past" if verb.tag_ in ("VBD", "VBN") else "present")
    if clause.frame.type in ANNOUNCING and status == "happened" and any(a.spans == (clause.words(),) for a in clause.about):
        return said, None  # an announced act, told as its announcement
    return date, said


def is_to_come(clause: Clause, timexes: Sequence[Timex], *, published_at: datetime) -> bool:
    """Whether a meeting that a noun takes for granted lies ahead: "will resign after talks on Friday" plans none and tells of none."""
    if clause.frame.type != "CONSULT" or not clause.trigger.nominal or clause.status != "happened" or clause.plan is not None:
        return False
    date = times.own(clause.sentence, clause.trigger.token.i, timexes)
    return date is not None and _lies_ahead(date, published_at)


def _is_told_of(token: Token) -> bool:
    """ "The first leaders to congratulate him" did so."""
    return token.dep_ in ("relcl", "acl") and token.tag_ == "VB" and any(c.tag_ == "TO" for c in token.children)


def _lately(published_at: datetime) -> When:
    """What the opening of the news takes for known happened within the week: else it would be background."""
    today = published_at.astimezone(UTC).date()
    edtf = f"{(today - timedelta(days=OLD)).isoformat()}/{today.isoformat()}"
    return When(edtf=edtf, granularity="interval", basis="publication", rule="time.lately")


def _content(token: Token) -> Token | None:
    """The verb of what is promised, the promise's own word if it takes a noun; None where the act itself is told as to come."""
    holder = next((c for c in token.children if c.dep_ == "acomp"), token)  # "was due to see"
    below = next((c for c in holder.children if c.dep_ in ("xcomp", "ccomp") and syntax.is_verb(c) and c.i > holder.i), None)
    if below is not None:
        return below
    return token if token.tag_ in ("VBD", "VBN", "VBZ", "VBP") and not any(c.tag_ in ("MD", "TO") for c in token.children) else None


def _due(clause: Clause, timexes: Sequence[Timex], published_at: datetime) -> When | None:
    """When the thing that is promised is to come: "promised a ship, which is to arrive on Saturday"."""
    held = next((c for c in clause.trigger.token.children if c.dep_ == "dobj"), None)
    verbs = [t for t in held.subtree if t.dep_ in ("relcl", "xcomp") and syntax.is_verb(t)] if held is not None else []
    found = (times.own(clause.sentence, verb.i, timexes) for verb in verbs)
    return next((date for date in found if date is not None and _lies_ahead(date, published_at)), None)


def _lies_ahead(date: When, published_at: datetime) -> bool:
    bounds = intervals.bounds(date.edtf)
    return bounds is not None and bounds[0] > published_at.date().toordinal()
