"""Repairs dictionary forms that the rule lemmatizer gets wrong: "hopes" is hope, "raped" is rape.

English doubles the consonant of a short verb (hop, hopped, hops), so a bare stem in -ed, -ing or -es stands for a verb in -e.
"""

import re

from dateline_nlp.tree import Doc

SHORT = re.compile(r"^[^aeiou]*[aeiou][^aeiouwxy]$")
IRREGULAR = {
    "retook": "retake",
    "rewrote": "rewrite",
    "rebuilt": "rebuild",
    "retold": "retell",
    "resold": "resell",
    "remade": "remake",
    "forgave": "forgive",
    "foresaw": "foresee",
    "foretold": "foretell",
    "mistook": "mistake",
    "outsold": "outsell",
    "besought": "beseech",
    "strove": "strive",
    "sunk": "sink",
    "clung": "cling",
    "wove": "weave",
    "forsook": "forsake",
    "dwelt": "dwell",
    "leapt": "leap",
    "unwound": "unwind",
}  # past forms that the lemmatizer leaves as they are
HISSING = ("s", "x", "z", "ch", "sh", "o")


def repair(doc: Doc) -> Doc:
    """The same document with lemmas set right, in place: its parser has just made it and nobody else holds it."""
    for token in doc:
        if token.tag_ in ("VBZ", "VBD", "VBN", "VBG") or (token.tag_ in ("VB", "VBP") and token.lower_ in IRREGULAR):
            token.lemma_ = dictionary_form(token.lower_, token.lemma_)
        elif token.lemma_ == "basis" and token.tag_ == "NNS":
            token.lemma_ = "base"  # news speaks of bases by the hundred for every basis
    return doc


def dictionary_form(form: str, lemma: str) -> str:
    """The verb whose inflected form this is, given the lemmatizer's guess."""
    if form in IRREGULAR:
        return IRREGULAR[form]
    if form.endswith("es") and lemma == form[:-2] and not lemma.endswith(HISSING):
        return form[:-1]
    if form.endswith("ed") and lemma == form[:-2] and SHORT.match(lemma):
        return form[:-1]
    if form.endswith("ing") and lemma == form[:-3] and SHORT.match(lemma):
        return form[:-3] + "e"
    return lemma
