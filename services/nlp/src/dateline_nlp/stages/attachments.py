"""Mends attachments that the small parser regularly gets wrong, before anybody reads them. In place, as `lemmas` does.

1. "between the government and Tamil rebels": the first noun is hung on the last as a modifier; they are two who are joined.
2. "asylum to five officers holed up in the embassy": a noun behind a bare preposition is read as subject of the participle
   that tells of it.
"""

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

NOUNS = ("NN", "NNS", "NNP", "NNPS")
PREPOSITIONS = word_set("to for from with on against of by into at")  # those that never open a clause
REACH = 8  # tokens behind a preposition in which its noun stands
APART = ("NNP", "NNPS", "JJ", "VBN", "CD")  # what modifies only the second of two joined nouns


def mend(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """The same document with heads and labels set right."""
    mended = False
    for token in doc:
        if token.dep_ == "nmod" and token.tag_ in NOUNS and token.lemma_.lower() in gazetteer.nouns:
            mended |= _join(token)
        elif token.dep_ == "prep" and not token.children and token.lower_ in PREPOSITIONS:
            mended |= _hold(token)
    if mended:
        measure(doc)
    return doc


def _join(first: Token) -> bool:
    """Reads "the government and Tamil rebels" as two."""
    last = first.head
    joint = next((c for c in first.rights if c.dep_ == "cc" and c.lower_ in ("and", "or")), None)
    between = [c for c in first.rights if c.dep_ == "conj" and c.i < last.i]
    if joint is None or last.i < first.i or last.tag_ not in NOUNS or len(between) != 1 or between[0].tag_ not in APART:
        return False
    outer, label = last.head, last.dep_
    hang(between[0], last, "amod")
    hang(first, first if outer is last else outer, label)
    hang(last, first, "conj")
    return True


def _hold(preposition: Token) -> bool:
    """Gives a bare preposition the noun right behind it."""
    for noun in preposition.doc[preposition.i + 1 : preposition.i + REACH]:
        if noun.dep_ in ("nsubj", "nsubjpass") and noun.left_edge.i == preposition.i + 1 and noun.tag_ in NOUNS:
            verb = noun.head
            if verb.i != noun.i + 1 or verb.tag_ not in ("VBN", "VBD", "VBG") or verb.head is verb or verb.is_ancestor(preposition):
                return False
            hang(noun, preposition, "pobj")
            hang(verb, noun, "acl")
            return True
    return False
