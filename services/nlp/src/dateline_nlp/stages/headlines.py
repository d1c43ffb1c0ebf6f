"""The grammar of headlines: acts stand in the present, so that a past form without an object is a passive: "Convoy looted".

Of two acts without a joint the model takes the first for a part of the second's subject: "Latvia arrests engineer, accuses Minsk".
A bare plural verb is taken for an infinitive, and a comma stands for "and": "Chad, Niger sign pact".
"""

from dateline_nlp.stages import verbless
from dateline_nlp.tree import Doc, Token, hang, measure

HELD = ("dobj", "ccomp", "xcomp", "aux", "auxpass", "nsubjpass", "prt", "dative", "oprd")
NAMES = ("NNP", "NNPS")


def repair(doc: Doc, struck: frozenset[str]) -> Doc:
    """The same headline with the subjects of such verbs marked as passive, in place. `struck`: verbs that ask for an object."""
    if sum(_first_of_two(token) for token in doc[1:]) + sum(_is_act(token) or _is_plan(token) for token in doc[1:]):
        measure(doc)
    if sum(_both(token) for token in doc):
        measure(doc)
    verbless.mend(doc)
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


def _is_act(verb: Token) -> bool:
    """Reads the bare verb of a headline's subject as told: "Rebels attack village"; whether it did."""
    if verb.dep_ != "ROOT" or verb.tag_ not in ("NN", "VB") or any(c.tag_ in ("TO", "MD") for c in verb.children):
        return False
    if not any(c.dep_ == "nsubj" for c in verb.lefts) or (verb.tag_ == "NN" and not any(c.dep_ == "dobj" for c in verb.rights)):
        return False
    verb.tag_, verb.pos_ = "VBP", "VERB"
    return True


def _is_plan(verb: Token) -> bool:
    """Reads the infinitive behind the name on which a headline hangs as what is to be done: "Norsk to buy rival"; whether it did."""
    doer = verb.head
    opens = any(c.tag_ == "TO" and c.i == doer.i + 1 for c in verb.lefts)
    if verb.tag_ != "VB" or not opens or doer.dep_ != "ROOT" or doer.tag_ not in (*NAMES, "NN", "NNS") or doer is verb:
        return False
    for each in [c for c in doer.rights if c.i > verb.i]:
        hang(each, verb, each.dep_)
    hang(verb, verb, "ROOT")
    hang(doer, verb, "nsubj")
    return True


def _both(first: Token) -> bool:
    """Joins the two before a plural verb that only a comma parts: "Chad, Niger sign pact"; whether it did."""
    second = next((c for c in first.rights if c.dep_ == "appos"), None) if first.dep_ == "nsubj" else None
    if second is not None:
        verb = first.head
    elif first.dep_ in ("npadvmod", "nsubj", "nmod", "dep") and first.i < first.head.i:
        verb = first.head
        second = next((c for c in verb.lefts if c.dep_ == "nsubj" and c.i > first.i), None)
    if second is None or verb.tag_ != "VBP" or second.i != verb.i - 1:
        return False
    if (first.tag_ in NAMES) != (second.tag_ in NAMES):
        return False  # "Japan, Chad ministers meet"
    if first.doc[first.i + 1].text != ",":
        return False
    hang(first, verb, "nsubj")
    hang(second, first, "conj")
    return True
