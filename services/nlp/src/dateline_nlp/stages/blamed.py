"""Mends what is hung amiss about a blame: what was done, what came of it, and what the blamed say to it. Called by `misread`.

1. "accused Iran of shelling a village, killing six": what came of the deed is hung on the blame.
2. "accused Peru of ramming a boat and of jailing its crew", "held on charges of fraud and aiding a gang": the second deed is joined to the blame.
3. "was accused of fraud, a charge his lawyer denied", "a charge the government rejects": the charge is read as the subject of what is said to it, or
   the verb as a noun.
4. "dismissed as nonsense claims that he had fled": what is dismissed is read as how.
"""

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token, hang

DISMISSING = word_set("dismiss reject describe deny denounce")
REPORTS = word_set("report rumour rumor")
REACH = 7  # tokens behind a charge within which stands what is said to it
FINITE = ("VBD", "VBZ", "VBP")
BLAMING = word_set("accuse suspect blame")
RESULTS = word_set("kill wound injure hurt destroy damage cause force leave displace threaten endanger violate breach trigger prompt")
REFUSING = word_set("rejects disputes denies contests refutes dismisses")
CHARGES = word_set("charge claim allegation accusation assertion suggestion")


def came_of(result: Token) -> bool:
    """Hangs what came of a deed on the deed, not on the blame for it: "accused Iran of shelling a village, killing six"."""
    of = next((c for c in result.head.rights if c.dep_ == "prep" and c.lower_ in ("of", "for") and c.i < result.i), None)
    deed = next((c for c in of.children if c.dep_ == "pcomp" and c.tag_ == "VBG"), None) if of is not None else None
    if deed is None or result.lemma_ not in RESULTS or any(c.dep_ in ("mark", "nsubj", "aux") for c in result.children):
        return False
    hang(result, deed, "advcl")
    return True


def together(preposition: Token) -> bool:
    """Joins the second deed of an accusation to the first: "accused Peru of ramming a boat and of jailing its crew"."""
    if preposition.tag_ == "VBG":
        return _besides(preposition)
    first = preposition.head if preposition.head.tag_ == "IN" else next((c for c in preposition.head.children if c.lower_ == preposition.lower_), None)
    if first is preposition and preposition.head.dep_ == "pcomp":
        first = preposition.head.head
    deeds = [next((c for c in t.children if c.dep_ == "pcomp"), None) for t in (first, preposition) if t is not None]
    if len(deeds) < 2 or deeds[0] is None or deeds[1] is None or first is None or first.lower_ != preposition.lower_:
        return False
    hang(deeds[1], deeds[0], "conj")
    hang(preposition, deeds[1], "mark")
    return True


def _besides(deed: Token) -> bool:
    """The same where the first is a noun: "held on charges of fraud and aiding a gang"."""
    first = deed.nbor(-2) if deed.i > 1 and deed.nbor(-1).lower_ == "and" else deed
    of = first.head
    blame = of.head.lemma_.lower() in CHARGES | BLAMING | {"suspicion"}
    if first.dep_ != "pobj" or of.lower_ != "of" or not blame or deed.head.tag_ not in (*FINITE, "VBN"):
        return False
    hang(deed, of, "pcomp")
    return True


def dismissed(link: Token) -> bool:
    """Makes what is dismissed the object, where the parser takes it for how: "dismissed as nonsense claims that he had fled"."""
    held, how = next((c for c in link.children if c.dep_ == "pobj" and c.lemma_.lower() in CHARGES | REPORTS), None), link.nbor(1)
    if held is None or link.head.lemma_.lower() not in DISMISSING or how.head is not held or how.i > held.i:
        return False
    hang(held, link.head, "dobj")
    hang(how, link, "pobj" if how.pos_ in ("NOUN", "PROPN") else "amod")
    return True


def charge(held: Token) -> bool:
    """Makes of ", a charge the government rejects" a noun behind its clause, and what is done to it."""
    doc, first = held.doc, held.i - 2
    finite = next((t for t in doc[held.i + 2 : held.i + REACH] if t.tag_ in FINITE or t.lower_ in REFUSING), None)
    verb = next((t for t in doc[finite.i : finite.i + 3] if t.tag_ == "VBN"), finite) if finite is not None and finite.lemma_ == "have" else finite
    if first < 1 or doc[first].text != "," or held.nbor(-1).lower_ not in ("a", "an") or finite is None or verb is None:
        return False
    between, owner = doc[held.i + 1 : finite.i], finite.nbor(-1)
    if owner.pos_ not in ("NOUN", "PROPN", "PRON") or any(t.pos_ not in ("NOUN", "PROPN", "PRON", "DET", "ADJ", "PART") for t in between):
        return False
    above = [t for t in (*held.ancestors, *verb.children) if t.i < first and t.tag_ in (*FINITE, "VBN") and (t.head is not verb or t.dep_ == "ccomp")]
    if not above:
        return False
    main = above[0]
    if verb.dep_ == "ROOT":
        hang(main, main, "ROOT")
    for each in [c for c in verb.children if c.i < held.i - 1 and c is not main]:
        hang(each, main, each.dep_)
    hang(held, main, "npadvmod")
    hang(held.nbor(-1), held, "det")
    hang(owner, verb, "nsubj")
    for each in between[:-1]:
        if not held.i < each.head.i < finite.i:
            hang(each, owner, "compound")
    hang(verb, held, "relcl")
    if verb.lower_ in REFUSING:
        verb.tag_, verb.pos_ = "VBZ", "VERB"
    return True
