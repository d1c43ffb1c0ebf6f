"""Words under which an infinitive tells of what was done, not of what was meant: "waited until May to sign", "took the floor to denounce", "phoned to thank".

What is done in saying so is done whenever somebody spoke for it. The others imply what stands under them (Karttunen 1971, *Implicative verbs*).
"""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.assessment import Climb, tense
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

VERBAL = ("SUPPORT", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "AGREE")
VOTED = ("appoint", "COERCE", "SANCTION", "elect")  # what a vote itself does
HASTE = word_set("hasten hurry rush scramble happen")
ADDRESSING = word_set("phone telephone call ring write cable email e-mail message text contact tweet post speak appear march rally demonstrate parade")
CHANCES = word_set("opportunity chance occasion moment platform floor stage podium rostrum microphone mic step")
RELUCTANCE = word_set("hurry rush mood position")
READY = word_set("quick swift prompt fast able")
CAUSING = word_set("prompt lead cause force compel oblige drive spur provoke trigger")
SPANS = ("DATE", "TIME")


def by_verb(climb: Climb, verb: Token) -> bool:
    """Whether a verb says that what stands under it was done."""
    lemma, below = verb.lemma_.lower(), verb.children
    if lemma in CAUSING and verb.tag_ == "VBG" and verb.dep_ == "advcl":
        return _is_told(climb, verb.head)  # "refused, prompting Peru to recall its envoy"
    if not _is_told(climb, verb):
        return False
    if lemma == "wait":
        long = any(c.dep_ in ("dobj", "npadvmod") and c.ent_type_ in SPANS for c in below)
        return long or any(c.dep_ == "prep" and c.lower_ in ("until", "till", "for") and _pobj_is_span(c) for c in below)
    if lemma == "take" and any(c.dep_ == "dobj" and c.ent_type_ in SPANS for c in below):
        return True
    if lemma in HASTE or lemma in CAUSING or (lemma == "vote" and climb.trigger.frame.type in VOTED):
        return True
    if lemma in ("line", "queue") and "up" in syntax.particles(verb):
        return True
    spoke = lemma in ADDRESSING or (lemma == "take" and any(c.dep_ == "prep" and c.lower_ == "to" for c in below))
    return spoke and climb.trigger.frame.type in VERBAL


def by_silence(climb: Climb, verb: Token) -> bool:
    """Whether praise was not spoken because nobody was spoken to: "did not call him to congratulate him"."""
    return verb.lemma_.lower() in ADDRESSING and climb.trigger.frame.type == "SUPPORT" and any(c.dep_ == "neg" for c in verb.children)


def by_noun(climb: Climb, noun: Token) -> bool:
    """Whether a noun with the verb above it does: "took the opportunity", "went out of his way"."""
    lemma, verb = noun.lemma_.lower(), noun.head
    if lemma == "way" and noun.dep_ == "pobj" and verb.lower_ == "of" and verb.head.lower_ == "out":
        verb = verb.head.head
        return verb.lemma_ == "go" and _is_told(climb, verb)
    return lemma in CHANCES and noun.dep_ == "dobj" and verb.lemma_ in ("take", "seize", "use", "grab") and _is_told(climb, verb)


def by_adjective(climb: Climb, adjective: Token) -> bool:
    """Whether an adjective said of the past does: "was quick to", "were able to"."""
    return adjective.lower_ in READY and adjective.head.lemma_ == "be" and _is_told(climb, adjective.head, headlines=False)


def by_rank(climb: Climb, verb: Token) -> bool:
    """Whether somebody is said to have been among the first to do it, or "quick on Monday" to."""
    if any(c.dep_ == "acomp" and by_adjective(climb, c) for c in verb.children):
        return True
    one = next((c for c in verb.children if c.dep_ == "attr" and c.lower_ == "one"), verb)
    among = next((c for c in one.children if c.dep_ == "prep" and c.lower_ in ("among", "of")), None)
    those = syntax.child(among, "pobj") if among is not None else None
    return verb.lemma_ in ("be", "become") and those is not None and any(c.lower_ in ("first", "last", "few", "only") for c in those.children)


def _is_told(climb: Climb, verb: Token, *, headlines: bool = True) -> bool:
    """Whether a verb tells of the past, as it does by the present in headlines, and not by a negation."""
    told = tense(verb) in ("past", "perfect", "pluperfect") or (headlines and climb.trigger.sentence.sentence.kind == "headline" and tense(verb) == "present")
    return told and not any(c.dep_ == "neg" or c.tag_ == "MD" for c in verb.children)


def _pobj_is_span(preposition: Token) -> bool:
    noun = syntax.child(preposition, "pobj")
    return noun is not None and (noun.ent_type_ in SPANS or preposition.lower_ != "for")
