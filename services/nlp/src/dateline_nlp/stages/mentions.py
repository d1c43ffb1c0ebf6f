"""Makes an event mention of a clause: time, place, contexts, quantities, speaker and evidence are added here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention, Phrase, Quantity, When

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.models import Models
from dateline_nlp.ontology.load import Ontology
from dateline_nlp.stages import attribution, contexts, intervals, nationality, paths, places, quotes, syntax, utterance
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.contexts import Spoken
from dateline_nlp.stages.parties import Cast
from dateline_nlp.stages.times import Timex

LONGEST_EVIDENCE = 500  # characters: a longer clause is shown by its words alone
OLD = 7  # days before publication from which a dated act is background (codebook)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the stages need of the whole article."""

    models: Models
    ontology: Ontology
    lexicon: Lexicon
    cast: Cast
    said: quotes.Said
    timexes: Sequence[Timex]
    spoken: Spoken
    published_at: datetime  # as far as it is known, else when the article came in
    home: str | None = None  # the one country that the article tells of
    explain: bool = False


def build(clause: Clause, setting: Setting, key: str, counted: tuple[Quantity, ...] = ()) -> EventMention:
    """The mention that one clause gives, not yet merged with others."""
    sentence, token = clause.sentence, clause.trigger.token
    claims = attribution.claims(clause, quotes.near(setting.said, clause.words()), setting.ontology, setting.cast)
    claim, status = claims[0], claims[0].status
    tense = clause.assessment.tense
    date, said_on = utterance.settle(clause, status, setting.timexes, published_at=setting.published_at)
    frame = clause.frame
    about = clause.about
    headline = sentence.sentence.kind == "headline"
    place = places.attach(sentence, token.i, setting.cast.names, kind=frame.type)

    def placed(parties: tuple[Party, ...]) -> tuple[Party, ...]:
        return nationality.settle(setting.models.gazetteer, setting.lexicon, sentence, setting.cast.names, parties, place, setting.home)

    return EventMention(
        key=key,
        type=frame.type,
        mode=clause.mode,
        family=frame.family,
        frame=frame.id,
        contexts=contexts.find(clause, setting.ontology.types[frame.type], setting.spoken, setting.lexicon.contexts),
        actors=placed(clause.roles.actors),
        recipients=placed(clause.roles.recipients),
        topics=_topic(clause),
        about=about,
        place=place,
        date=date,
        said_on=said_on,
        status=status,
        status_cues=clause.cues(),
        tense=tense,
        said_by=claim.said_by,
        via=claim.via,
        verb=claim.verb,
        claims=claims,
        disputed=len(claims) > 1,
        background=_is_background(clause, date, setting.published_at),
        iterative=any(c.lower_ in setting.lexicon.cues["iterative"] for c in token.children),
        headline=headline,
        quantities=tuple(q.model_copy(update={"said_by": claim.said_by}) for q in counted),
        evidence=_evidence(clause),
        rules=tuple(
            dict.fromkeys([f"frame.{clause.trigger.frame.id}", f"frame.{frame.id}", *(c.rule for c in clause.cues()), *((claim.rule,) if claim.rule else ())])
        ),
        paths=paths.find(clause) if setting.explain else (),
        confidence=0.0,  # estimated when all its tellings are joined
    )


def _topic(clause: Clause) -> tuple[Phrase, ...]:
    topic = clause.roles.topic
    if topic is None:
        return ()
    span = clause.sentence.span(topic.left_edge.i, topic.i)
    return (Phrase(text=span.exact, spans=(span,)),)


def _evidence(clause: Clause) -> tuple[Span, ...]:
    """The trigger's words first, then its clause."""
    words = clause.words()
    token = clause.trigger.token
    first, last = min(t.i for t in token.subtree), max(t.i for t in token.subtree)
    whole = clause.sentence.span(first, last)
    return (words, whole) if whole != words and len(whole.exact) <= LONGEST_EVIDENCE else (words,)


def _is_background(clause: Clause, date: When | None, published_at: datetime) -> bool:
    """Whether an act is told as context only. A pluperfect under a verb of saying is the past of what was said, no step back."""
    if clause.sentence.sentence.kind == "headline":
        return False
    told_by = any(syntax.is_verb(v.verb) and v.verb.tag_ in ("VBD", "VBN") for v in clause.assessment.voices)
    if clause.assessment.tense == "pluperfect" and not told_by:
        return True
    bounds = intervals.bounds(date.edtf) if date is not None and date.basis != "publication" else None
    if bounds is not None and date is not None:
        today = published_at.date().toordinal()
        return today - (bounds[0] if bounds[1] >= today and not date.edtf.startswith("..") else bounds[1]) > OLD  # also what goes on since long ago
    aside = clause.assessment.subordinate and clause.trigger.token.dep_ != "advcl"  # "after he cancelled": no aside
    return aside and not clause.sentence.sentence.lead
