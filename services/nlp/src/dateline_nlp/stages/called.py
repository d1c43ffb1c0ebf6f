"""What the article's own words call those whom it names: a skipper is "the skipper, Jane Doe", a firm "the Danish firm Halvard"."""

from collections.abc import Mapping, Sequence

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.bodies import TRADES
from dateline_nlp.stages.named import HONORIFICS, RELATIONS
from dateline_nlp.stages.syntax import objects
from dateline_nlp.tree import Token
from dateline_nlp.values import Names, ParsedSentence

Called = Mapping[str, frozenset[str]]
"""Keys of the entities that a noun is said of, by its lemma."""

APPOINTED = "appointed"  # what those are called whom the article puts into an office
NAMING = ("name", "appoint", "nominate", "elect")
BEFORE = 4  # tokens before a name in which such a noun stands
KINDS = ("person", "organization")
ANYBODY = frozenset(("man", "woman", "person", "people", "one", "body", "group", "name", "leader", "head", "chief", "member", "official", "party"))


def find(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> Called:
    """The nouns that stand beside names, before them or between commas."""
    rows = {p.sentence.index: p for p in parsed}
    found: dict[str, set[str]] = {}
    for mention in names.mentions:
        p = rows.get(mention.sentence)
        if p is None or mention.form != "name" or len(mention.entities) != 1 or names.entities[mention.entities[0]].kind not in KINDS:
            continue
        head = p.doc[mention.head]
        if names.entities[mention.entities[0]].kind == "person" and any(head.i == t.i for t in _appointed(head)):
            found.setdefault(APPOINTED, set()).add(mention.entities[0])
        beside = [c for c in head.rights if c.dep_ == "appos" and c.i > mention.last]
        beside += [head.head] if head.dep_ == "appos" and head.head.i < mention.first else []
        beside += [c for c in head.lefts if mention.first - BEFORE <= c.i < mention.first and c.dep_ in ("compound", "nmod")]
        for noun in beside:
            if _says_what(gazetteer, noun):
                found.setdefault(noun.lemma_.lower(), set()).add(mention.entities[0])
    return {lemma: frozenset(keys) for lemma, keys in found.items()}


def _appointed(head: Token) -> list[Token]:
    """Whom the verb above a name puts into an office, if it does."""
    verb = next((t for t in (head.head, head.head.head) if t.lemma_ in NAMING), None)
    return (
        [
            *objects(verb),
            *(c for c in verb.children if c.dep_ == "oprd"),
            *(t for c in verb.children if c.dep_ == "ccomp" for t in c.children if t.dep_ == "nsubj"),
        ]
        if verb
        else []
    )


def _says_what(gazetteer: Gazetteer, noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    general = lemma in ANYBODY or lemma in RELATIONS or noun.lower_ in HONORIFICS
    return noun.tag_ == "NN" and noun.text.islower() and not general and (lemma in gazetteer.nouns or lemma in gazetteer.offices or lemma in TRADES)
