"""On whose word a status rests: the voices that the text names for an act, and the one that counts.

An act of speech told by the outlet is the outlet's word. Otherwise the innermost source that claims to know; what stands
around it is `via`. In a direct quotation the speaker of the quotation speaks.
"""

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import Claim
from dateline_shared.contracts.extraction import Quote

from dateline_nlp.ontology.load import Ontology
from dateline_nlp.stages import disputes, saying, syntax
from dateline_nlp.stages.assessment import Voice
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.parties import Cast, key_of
from dateline_nlp.tree import Token

PAST = ("past", "perfect", "pluperfect")
STATE = frozenset(("GOV", "MIL", "COP", "SPY", "LEG"))
FIRST, OWN_FIRST = frozenset(("i", "we")), frozenset(("my", "our"))
OTHERS, OWN = frozenset(("it", "they", "he", "she")), frozenset(("its", "their", "his", "her"))
PROMISING = frozenset(("pledge", "promise", "vow", "offer", "agree", "announce", "swear", "commit", "undertake", "volunteer", "propose"))
CLAIMING = ("say", "accuse", "deny", "hope")


def claims(clause: Clause, quotes: tuple[Quote, ...], ontology: Ontology, cast: Cast) -> tuple[Claim, ...]:
    """The claim that a clause makes of its act, and the actor's denial of it where the sentence has one."""
    made = _claim(clause, quotes, ontology, cast)
    if made.status == "negated" and made.said_by is not None and clause.assessment.tense in PAST and _speaks_for_itself(clause, made.said_by, cast):
        return (made.model_copy(update={"status": "denied"}),)  # a party speaks of its own past act
    if made.status == "happened" and made.form == "direct" and made.verb in ("allege", "claim"):
        made = made.model_copy(update={"status": "alleged"})
    if made.said_by is None or made.status not in ("happened", "alleged"):
        return (made,)
    denial = disputes.denial(clause, cast)
    return (made.model_copy(update={"status": "alleged"}), denial) if denial is not None else (made,)


def _speaks_for_itself(clause: Clause, speaker: Party, cast: Cast) -> bool:
    """Whether who speaks did the act, or speaks for the one that did: "its lawyer said it had not", "said its police did not"."""
    if key_of(speaker) in {key_of(p) for p in clause.roles.actors}:
        return True
    doers = syntax.subjects(clause.trigger.token)
    if any(t.lower_ in FIRST or any(c.lower_ in OWN_FIRST for c in t.children if c.dep_ == "poss") for t in doers):
        return True
    words = set(speaker.name.lower().replace("'s", " ").split()) | set((speaker.role or "").lower().split())
    pronoun = any(t.lower_ in OTHERS or any(c.lower_ in OWN for c in t.children if c.dep_ == "poss") for t in doers)
    own = pronoun and (speaker.kind != "person" or speaker.entity is None)
    if own and (words & cast.lexicon.cues["mouthpiece"] or speaker.kind in ("body", "state", "group")):
        return True
    states = {p.country for p in clause.roles.actors if p.kind == "state" or STATE & set(p.sectors)}
    return speaker.country in states and speaker.country is not None and (speaker.kind == "state" or bool(STATE & set(speaker.sectors)))


def _claim(clause: Clause, quotes: tuple[Quote, ...], ontology: Ontology, cast: Cast) -> Claim:
    """The claim that a clause makes of its act."""
    sources: list[tuple[Party, Token]] = []
    speech = ontology.types[clause.frame.type].speech
    actors = {key_of(p) for p in clause.roles.actors}
    for voice in clause.assessment.voices:
        if clause.trigger.nominal and voice.kind == "say" and clause.status == "happened" and not _is_asserted(clause.trigger.token):
            continue  # a noun presupposes its act: the outlet vouches for it
        if voice.kind in CLAIMING:
            found = _who(voice, clause, cast)[:1]
            if voice.kind != "hope" or clause.frame.type == "AGREE" or (found and key_of(found[0]) not in actors):
                sources += [(party, voice.verb) for party in found]
    sources += _according(clause, cast)
    promised = clause.trigger.frame.type == "AGREE" or any(v.verb.lemma_ in PROMISING for v in clause.assessment.voices if v.kind == "plan")
    if clause.frame.type == "AGREE" and promised and clause.status in ("planned", "possible") and not sources and clause.roles.actors:
        sources = [(clause.roles.actors[0], clause.trigger.token)]
    quote = _quote(clause.words(), quotes)
    if speech and clause.status == "happened" and sources and key_of(sources[0][0]) in {key_of(p) for p in clause.roles.actors}:
        sources = sources[1:]
    if quote is not None and quote.speaker is not None:
        if speech and clause.status == "happened" and key_of(quote.speaker) in {key_of(p) for p in clause.roles.actors}:
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


def _is_asserted(noun: Token) -> bool:
    """Whether it is said that there was such an act at all."""
    return noun.dep_ == "attr" and any(c.dep_ == "expl" for c in noun.head.children)


def _who(voice: Voice, clause: Clause, cast: Cast) -> tuple[Party, ...]:
    if not syntax.is_verb(voice.verb):  # "amid accusations that": nobody's, unless the noun says whose
        owner = syntax.child(voice.verb, "poss")
        return cast.many(clause.sentence, [*([owner] if owner is not None else []), *syntax.prepositional(voice.verb, ("by", "from"))])
    tokens = syntax.subjects(voice.verb) or [t for t in (saying.trailing(voice.verb),) if t is not None]
    if voice.verb.dep_ == "pcomp" and voice.verb.head.lower_ == "as" and (quoted := syntax.objects(voice.verb.head.head)):
        tokens = quoted  # "quoted X as saying"
    found = cast.many(clause.sentence, tokens) or cast.many(clause.sentence, syntax.agents(voice.verb))
    spoken = [t for t in tokens[:1] if t.lemma_.lower() not in cast.lexicon.cues["voiceless"]]
    return found or tuple(party for t in spoken if (party := saying.speaker_at(clause.sentence, t, cast.names)) is not None)


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
