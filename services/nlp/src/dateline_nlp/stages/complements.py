"""Hangs on a noun what says whose act it tells of, or upon whom, where the small parser hangs it on the verb before. In place, after `misread`.

1. "rejected a plea by the widow": behind the object of an active verb, "by somebody" says whose plea it is.
2. "opened an inquiry into the shooting", "condemned the raid on the camp": a noun that asks for a preposition has the one right behind it.
"""

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

HELD = ("dobj", "attr", "pobj")
WANTED = {
    "into": word_set("inquiry enquiry investigation probe inquest incursion"),
    "on": word_set("attack raid strike airstrike assault onslaught crackdown clampdown ban sanction embargo curb"),
    "against": word_set("protest demonstration strike sanction embargo boycott lawsuit charge case complaint attack offensive coup threat crackdown"),
    "between": word_set("talk meeting clash fighting deal agreement pact treaty accord truce ceasefire call war"),
}  # preposition -> nouns that ask for it


def mend(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """The same document with such phrases on their nouns."""
    mended = False
    for token in doc:
        if token.i and token.dep_ in ("prep", "agent") and (token.lower_ == "by" or token.lower_ in WANTED):
            noun = token.doc[token.i - 1]
            if noun.dep_ in HELD and token.head is not noun and _is_over(token.head, noun) and _belongs(token, noun, gazetteer):
                hang(token, noun, "prep")
                mended = True
    if mended:
        measure(doc)
    return doc


def _is_over(verb: Token, noun: Token) -> bool:
    """Whether a noun stands under a verb that it is the object of, or under a preposition of that verb."""
    return noun.head is verb or (noun.dep_ == "pobj" and noun.head.head is verb)


def _belongs(preposition: Token, noun: Token, gazetteer: Gazetteer) -> bool:
    if preposition.lower_ != "by":
        return noun.lemma_.lower() in WANTED[preposition.lower_]
    doer = next((c for c in preposition.children if c.dep_ == "pobj"), None)
    if doer is None or noun.tag_ not in ("NN", "NNS") or doer.ent_type_ in ("DATE", "TIME", "PERCENT", "MONEY", "CARDINAL", "QUANTITY"):
        return False
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in preposition.head.children) or (preposition.head.tag_ == "VBN" and noun.dep_ != "dobj")
    second = any(c.lower_ == "by" and c is not preposition and c.i < preposition.i for c in preposition.head.children)  # "moved by the apology by Israel"
    return (not passive or second) and (doer.tag_ in ("NNP", "NNPS") or doer.lemma_.lower() in gazetteer.nouns)
