"""Acts that are told although none of those who take part is known by name or description."""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.triggers import Trigger

NAMING = frozenset(("name", "identify", "quote", "cite"))
WITHHOLDING = frozenset(("decline", "refuse", "ask", "request", "want", "wish", "prefer", "insist", "agree"))
PERSONS = frozenset(("he", "she", "they", "both", "who"))


def undone(trigger: Trigger) -> bool:
    """Whether a passive tells of the very thing that its frame asks for, and leaves out who did it: "the border was reopened"."""
    token = trigger.token
    told = trigger.object is not None and bool(trigger.frame.object) and syntax.child(token, "auxpass") is not None
    return told and token.tag_ == "VBN" and syntax.is_passive(token) and not syntax.agents(token)


def somebody(trigger: Trigger) -> bool:
    """Whether it was done by or to somebody of whom there is only a pronoun that nobody could resolve: "she was convicted"."""
    nouns = syntax.grammatical_subjects(trigger.token)
    return bool(nouns) and all(t.lower_ in PERSONS for t in nouns)


def withheld(trigger: Trigger) -> bool:
    """Whether somebody only asks for his name to be left out: "declined to be named", "asked not to be identified"."""
    verbs = [trigger.token, *syntax.complements(trigger.token)]
    return any(v.lemma_ in NAMING and syntax.is_passive(v) and v.head.lemma_ in WITHHOLDING for v in verbs)
