"""The grammar of headlines: acts stand in the present, so that a past form without an object is a passive: "Convoy looted".

Of two acts without a joint the model takes the first for a part of the second's subject: "Latvia arrests engineer, accuses Minsk".
"""

from dateline_nlp.tree import Doc, Token, hang, measure

HELD = ("dobj", "ccomp", "xcomp", "aux", "auxpass", "nsubjpass", "prt", "dative", "oprd")


def repair(doc: Doc, struck: frozenset[str]) -> Doc:
    """The same headline with the subjects of such verbs marked as passive, in place. `struck`: verbs that ask for an object."""
    if sum(_first_of_two(token) for token in doc[1:]):
        measure(doc)
    for token in doc:
        if token.tag_ not in ("VBD", "VBN") or token.lemma_.lower() not in struck or any(c.dep_ in HELD for c in token.children):
            continue
        subject = next((c for c in token.lefts if c.dep_ == "nsubj"), None)
        if subject is not None:
            subject.dep_ = "nsubjpass"
            token.tag_ = "VBN"
    return doc


def _first_of_two(token: Token) -> bool:
    """Reads the first of two acts as a verb with a subject, an object and the second act behind a comma; whether it did."""
    doer = token.doc[token.i - 1]
    if not token.text.islower() or not token.lower_.endswith("s") or doer.tag_ not in ("NNP", "NNPS", "NNS") or doer.head is not token:
        return False
    if token.dep_ == "compound" and token.tag_ == "VBZ" and token.head.dep_ == "nsubj":
        held, second = token.head, token.head.head
    elif token.dep_ == "ccomp" and token.tag_ == "NNS":
        held, second = next((c for c in token.rights if c.dep_ == "dobj"), None), token.head
    else:
        return False
    if held is None or held.i < token.i or second.dep_ != "ROOT" or second.tag_ != "VBZ" or token.doc[second.i - 1].text != ",":
        return False
    hang(token, token, "ROOT")
    hang(doer, token, "nsubj")
    hang(held, token, "dobj")
    hang(second, token, "conj")
    token.tag_, token.pos_ = "VBZ", "VERB"
    for late in [c for c in second.rights if c.dep_ == "nsubj"]:
        late.dep_ = "dobj"
    return True
