"""Finds the verb of a headline in which the parser saw none, because it looks like a noun: "Kenya police raid hotel", "Chad, Niger sign pact".

The parser's tree of such a line is of no use but inside of its phrases: the subject, the object and what stands behind are hung on the verb anew.
"""

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

LOOKALIKES = word_set(
    "sign hold discuss vow pledge swap trade launch agree reject seek urge slam raid probe arrest jail strike hit bomb attack battle shell block sue storm "
    "seize protest march rally clash detain sack oust kill fire condemn ban free kidnap abduct sink plunge derail capsize crash collide overturn "
    "explode collapse erupt"
)
SINGULAR = word_set(
    "kidnap abduct detain jail seize sue condemn sack oust urge reject sink plunge derail capsize crash collide overturn explode collapse erupt"
)  # that are no nouns in the plural: "Gang kidnaps three nuns"
ALONE = word_set(
    "march rally clash strike protest battle talk sink plunge derail capsize crash collide overturn explode collapse erupt"
)  # these need no object
TOLLS = word_set("dead killed hurt injured wounded missing")  # "Train derails in Spain, dozens hurt"
NAMES = ("NNP", "NNPS")
NOUNS = ("NN", "NNS", *NAMES, "CD")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
JOINTS = ("as", "after", "when", "while")  # behind what came of it: "Six dead as building collapses"
ENDS = ("IN", "TO", "CC", ",", ":", ".", "RB", "VBG", "VBD", "VBN", "WRB", "WP", "MD")
SEVERAL = word_set("police troops crew staff thousands hundreds dozens")


def mend(doc: Doc) -> bool:
    """Whether the headline got a verb, in place."""
    if any(t.dep_ in SUBJECTS and t.head.pos_ in ("VERB", "AUX") and t.head.lower_ not in TOLLS for t in doc) or any(t.tag_ in ("MD", "VBZ") for t in doc):
        return False
    verb = next((t for t in doc[1:] if _is_verb(t)), None)
    if verb is None:
        return False
    joint = next((t for t in doc[2 : verb.i - 1] if t.lower_ in JOINTS), None)
    start = 0 if joint is None else joint.i + 1
    end = next((t.i for t in doc[verb.i + 1 :] if t.tag_ in ENDS), len(doc))
    held = next((t for t in reversed(doc[verb.i + 1 : end]) if t.tag_ in NOUNS), None)
    if held is None and verb.lemma_.lower() not in ALONE:
        return False
    _hang(doc, verb, held, start, end)
    if joint is not None:
        _join(joint, verb)
    singular = verb.lower_.endswith("s") and verb.lower_ not in LOOKALIKES
    verb.tag_, verb.pos_ = ("VBZ" if singular else "VBP"), "VERB"
    verb.lemma_ = _stem(verb.lower_)
    measure(doc)
    return True


def _stem(word: str) -> str:
    """The verb that a word may be a form of."""
    return next((w for w in (word, word.removesuffix("s"), word.removesuffix("es")) if w in LOOKALIKES), "")


def _is_verb(token: Token) -> bool:
    """Whether a word that may be a verb agrees with the subject before it."""
    doer, doc = token.doc[token.i - 1], token.doc
    if not token.text.islower() or not _stem(token.lower_) or token.tag_ not in ("NN", "NNS", "VB", "VBP", "JJ"):
        return False
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if token.lower_ not in LOOKALIKES:  # "Ouma fires minister"
        agrees = doer.tag_ in NAMES or (doer.tag_ in ("NN", "VBG") and _stem(token.lower_) in SINGULAR)
        if agrees and _stem(token.lower_) in ALONE:
            return after is None or after.tag_ in ENDS or after.dep_ == "prt"
        return agrees and after is not None and (after.tag_ in NAMES or (after.text.islower() and after.tag_ in NOUNS))
    return doer.tag_ in ("NNS", "NNPS") or doer.lower_ in SEVERAL or (doer.tag_ == "NNP" and _comma(doc, token.i) is not None)


def _comma(doc: Doc, end: int) -> int | None:
    """Where a comma parts two names of the subject."""
    marks = [t.i for t in doc[:end] if t.text == ","]
    return marks[0] if len(marks) == 1 and 0 < marks[0] < end - 1 and doc[marks[0] - 1].tag_ in NAMES else None


def _join(joint: Token, verb: Token) -> None:
    """Hangs the verb's clause on what is told before it: "Two killed as train derails", "Five arrested as police raid mosque"."""
    before = list(joint.doc[: joint.i])
    done = before[-1]
    hang(done, done, "ROOT")
    hang(verb, done, "advcl")
    hang(joint, verb, "mark")
    if done.tag_ not in ("VBN", "VBD") and done.lower_ not in TOLLS:
        return
    whom = next((t for t in reversed(before[:-1]) if t.tag_ in NOUNS), None)
    if whom is None:
        return
    if done.tag_ in ("VBN", "VBD"):
        done.tag_, done.pos_ = "VBN", "VERB"
    hang(whom, done, "nsubjpass" if done.tag_ == "VBN" else "nsubj")
    for token in before[:-1]:
        if token is not whom and (token.head is token or token.head.i >= joint.i or token.head is done):
            hang(token, whom, "nummod" if token.tag_ == "CD" else "compound")


def _hang(doc: Doc, verb: Token, held: Token | None, start: int, end: int) -> None:
    """The tree with the verb as its root."""
    doer, mark = doc[verb.i - 1], _comma(doc, verb.i)
    if doer.tag_ not in NAMES:
        mark = None
    groups = [(start, verb.i, doer)] if mark is None else [(start, mark, doc[mark - 1]), (mark + 1, verb.i, doer)]
    if held is not None:
        groups.append((verb.i + 1, end, held))
    inside = {t.i: head for first, last, head in groups for t in doc[first:last]}
    tops = {head.i for head in inside.values()}
    over = {i: {a.i for a in doc[i].ancestors} for i in tops}
    loose = [t for t in doc if t is not verb and t.i not in tops and (inside.get(t.i) is not inside.get(t.head.i) or t.head is t or t.head is verb)]
    loose += [t for t in doc if t.i in inside and t.i not in tops and t.i in over[inside[t.i].i] and t not in loose]
    hang(verb, verb, "ROOT")
    for first, _, head in groups:
        hang(head, verb, "dobj" if head is held else "dep" if first < start else "nsubj")
    if start:
        hang(doc[start - 1], verb, "mark")
        doer.tag_, doer.pos_ = ("NN", "NOUN") if doer.tag_ == "VBG" else (doer.tag_, doer.pos_)
    if mark is not None:
        hang(doer, doc[mark - 1], "conj")
    for token in loose:
        head = inside.get(token.i)
        if head is not None:
            hang(token, head, {"CD": "nummod", "JJ": "amod", ",": "punct"}.get(token.tag_, "compound"))
        elif token.i >= end and token.head.i < end:
            hang(token, held if held is not None and token.lower_ == "of" else verb, "prep" if token.tag_ == "IN" else token.dep_)
        elif token.head is token:
            hang(token, verb, "dep")
        elif mark == token.i:
            hang(token, verb, "punct")
