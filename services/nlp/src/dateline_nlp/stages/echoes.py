"""Pronouns that mean who speaks in their own sentence, where that is somebody without a name: "the union said it would strike"."""

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages import saying
from dateline_nlp.stages.introduced import MEN, WOMEN
from dateline_nlp.tree import Token

SUBJECTS = ("nsubj", "nsubjpass")
NOUNS = ("NN", "NNS")


def speaker(gazetteer: Gazetteer, token: Token, taken: set[int]) -> Token | None:
    """The noun that a pronoun repeats, or None. `taken` are the tokens of the sentence that speak of somebody known."""
    if token.dep_ not in SUBJECTS or token.head.dep_ != "ccomp" or token.lower_ not in ("it", "he", "she", "they"):
        return None
    verb = token.head.head
    noun = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if noun is None or verb.lemma_.lower() not in saying.REPORTING or noun.i > token.i or noun.i in taken or noun.tag_ not in NOUNS:
        return None
    known = gazetteer.nouns.get(noun.lemma_.lower())
    person = (known is not None and known.kind == "person") or noun.lower_ in WOMEN | MEN
    body = known is not None and known.kind == "body"
    if token.lower_ == "they":
        return noun if noun.tag_ == "NNS" or body else None
    if token.lower_ == "it":
        return noun if body and noun.tag_ == "NN" else None
    other = MEN if token.lower_ == "she" else WOMEN
    named = any(c.dep_ == "appos" for c in noun.children)
    return noun if person and noun.tag_ == "NN" and noun.lower_ not in other and not named else None
