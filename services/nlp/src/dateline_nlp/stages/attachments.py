"""Mends attachments that the small parser regularly gets wrong, before anybody reads them. In place, as `lemmas` does.

1. "between the government and Tamil rebels": the first noun is hung on the last as a modifier; they are two who are joined.
2. "asylum to five officers holed up in the embassy": a noun behind a bare preposition is read as subject of the participle
   that tells of it.
3. "denied moving troops": right behind a verb that takes a deed as its object, a participle before a bare noun is that deed.
4. "Nurses in Kenya plan to strike": a noun with a subject and an infinitive is a verb.
"""

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

NOUNS = ("NN", "NNS", "NNP", "NNPS")
PREPOSITIONS = word_set("to for from with on against of by into at")  # those that never open a clause
REACH = 8  # tokens behind a preposition in which its noun stands
DEED_VERBS = word_set("deny admit avoid consider contemplate regret risk recall confess acknowledge resume postpone mull oppose")
APART = ("NNP", "NNPS", "JJ", "VBN", "CD")  # what modifies only the second of two joined nouns


def mend(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """The same document with heads and labels set right."""
    mended = False
    for token in doc:
        if token.dep_ == "nmod" and token.tag_ in NOUNS and token.lemma_.lower() in gazetteer.nouns:
            mended |= _join(token)
        elif token.dep_ == "prep" and not token.children and token.lower_ in PREPOSITIONS:
            mended |= _hold(token)
        elif token.dep_ in ("amod", "compound") and token.lower_.endswith("ing"):
            mended |= _tell(token)
        elif token.dep_ == "ROOT" and token.tag_ in ("NN", "NNS") and _is_finite(token):
            token.tag_, token.pos_ = ("VBP" if token.tag_ == "NN" else "VBZ"), "VERB"
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


def _tell(deed: Token) -> bool:
    """Reads what is denied as a verb with its object."""
    noun, verb = deed.head, deed.head.head
    if noun.dep_ != "dobj" or verb.i != deed.i - 1 or noun.i < deed.i or verb.lemma_ not in DEED_VERBS or not verb.tag_.startswith("VB"):
        return False
    hang(deed, verb, "xcomp")
    hang(noun, deed, "dobj")
    deed.tag_, deed.pos_ = "VBG", "VERB"
    return True


def _is_finite(noun: Token) -> bool:
    subject = any(c.dep_ == "nsubj" and c.i < noun.i for c in noun.children)
    return subject and any(c.dep_ == "xcomp" and any(t.tag_ == "TO" for t in c.children) for c in noun.children)
