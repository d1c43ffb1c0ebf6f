"""Parts what a semicolon or a comma parts: parsers hang the clause before it on the one behind it as if that one reported it.

A comma does where the second clause has an object of its own, and so does not tell what the first says: "Canada expels envoys, Iran vows revenge".
What stands behind a verb's own comma is no object of it: "he was beaten, his lawyer claimed, an allegation that the police dismissed".
"""

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token

TELLING = word_set("tell inform assure remind warn ask notify show quote cite teach advise")  # whose object is told what stands before


def part(doc: Doc) -> Doc:
    """The same document with such clauses labelled `parataxis`, in place: its parser has just made it and nobody else holds it."""
    marks = [t.i for t in doc if t.text == ";"]
    for token in doc if marks else ():
        if token.dep_ == "ccomp" and any(min(token.i, token.head.i) < i < max(token.i, token.head.i) for i in marks) and _stands_alone(token):
            token.dep_ = "parataxis"
    for token in doc:
        if token.dep_ == "dobj" and token.left_edge.i == token.head.i + 2 and doc[token.head.i + 1].text == ",":
            token.dep_ = "appos"
    for token in doc:
        if token.dep_ == "ccomp" and token.i < token.head.i and _has_own_object(token) and _stands_alone(token):
            token.dep_ = "parataxis"
    return doc


def _has_own_object(clause: Token) -> bool:
    """Whether the verb behind a comma has a subject and an object between it and the end, and reports nothing."""
    verb = clause.head
    owner = next((c for c in verb.lefts if c.dep_ == "nsubj" and c.i > clause.i), None)
    if owner is None or verb.lemma_.lower() in TELLING or any(t.is_quote for t in clause.doc):
        return False
    return clause.doc[owner.left_edge.i - 1].text == "," and any(c.dep_ == "dobj" for c in verb.rights)


def _stands_alone(verb: Token) -> bool:
    """Whether a clause has a subject of its own and no word that makes it part of another."""
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children) and not any(c.dep_ == "mark" for c in verb.children)
