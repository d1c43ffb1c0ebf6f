"""On whose word a status rests: the voices that the text names for an act, and the one that counts.

An act of speech told by the outlet is the outlet's word. Otherwise the innermost source that claims to know; what stands
around it is `via`. In a direct quotation the speaker of the quotation speaks.
"""

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import Claim
from dateline_shared.contracts.extraction import Quote

from dateline_nlp.ontology.load import Ontology
from dateline_nlp.stages import syntax
from dateline_nlp.stages.assessment import Voice
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.parties import Cast, key_of
from dateline_nlp.tree import Token

CLAIMING = ("say", "accuse", "deny", "hope")


def claim(clause: Clause, quotes: tuple[Quote, ...], ontology: Ontology, cast: Cast) -> Claim:
    """The claim that a clause makes of its act."""
    sources: list[tuple[Party, Token]] = []
    speech = ontology.types[clause.frame.type].speech
    for voice in clause.assessment.voices:
        if clause.trigger.nominal and voice.kind == "say":
            continue  # a noun presupposes its act: the outlet vouches for it
        if voice.kind in CLAIMING and (voice.kind != "hope" or clause.frame.type == "AGREE"):
            sources += [(party, voice.verb) for party in _who(voice, clause, cast)[:1]]
    sources += _according(clause, cast)
    if clause.frame.type == "AGREE" and clause.status in ("planned", "possible") and not sources and clause.roles.actors:
        sources = [(clause.roles.actors[0], clause.trigger.token)]
    quote = _quote(clause.words(), quotes)
    if speech and sources and key_of(sources[0][0]) in {key_of(p) for p in clause.roles.actors}:
        sources = sources[1:]
    if quote is not None and quote.speaker is not None:
        if speech and key_of(quote.speaker) in {key_of(p) for p in clause.roles.actors}:
            return Claim(status=clause.status, spans=(clause.words(),), rule="said.speech_act")
        via = tuple(p for p, _ in sources if key_of(p) != key_of(quote.speaker)) if not sources else ()
        first = sources[0][0] if sources else quote.speaker
        return Claim(said_by=first, via=via, status=clause.status, verb=quote.verb, form="direct", spans=quote.spans[:1], rule="said.quote")
    if not sources:
        return Claim(status=clause.status, spans=(clause.words(),), rule="said.outlet")
    (party, verb), *rest = sources
    return Claim(
        said_by=party,
        via=tuple(p for p, _ in rest if key_of(p) != key_of(party)),
        status=clause.status,
        verb=verb.lemma_.lower(),
        form="indirect",
        spans=(clause.sentence.span(verb.i, verb.i),),
        rule="said.verb",
    )


def _who(voice: Voice, clause: Clause, cast: Cast) -> tuple[Party, ...]:
    if not syntax.is_verb(voice.verb):  # "amid accusations that": nobody's, unless the noun says whose
        owner = syntax.child(voice.verb, "poss")
        return cast.many(clause.sentence, [*([owner] if owner is not None else []), *syntax.prepositional(voice.verb, ("by", "from"))])
    tokens = syntax.subjects(voice.verb)
    found = cast.many(clause.sentence, tokens)
    return found or cast.many(clause.sentence, syntax.agents(voice.verb))


def _according(clause: Clause, cast: Cast) -> list[tuple[Party, Token]]:
    """According to X."""
    for token in clause.sentence.doc:
        if (token.lower_ == "according" and token.head.i != clause.trigger.token.i) or token.lower_ == "according":
            nouns = [t for p in (token, *token.children) for t in syntax.prepositional(p, ("to",))] or [
                c for to in token.children for c in to.children if c.dep_ == "pobj"
            ]
            return [(party, token) for noun in nouns for party in _source(noun, clause, cast)][:1]
    return []


def _source(noun: Token, clause: Clause, cast: Cast) -> tuple[Party, ...]:
    parties = cast.at(clause.sentence, noun)
    return parties or cast.many(clause.sentence, syntax.prepositional(noun, ("from", "by", "of")))


def _quote(words: Span, quotes: tuple[Quote, ...]) -> Quote | None:
    """The direct quotation that a trigger lies in."""
    return next(
        (q for q in quotes if q.form == "direct" and any(s.part == words.part and s.start <= words.start and words.end <= s.end for s in q.spans)), None
    )
