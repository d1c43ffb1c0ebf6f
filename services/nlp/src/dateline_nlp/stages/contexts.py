"""PLOVER's contexts of an act: what its clause, its sentence, its parties and its article speak of.

A cue in the act's own clause counts in full, one elsewhere in the sentence for less; a party's sector and the kind of act
are cues too. What the whole article is about decides where a clause says little. Weights and words: lexicon/contexts.yaml.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import Context, Cue

from dateline_nlp.lexicon.context import JOINTS, Contexts, Phrase
from dateline_nlp.ontology.load import EventType
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

ENOUGH = 2.0  # a word in the act's clause, or a sure one in its sentence
AFAR = {3: 2.0, 2: 1.0, 1: 0.5}  # what a weight counts for outside of the act's clause
SALIENT = 0.25  # share of the article's sentences from which a context is what the article is about
TOPIC = 0.5  # share from which it is what every act of the article is about
BONUS = 1.0  # what the topic of the article adds to a cue
MOST = 2  # contexts of one mention: gold has 1.2, and those that come third are wrong more often than right
BETWEEN_STATES = "diplomatic"


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a sentence that speak for a context."""

    context: str
    weight: int
    first: int  # tokens, both included
    last: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the sentences of an article speak of."""

    hits: dict[int, tuple[Hit, ...]]  # by sentence index
    salient: dict[str, float]  # share of the sentences, of the contexts that the article is about


def survey(parsed: Sequence[ParsedSentence], known: Contexts) -> Spoken:
    """The contexts' words of all sentences, and what the article is about."""
    hits = {p.sentence.index: _hits(p, known) for p in parsed}
    counted = Counter(name for found in hits.values() for name, weight in _best(found).items() if weight >= ENOUGH)
    shares = {name: count / max(len(parsed), 1) for name, count in counted.items() if count > 1}
    return Spoken(hits, {name: share for name, share in shares.items() if share >= SALIENT})


def find(clause: Clause, kind: EventType, spoken: Spoken, known: Contexts) -> tuple[Context, ...]:
    """The contexts of one act, the surest first."""
    sentence = clause.sentence
    own = _own_tokens(clause)
    scores: dict[str, float] = {}
    cues: dict[str, list[Cue]] = {}
    sure: set[str] = set()

    def add(name: str, weight: float, cue: Cue | None) -> None:
        scores[name] = scores.get(name, 0) + weight
        if cue is not None:
            cues.setdefault(name, []).append(cue)

    for hit in spoken.hits.get(sentence.sentence.index, ()):
        near = hit.first in own or hit.last in own
        add(hit.context, hit.weight if near else AFAR[hit.weight], Cue(rule="context.word", spans=(sentence.span(hit.first, hit.last),)))
        if near and hit.weight == 3:
            sure.add(hit.context)
    trigger = Cue(rule="context.act", spans=(clause.words(),))
    for act in (clause.frame.type, f"{clause.frame.type}/{clause.mode}", clause.frame.family):
        for name in known.by_act.get(act, ()):
            add(name, ENOUGH, trigger)
            sure.add(name)
    for party in (*clause.roles.actors, *clause.roles.recipients):
        for name in {name for sector in party.sectors for name in known.by_sector.get(sector, ())}:
            add(name, 1, Cue(rule="context.party", spans=party.spans) if party.spans else None)
    if _between_states(clause, kind):
        add(BETWEEN_STATES, ENOUGH, Cue(rule="context.states", spans=(clause.words(),)))
    for name, share in spoken.salient.items():
        scores[name] = scores.get(name, 0) + (BONUS if name in scores else 0) + (ENOUGH if share >= TOPIC else share)
    chosen = [name for name in sorted(scores, key=lambda n: -scores[n]) if scores[name] >= ENOUGH]
    chosen = [name for name in chosen if name in sure or not set(known.by_name[name].unless) & set(chosen)] if chosen else _topic(spoken)
    return tuple(Context(name=name, cues=tuple(cues.get(name, ()))) for name in chosen[:MOST])


def _topic(spoken: Spoken) -> list[str]:
    """What the article is about first of all."""
    return sorted(spoken.salient, key=lambda n: -spoken.salient[n])[:1]


def _own_tokens(clause: Clause) -> set[int]:
    """The tokens of the act's clause: what hangs on its verb."""
    token = clause.trigger.token
    return {t.i for t in token.subtree}


def _between_states(clause: Clause, kind: EventType) -> bool:
    """Whether words or dealings pass between two states, or those who act for them."""
    if kind.quad not in ("verbal cooperation", "verbal conflict") and kind.name not in ("SANCTION", "COOPERATE", "AID"):
        return False
    one, other = ({p.country for p in parties if _acts_for_state(p)} - {None} for parties in (clause.roles.actors, clause.roles.recipients))
    return len(one | other) > 1 and (bool(one and other) or kind.reciprocal)


def _acts_for_state(party: Party) -> bool:
    return party.kind == "state" or bool({"GOV", "MIL"} & set(party.sectors))


def _best(hits: Sequence[Hit]) -> dict[str, int]:
    best: dict[str, int] = {}
    for hit in hits:
        best[hit.context] = max(best.get(hit.context, 0), hit.weight)
    return best


def _hits(sentence: ParsedSentence, known: Contexts) -> tuple[Hit, ...]:
    tokens = [t for t in sentence.doc if t.lower_ not in JOINTS]
    forms = [(t.lemma_.lower(), t.lower_) for t in tokens]
    found: list[Hit] = []
    for n, (lemma, lower) in enumerate(forms):
        phrases = known.phrases.get(lemma, ())
        if lower != lemma:
            phrases += known.phrases.get(lower, ())
        for phrase in phrases:
            last = n + len(phrase.words) - 1
            if last < len(tokens) and _matches(phrase, forms, tokens, n):
                found += [Hit(name, weight, tokens[n].i, tokens[last].i) for name, weight in phrase.weights]
    return _longest(found)


def _matches(phrase: Phrase, forms: list[tuple[str, str]], tokens: list[Token], start: int) -> bool:
    last = start + len(phrase.words) - 1
    if phrase.parts and tokens[last].pos_ not in phrase.parts:
        return False
    return all(word in forms[start + n] for n, word in enumerate(phrase.words))


def _longest(found: list[Hit]) -> tuple[Hit, ...]:
    """Of the hits of a context that share a token the longest, then the weightiest; what a phrase forbids is left out."""
    taken: set[tuple[str, int]] = set()
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.first - h.last, -h.weight)):
        places = {(hit.context, i) for i in range(hit.first, hit.last + 1)}
        if not places & taken:
            taken |= places
            kept.append(hit)
    return tuple(h for h in kept if h.weight)
