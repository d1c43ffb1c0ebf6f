"""Parts what a semicolon parts: parsers hang the clause before it on the one behind it as if that one reported it."""

from dateline_nlp.tree import Doc, Token


def part(doc: Doc) -> Doc:
    """The same document with such clauses labelled `parataxis`, in place: its parser has just made it and nobody else holds it."""
    marks = [t.i for t in doc if t.text == ";"]
    for token in doc if marks else ():
        if token.dep_ == "ccomp" and any(min(token.i, token.head.i) < i < max(token.i, token.head.i) for i in marks) and _stands_alone(token):
            token.dep_ = "parataxis"
    return doc


def _stands_alone(verb: Token) -> bool:
    """Whether a clause has a subject of its own and no word that makes it part of another."""
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children) and not any(c.dep_ == "mark" for c in verb.children)
