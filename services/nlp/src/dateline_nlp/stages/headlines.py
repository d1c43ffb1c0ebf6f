"""The grammar of headlines: acts stand in the present, so that a past form without an object is a passive: "Convoy looted"."""

from dateline_nlp.tree import Doc

HELD = ("dobj", "ccomp", "xcomp", "aux", "auxpass", "nsubjpass", "prt", "dative", "oprd")


def repair(doc: Doc, struck: frozenset[str]) -> Doc:
    """The same headline with the subjects of such verbs marked as passive, in place. `struck`: verbs that ask for an object."""
    for token in doc:
        if token.tag_ not in ("VBD", "VBN") or token.lemma_.lower() not in struck or any(c.dep_ in HELD for c in token.children):
            continue
        subject = next((c for c in token.lefts if c.dep_ == "nsubj"), None)
        if subject is not None:
            subject.dep_ = "nsubjpass"
            token.tag_ = "VBN"
    return doc
