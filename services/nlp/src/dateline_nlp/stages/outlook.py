"""Whether the clause of an expression of time looks ahead, so that "Friday" is the next one: plans, promises, and what is called off."""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.governors import OCCASIONS, is_future, verb_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token

CALLED = word_set("call set fix schedule plan slate announce expect postpone delay reschedule book due")
POSTPONE = word_set("postpone delay adjourn defer reschedule")
CALLED_OFF = POSTPONE | word_set("cancel scrap shelve boycott skip")
NEW_TIME = ("until", "till", "to", "for")
SCHEDULED = word_set(
    "leave depart arrive travel fly return visit meet begin start open close end resume go head vote take expire play face host hold launch come run fall "
    "convene sit reopen debut appear"
)  # "leaves on Friday" is to come


def is_ahead(token: Token, *, body: bool) -> bool:
    """Whether the clause of an expression looks ahead, also from the past: "said he would come on Friday", "leaves on Friday"."""
    if is_future(token) or is_put_off_to(token.doc, token.i) or _is_due(token):
        return True
    verb = verb_of(token)
    if token.i and verb.lemma_ in CALLED and (token.nbor(-1).lower_ == "for" or (token.nbor(-1).lower_ == "from" and verb.lemma_ == "call")):
        return True  # "called a strike for Thursday", "called a strike from Thursday"
    if any(c.lower_ in ("would", "'d", "’d") and c.dep_ == "aux" for c in verb.children):
        perfect = any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children)
        return not perfect and (verb.dep_ == "ccomp" or (verb.dep_ == "conj" and verb.head.dep_ == "ccomp"))
    if _is_undone(token):
        return True
    return body and verb.tag_ in ("VBZ", "VBP") and verb.lemma_ in SCHEDULED and not any(c.dep_ == "aux" for c in verb.children)


def _link(token: Token) -> Token | None:
    """The preposition that leads to an expression, if it begins with one or hangs on one: of "on 3 July" from "3"."""
    if token.dep_ == "nummod":
        token = token.head
    return token if token.dep_ == "prep" else token.head if token.dep_ == "pobj" and token.head.dep_ == "prep" else None


def _is_due(token: Token) -> bool:
    """ "A visit due on Friday"."""
    link = _link(token)
    return link is not None and link.head.lower_ == "due" and link.i > link.head.i


def _is_undone(token: Token) -> bool:
    """Whether an expression says which coming occasion is called off or looked forward to: "cancelled Friday's summit", "ahead of Friday's vote",
    "a visit on Friday was cancelled", "cancelled a trip in July"."""
    noun = token.head
    if (link := _link(token)) is not None:
        noun = next((c for c in link.head.children if c.dep_ == "dobj"), link.head) if link.lower_ == "in" else link.head
        if noun.lemma_.lower() not in OCCASIONS or (noun.dep_ != "dobj" and link.i > noun.head.i):
            return False
    elif token.dep_ not in ("poss", "compound", "nmod") or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ == "ahead":
        return True
    verb = noun.head
    off = "off" in syntax.particles(verb) or any(c.lower_ == "off" for c in verb.children)
    return noun.dep_ in ("dobj", "nsubjpass", "nsubj") and (verb.lemma_.lower() in CALLED_OFF or (verb.lemma_ in ("call", "put", "be") and off))


def is_put_off_to(doc: Doc, first: int) -> bool:
    """Whether an expression is the new time of something postponed, and so no time of the postponing: "put off until Friday", "moved to 3 July"."""
    link = doc[first] if doc[first].lower_ in NEW_TIME else doc[first - 1] if first else None
    if link is None or link.lower_ not in NEW_TIME or link.dep_ not in ("prep", "mark"):
        return False
    return any(puts_off(v) and (link.lower_ != "for" or v.lemma_ == "reschedule") for v in (link.head, link.head.head))


def puts_off(verb: Token) -> bool:
    """Whether a verb says that something is to be at another time."""
    if verb.lemma_.lower() in POSTPONE or (verb.lemma_ in ("put", "push", "bring") and syntax.particles(verb) & {"off", "back", "forward"}):
        return True
    return verb.lemma_ == "move" and any(t.lemma_.lower() in OCCASIONS for t in (*syntax.objects(verb), *syntax.grammatical_subjects(verb)))
