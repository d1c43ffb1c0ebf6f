"""Repairs dictionary forms that the rule lemmatizer gets wrong: "hopes" is hope, "raped" is rape.

English doubles the consonant of a short verb (hop, hopped, hops), so a bare stem in -ed, -ing or -es stands for a verb in -e.
"""

import re

from dateline_nlp.tree import Doc, Token

SHORT = re.compile(r"^[^aeiou]*[aeiou][^aeiouwxy]$")
DOUBLED = re.compile(r"([bdgklmnprtz])\1e$")
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
HYPHENATED = {
    "cease-fire": "ceasefire",
    "sit-in": "sit-in",
    "pull-out": "pullout",
    "walk-out": "walkout",
    "stand-off": "standoff",
    "hand-over": "handover",
    "take-over": "takeover",
    "crack-down": "crackdown",
    "run-off": "runoff",
    "air-strike": "airstrike",
    "by-election": "by-election",
    "co-operation": "cooperation",
    "re-election": "re-election",
    "build-up": "buildup",
    "break-in": "break-in",
    "court-martial": "court-martial",
    "e-mail": "email",
    "go-ahead": "go-ahead",
    "cyber-attack": "cyberattack",
    "test-fire": "test-fire",
    "fire-bomb": "firebomb",
    "machine-gun": "machine-gun",
}  # words of two halves, which the tokenizer parts; as the lexicon has them
PASTS = {
    "sank": "sink",
    "shot": "shoot",
    "slew": "slay",
    "stole": "steal",
    "tore": "tear",
    "threw": "throw",
    "bent": "bend",
    "bit": "bite",
    "blew": "blow",
    "drank": "drink",
    "forbade": "forbid",
    "forgot": "forget",
    "forgave": "forgive",
    "froze": "freeze",
    "knelt": "kneel",
    "leapt": "leap",
    "lent": "lend",
    "overcame": "overcome",
    "overtook": "overtake",
    "rang": "ring",
    "saw": "see",
    "shrank": "shrink",
    "swung": "swing",
    "withstood": "withstand",
    "wept": "weep",
    "foresaw": "foresee",
    "overran": "overrun",
    "overthrew": "overthrow",
    "oversaw": "oversee",
    "retook": "retake",
    "rewrote": "rewrite",
    "undid": "undo",
}  # forms that the tagger takes for nouns where the sentence is short of a verb: "An overloaded ferry sank"
PREFIXES = ("re", "co")  # "re-opened", "co-operate"
HISSING = ("s", "x", "z", "ch", "sh", "o")


def repair(doc: Doc) -> Doc:
    """The same document with lemmas set right, in place: its parser has just made it and nobody else holds it."""
    for token in doc:
        if token.tag_ in ("VBZ", "VBD", "VBN", "VBG") or (token.tag_ in ("VB", "VBP") and token.lower_ in IRREGULAR):
            token.lemma_ = dictionary_form(token.lower_, token.lemma_)
        elif token.tag_ == "JJ" and token.lower_ == "general" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj"):
            token.tag_, token.pos_ = "NN", "NOUN"
        elif token.tag_ in ("NN", "JJ") and token.lower_ in PASTS and any(c.dep_ == "nsubj" for c in token.lefts):
            token.tag_, token.pos_, token.lemma_ = "VBD", "VERB", PASTS[token.lower_]
        elif token.text == "-" and not token.whitespace_ and 0 < token.i < len(doc) - 1:
            _join(doc[token.i - 1], doc[token.i + 1])
        elif token.lemma_ == "basis" and token.tag_ == "NNS":
            token.lemma_ = "base"  # news speaks of bases by the hundred for every basis
    return doc


def _join(first: Token, second: Token) -> None:
    """Gives the second half of a word its whole dictionary form: "sit-ins", "re-opened"."""
    if first.whitespace_:
        return
    verb = second.tag_.startswith("VB")
    base = dictionary_form(second.lower_, second.lemma_) if verb else second.lower_ if second.tag_ == "NN" else second.lower_.removesuffix("s")
    whole = HYPHENATED.get(f"{first.lower_}-{base}")
    if whole is not None:
        second.lemma_ = whole
    elif verb and first.lower_ in PREFIXES:
        second.lemma_ = first.lower_ + base


def dictionary_form(form: str, lemma: str) -> str:
    """The verb whose inflected form this is, given the lemmatizer's guess."""
    if form in IRREGULAR:
        return IRREGULAR[form]
    if DOUBLED.search(lemma):  # "gutted" is of gut, as no verb ends in -tte
        return lemma[:-2]
    if form.endswith("es") and lemma == form[:-2] and not lemma.endswith(HISSING):
        return form[:-1]
    if form.endswith("ed") and lemma == form[:-2] and SHORT.match(lemma):
        return form[:-1]
    if form.endswith("ing") and lemma == form[:-3] and SHORT.match(lemma):
        return form[:-3] + "e"
    return lemma
