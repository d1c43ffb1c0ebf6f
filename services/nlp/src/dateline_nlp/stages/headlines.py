"""The grammar of headlines: acts stand in the present, so that a past form without an object is a passive: "Convoy looted".

Of two acts without a joint the model takes the first for a part of the second's subject: "Latvia arrests engineer, accuses Minsk".
A bare plural verb is taken for an infinitive, and a comma stands for "and": "Chad, Niger sign pact".
"""

from dateline_nlp.stages import verbless
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

HELD = ("dobj", "ccomp", "xcomp", "aux", "auxpass", "nsubjpass", "prt", "dative", "oprd")
NAMES = ("NNP", "NNPS")
SECOND = verbless.LOOKALIKES | word_set(
    "abduct capture close cut deny displace evacuate expel force hold injure kidnap leave loot name order rescue shoot shut take torch urge wound"
)  # bare verbs of a second act


def repair(doc: Doc, struck: frozenset[str]) -> Doc:
    """The same headline with the subjects of such verbs marked as passive, in place. `struck`: verbs that ask for an object."""
    if sum(_first_of_two(token) for token in doc[1:]) + sum(_is_act(token) or _is_plan(token) for token in doc[1:]):
        measure(doc)
    if sum(_both(token) for token in doc):
        measure(doc)
    verbless.mend(doc)
    if sum(_second(token) for token in doc[2:-1]):
        measure(doc)
    for token in doc:
        if token.tag_ not in ("VBD", "VBN") or token.lemma_.lower() not in struck or any(c.dep_ in HELD for c in token.children):
            continue
        subject = next((c for c in token.lefts if c.dep_ == "nsubj"), None)
        if subject is not None:
            subject.dep_ = "nsubjpass"
            token.tag_ = "VBN"
    return doc


def _second(token: Token) -> bool:
    """Joins a bare verb behind a comma to the headline's first: "Soldiers seize power, detain president"; whether it did."""
    doc = token.doc
    first = next((t for t in doc if t.head is t), token)
    if doc[token.i - 1].text != "," or not token.text.islower() or token.lower_ not in SECOND or first.i >= token.i or first.tag_ != "VBP":
        return False
    if token.tag_ not in ("NN", "VB", "VBP", "JJ") or not any(c.dep_ == "nsubj" for c in first.lefts):
        return False
    end = next((t.i for t in doc[token.i + 1 :] if t.tag_ in verbless.ENDS), len(doc))
    held = next((t for t in reversed(doc[token.i + 1 : end]) if t.tag_ in verbless.NOUNS), None)
    if held is None:
        return False
    above = [t for t in doc[token.i + 1 :] if t.head.i <= token.i and t is not held]
    hang(token, first, "conj")
    hang(held, token, "dobj")
    for each in above:
        hang(each, held if each.i < held.i else token, "nummod" if each.tag_ == "CD" else each.dep_ if each.i > held.i else "compound")
    token.tag_, token.pos_, token.lemma_ = "VBP", "VERB", token.lower_
    return True


def _first_of_two(token: Token) -> bool:
    """Reads the first of two acts as a verb with a subject, an object and the second act behind a comma; whether it did."""
    doer, above = token.doc[token.i - 1], token.head
    several = doer.tag_ in ("NNS", "NNPS") or (doer.i == 0 and doer.tag_ == "NNP" and doer.lower_.endswith("s"))
    plural = several and token.lower_ in verbless.LOOKALIKES and token.tag_ == "NN" and doer.head in (token, above)
    singular = token.text.islower() and token.lower_.endswith("s") and doer.tag_ in ("NNP", "NNPS", "NNS") and doer.head is token
    if token.dep_ == "compound" and above.dep_ == "nsubj" and (plural or (singular and token.tag_ == "VBZ")):
        held, second = above, above.head
    elif token.dep_ == "ccomp" and token.tag_ == "NNS" and singular:
        held, second = next((c for c in token.rights if c.dep_ == "dobj"), None), above
    else:
        return False
    forms = ("VB", "VBP") if plural else ("VBZ",)
    if held is None or held.i < token.i or second.dep_ != "ROOT" or second.tag_ not in forms or token.doc[second.i - 1].text != ",":
        return False
    hang(token, token, "ROOT")
    hang(doer, token, "nsubj")
    hang(held, token, "dobj")
    hang(second, token, "conj")
    token.tag_, token.pos_, second.tag_ = "VBZ", "VERB", "VBZ"
    for late in [c for c in second.rights if c.dep_ == "nsubj" or (c.dep_ == "nummod" and not any(t.dep_ == "dobj" for t in second.rights))]:
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
