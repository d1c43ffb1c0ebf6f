"""What takes the force from a verb or noun that tells of an act: proof that is missing, a judgement, a proviso, a plea."""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.assessment import Climb
from dateline_nlp.tree import Token


def judged(climb: Climb, current: Token, adjective: Token, *, negated: bool, infinitive: bool) -> bool:
    """ "It is possible that", "it is hard to": what an adjective makes of a clause."""
    if adjective.lower_ in climb.cue("possible_adjective"):
        climb.found.lower("possible", "status.possible_adjective", adjective)
    elif (adjective.lower_ in ("true", "correct", "accurate")) if negated else (adjective.lower_ in ("false", "untrue", "wrong", "incorrect")):
        climb.found.negations += 1
        climb.found.cues.append(("status.neg_untrue", adjective))
    elif adjective.lower_ in ("unclear", "uncertain", "unknown", "doubtful"):
        climb.found.dropped = "not known"
    elif infinitive and not any(c.dep_ in ("nsubj", "nsubjpass") for c in current.children) and climb.found.tense in ("none", "present"):
        climb.found.dropped = "a judgement on acts of a kind"
    elif negated:
        climb.found.dropped = "under a negation"
    return climb.found.dropped is None


def takes_place(climb: Climb, verb: Token) -> bool:
    """Whether a verb says of its subject that it came about: "take place", "go ahead"."""
    lemma = verb.lemma_.lower()
    words = {lemma, *(f"{lemma} {word}" for word in syntax.particles(verb)), *(f"{lemma} {c.lower_}" for c in verb.children if c.dep_ == "dobj")}
    return bool(words & climb.cue("takes_place"))


def accuses(climb: Climb, verb: Token) -> bool:
    """Whether a verb charges somebody with an act."""
    return syntax.is_verb(verb) and verb.lemma_ in climb.cue("accuse") - {"sue", "try", "complain", "boast", "claim", "purport"}


def pleading(preposition: Token) -> Token | None:
    """The verb of "pleaded not guilty to", "was found not guilty of" over a preposition."""
    above = preposition.head
    adjective = above if above.lower_ == "guilty" else next((c for c in above.children if c.lower_ == "guilty"), None)
    verb = above.head if above.lower_ == "guilty" else above
    if adjective is None or verb.lemma_ != "plead":
        return None
    return verb if any(c.dep_ == "neg" or c.lower_ == "not" for t in (adjective, verb) for c in t.children) else None


def unproven(climb: Climb, verb: Token) -> Token | None:
    """The word that marks what a verb tells as unproven: "unverified footage shows", "without evidence", "citing no source"."""
    subject = syntax.child(verb, "nsubj")
    if subject is not None and (word := next((c for c in subject.children if c.dep_ == "amod" and c.lower_ in climb.cue("alleged_adjective")), None)):
        return word
    for c in (*verb.children, *(subject.children if subject is not None else ())):
        if c.lower_ == "without":
            word = next((t for t in c.subtree if t.lemma_.lower() in climb.cue("unproven")), None)
        elif c.lemma_.lower() in ("cite", "give", "offer", "name", "produce", "provide") and c.tag_ == "VBG":
            word = next((t for t in c.subtree if t.lower_ in ("no", "nobody", "neither", "none", "without")), None)
        else:
            continue
        if word is not None:
            return word
    return None


def is_supposed(climb: Climb, verb: Token) -> bool:
    """ "Suppose that", "provided that": what a clause asks the reader to grant."""
    lemma = verb.lemma_.lower()
    if verb.dep_ in ("advcl", "prep", "pcomp") and lemma in climb.cue("proviso") and verb.tag_ in ("VBN", "VBG"):
        return syntax.child(verb, "nsubj", "dobj") is None
    return lemma in climb.cue("supposing") and verb.dep_ == "ROOT" and verb.tag_ in ("VB", "VBP") and verb.is_sent_start


def shares_report(verb: Token, say: Token) -> bool:
    """ "Ottawa said it had waited, and would not join": the second verb is still what was said, by its backshifted future."""
    return any(c.lower_ == "would" and c.dep_ == "aux" for c in verb.children) and syntax.child(verb, "nsubj", "nsubjpass") is None and say.tag_ == "VBD"
