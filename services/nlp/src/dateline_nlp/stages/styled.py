"""Reads a thing that is told under somebody's name for it as the thing: "seized what it called a spy ship", "killed what it said were five rebels".

In place, after the other mends: the noun stands where the clause stood, and the clause hangs on the noun as a relative one.
"""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

STYLING = word_set("call describe term dub label say believe think claim consider regard suspect")
NOUNS = ("NN", "NNS", "NNP", "NNPS")
PLACES = {"ccomp": "dobj", "pcomp": "pobj", "dobj": "dobj", "pobj": "pobj"}  # the clause's label -> the noun's


def mend(doc: Doc) -> Doc:
    """The same document with the nouns of such clauses in the clauses' places."""
    mended = False
    for word in doc:
        if word.lower_ == "what" and word.tag_ == "WP":
            mended |= _style(word)
    if mended:
        measure(doc)
    return doc


def _style(what: Token) -> bool:
    clause = next((t for t in (what.head, what.head.head) if t.dep_ in PLACES and t.lemma_.lower() in STYLING), None)
    if clause is None or clause.left_edge is not what or (owner := syntax.child(clause, "nsubj")) is None or owner is what or clause.head.i > clause.i:
        return False
    inner = syntax.child(clause, "ccomp", "xcomp")
    within = inner if inner is not None and inner.lemma_ == "be" else clause
    named = [syntax.child(within, "attr")] if within is inner else [*syntax.prepositional(clause, ("as",)), *clause.rights]
    noun = next((c for c in named if c is not None and c.dep_ in ("attr", "pobj", "oprd", "dobj") and c.tag_ in NOUNS), None)
    if noun is None:
        return False
    verb, label = clause.head, PLACES[clause.dep_]
    later = [c for c in within.rights if c.i > noun.i and c.dep_ in ("npadvmod", "prep", "advmod", "advcl")]
    hang(noun, verb, label)
    hang(clause, noun, "relcl")
    for each in later:
        hang(each, verb if syntax.is_verb(verb) else noun, each.dep_)
    return True
