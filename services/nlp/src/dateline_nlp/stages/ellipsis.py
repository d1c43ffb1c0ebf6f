"""Acts told by an auxiliary alone: "France backed the motion but Germany did not", "as did Peru", "In 2024 she did not".

The auxiliary stands for the last act told before it, done or left undone by somebody else, or at another time.
"""

from collections.abc import Iterator, Sequence

from dateline_nlp.stages import status, syntax
from dateline_nlp.stages.arguments import Roles
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.mentions import Setting
from dateline_nlp.stages.parties import key_of
from dateline_nlp.stages.triggers import Trigger
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

STANDING = frozenset(("do", "have"))
ALIKE = frozenset(("so", "too", "likewise", "also", "as"))
HELD = frozenset(("xcomp", "ccomp", "acomp", "attr", "oprd", "dative", "relcl"))


def find(sentence: ParsedSentence, here: Sequence[Clause], before: Sequence[Clause], setting: Setting) -> tuple[Clause, ...]:
    """The clauses of a sentence with those added that its lone auxiliaries tell. `before`: those of the sentence before it."""
    found = list(here)
    for token in _lone(sentence):
        told = [c for c in here if c.trigger.token.i < token.i] or list(before)
        meant = next((c for c in reversed(told) if _may_be_meant(c)), None)
        clause = None if meant is None else _clause(token, meant, sentence, setting)
        if clause is not None:
            found.append(clause)
    return tuple(sorted(found, key=lambda clause: clause.trigger.token.i))


def _lone(sentence: ParsedSentence) -> Iterator[Token]:
    """Auxiliaries without a verb, that say that something was left undone, or done by others as well."""
    for token in sentence.doc:
        if token.lemma_ not in STANDING or token.tag_ not in syntax.FINITE or token.dep_ in ("aux", "auxpass"):
            continue
        below = {c.dep_ for c in token.children}
        if not below.isdisjoint(HELD) or ("dobj" in below and _inverted(token) is None):
            continue
        left_out = any(c.dep_ == "neg" for c in token.children)
        if left_out or (token.lemma_ == "do" and any(c.lower_ in ALIKE and c.dep_ in ("advmod", "mark", "prep") for c in token.children)):
            yield token


def _inverted(token: Token) -> Token | None:
    """Who does it, behind the auxiliary: "so did Peru", "as did Peru"."""
    after = next((c for c in token.rights if c.dep_ in ("nsubj", "dobj")), None)
    return after if after is not None and token.i and token.nbor(-1).lower_ in ("so", "as") else None


def _may_be_meant(clause: Clause) -> bool:
    """Whether an act can be meant by an auxiliary: one that was done, by somebody, and not by each to the other."""
    return not clause.dropped and not clause.trigger.nominal and clause.status == "happened" and bool(clause.roles.actors) and not clause.frame.reciprocal


def _clause(token: Token, meant: Clause, sentence: ParsedSentence, setting: Setting) -> Clause | None:
    after = _inverted(token)
    doers = syntax.coordinated(after) if after is not None else syntax.grammatical_subjects(token)
    actors = setting.cast.many(sentence, doers)
    keys = {key_of(party) for party in actors}
    again = keys <= {key_of(party) for party in meant.roles.actors}
    if not actors or (again and not _dated(token, sentence, setting)):
        return None
    recipients = tuple(party for party in meant.roles.recipients if key_of(party) not in keys)
    trigger = Trigger(meant.trigger.frame, sentence, token)
    assessment = status.assess(trigger, setting.lexicon)
    if assessment.dropped or assessment.status not in ("happened", "negated"):
        return None
    return Clause(trigger, meant.frame, Roles(actors, recipients, tuple(doers)), assessment.status, assessment, content_mode=meant.content_mode)


def _dated(token: Token, sentence: ParsedSentence, setting: Setting) -> bool:
    """Whether the auxiliary has a time of its own."""
    return any(t.sentence == sentence.sentence.index and t.last < token.i for t in setting.timexes) and token.dep_ == "ROOT"
