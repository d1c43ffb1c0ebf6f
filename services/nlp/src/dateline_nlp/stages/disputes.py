"""Acts that one side states and the other denies in the same sentence: "X says Y sent them; Y denies it", "a charge Y rejects"."""

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import Claim

from dateline_nlp.stages import saying, syntax
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.parties import Cast, key_of
from dateline_nlp.tree import Token

WHAT = frozenset(("it", "this", "that", "which", "them"))


def denial(clause: Clause, cast: Cast) -> Claim | None:
    """The claim of the act's own actor that it did not happen, made by a verb of denial about what was said before it."""
    actors = {key_of(p): p for p in clause.roles.actors}
    pronouns = {t.lower_ for t in clause.roles.actor_tokens}
    for verb in clause.sentence.doc[clause.trigger.token.i + 1 :]:
        if verb.lemma_.lower() not in cast.lexicon.cues["disputing"] or not syntax.is_verb(verb) or not _is_about_it(verb, cast):
            continue
        subjects = syntax.grammatical_subjects(verb)
        charge = verb.dep_ == "relcl" and verb.head.lemma_.lower() in cast.lexicon.cues["charge_noun"]  # "an accusation that organisers denied"
        if charge or (verb.dep_ == "relcl" and any(c.lower_ == "which" and c.dep_ == "dobj" for c in verb.children)):  # ", which the army denies"
            named = cast.many(clause.sentence, subjects) or [p for t in subjects if (p := saying.speaker_at(clause.sentence, t, cast.names)) is not None]
            if named:
                return _claim(named[0], verb, clause)
        for party in cast.many(clause.sentence, subjects):
            state = next((p for p in actors.values() if p.country and p.country == party.country and "state" in (p.kind, party.kind)), None)
            if key_of(party) in actors or state is not None:
                return _claim(party, verb, clause)
        described = {p.name.lower(): p for p in actors.values()}
        if len(described) == 1 and any(
            t.lower_ in ("he", "she", "they", "it") and t.lower_ not in pronouns and not cast.at(clause.sentence, t) for t in subjects
        ):
            return _claim(next(iter(described.values())), verb, clause)
    return None


def _claim(party: Party, verb: Token, clause: Clause) -> Claim:
    return Claim(said_by=party, status="denied", verb=verb.lemma_.lower(), form="indirect", spans=(clause.sentence.span(verb.i, verb.i),), rule="said.disputed")


def _is_about_it(verb: Token, cast: Cast) -> bool:
    """Whether what is denied is what has just been said: a pronoun, a word for a charge, the noun of a relative clause."""
    if any(c.dep_ == "neg" for c in verb.children):
        return False
    held = syntax.child(verb, "dobj")
    if held is None:
        return verb.dep_ == "relcl" and verb.head.lemma_.lower() in cast.lexicon.cues["charge_noun"]
    return held.lower_ in WHAT or (held.lemma_.lower() in cast.lexicon.cues["charge_noun"] and not any(c.dep_ in ("acl", "relcl") for c in held.children))
