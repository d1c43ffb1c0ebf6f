"""Mends how a noun stands to the verb before it. Called by `misread`.

1. "had his sentence commuted": what was commuted is read as who did it.
2. "gathered outside parliament": the place is read as what was gathered.
3. "Last year nurses walked out": the time is read as a quality of the nurses.
"""

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token, hang

SPANS = word_set("year month week night summer winter autumn spring")


def underwent(verb: Token) -> None:
    """Reads a noun between "had" and a participle as what something was done to."""
    held = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if held is not None and held.left_edge.i == verb.head.i + 1 and not any(c.dep_ in ("aux", "auxpass", "mark", "dobj") for c in verb.children):
        held.dep_ = "nsubjpass"


def outside(word: Token) -> bool:
    """Reads "outside" right behind a verb as a preposition, where the parser took it for a quality of the noun."""
    noun, verb = word.head, word.head.head
    if noun.dep_ != "dobj" or word.i != verb.i + 1:
        return False
    hang(word, verb, "prep")
    hang(noun, word, "pobj")
    word.tag_, word.pos_ = "IN", "ADP"
    return True


def once(span: Token) -> bool:
    """Hangs a time that opens a clause on its verb, where the parser took it for a quality of the subject behind it."""
    doer = span.head
    if span.i != 1 or span.doc[0].lower_ not in ("last", "this", "next") or doer.dep_ not in ("nsubj", "nsubjpass") or doer.tag_ not in ("NNS", "NNPS"):
        return False
    hang(span.doc[0], span, "amod")
    hang(span, doer.head, "npadvmod")
    return True
