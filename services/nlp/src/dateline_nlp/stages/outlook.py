"""Whether the clause of an expression of time looks ahead, so that "Friday" is the next one: plans, promises, and what is called off."""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.governors import is_future, verb_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

CALLED = word_set("call set fix schedule plan slate announce expect postpone delay reschedule book due")
POSTPONE = word_set("postpone delay adjourn defer reschedule")
CALLED_OFF = POSTPONE | word_set("cancel scrap shelve boycott skip")
SCHEDULED = word_set(
    "leave depart arrive travel fly return visit meet begin start open close end resume go head vote take expire play face host hold launch come run fall "
    "convene sit reopen debut appear"
)  # "leaves on Friday" is to come


def is_ahead(token: Token, *, body: bool) -> bool:
    """Whether the clause of an expression looks ahead, also from the past: "said he would come on Friday", "leaves on Friday"."""
    if is_future(token):
        return True
    verb = verb_of(token)
    if token.i and token.nbor(-1).lower_ == "for" and verb.lemma_ in CALLED:
        return True  # "called a strike for Thursday"
    if any(c.lower_ in ("would", "'d", "’d") and c.dep_ == "aux" for c in verb.children):
        perfect = any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children)
        return not perfect and (verb.dep_ == "ccomp" or (verb.dep_ == "conj" and verb.head.dep_ == "ccomp"))
    if _is_undone(token):
        return True
    return body and verb.tag_ in ("VBZ", "VBP") and verb.lemma_ in SCHEDULED and not any(c.dep_ == "aux" for c in verb.children)


def _is_undone(token: Token) -> bool:
    """Whether an expression says which coming occasion is called off or looked forward to: "cancelled Friday's summit", "ahead of Friday's vote"."""
    noun = token.head
    if token.dep_ not in ("poss", "compound", "nmod") or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ == "ahead":
        return True
    verb = noun.head
    off = "off" in syntax.particles(verb) or any(c.lower_ == "off" for c in verb.children)
    return noun.dep_ in ("dobj", "nsubjpass", "nsubj") and (verb.lemma_.lower() in CALLED_OFF or (verb.lemma_ in ("call", "put", "be") and off))
