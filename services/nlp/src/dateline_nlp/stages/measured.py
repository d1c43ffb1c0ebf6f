"""How much time lies between two acts, where the text measures it: "two days after the quake", "a week before they met"."""

from dateline_nlp.stages.descriptions import number
from dateline_nlp.stages.governors import verb_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

UNITS = word_set("minute hour day week month year")
WAYS = {"after": -1, "before": 1}  # where the act behind the word lies, seen from the one before it


def between(token: Token) -> tuple[int | None, str]:
    """How much lies between: "two days after", "a week before"."""
    unit = next((c for c in token.children if c.dep_ in ("npadvmod", "advmod") and c.lemma_.lower() in UNITS and c.i < token.i), None)
    if unit is None and token.i and (left := token.nbor(-1)).lemma_.lower() in UNITS and left.dep_ in ("npadvmod", "advmod", "dobj"):
        unit = left
    if unit is None:
        return None, "day"
    counted = next((c for c in unit.children if c.dep_ in ("nummod", "det", "amod") and c.i < unit.i), None)
    name = unit.lemma_.lower()
    if name in ("minute", "hour"):
        return 0, name
    words = counted.lower_ if counted is not None else ""
    count = 1.0 if words in ("a", "an", "one") else number(words) if words else None
    return (int(count) if count is not None else None), name


def from_other(act: Token) -> tuple[Token, Token, int, str] | None:
    """ "Fled, two days after the quake that hit": the word that tells the way, the verb of the act that is counted from, and how far off this one lies."""
    noun = act.head if act.dep_ == "relcl" and act.head.dep_ == "pobj" else act
    if noun.dep_ == "pobj":
        word, governor = noun.head, verb_of(noun.head.head)
    elif noun.dep_ == "advcl":
        word, governor = next((c for c in noun.lefts if c.dep_ in ("mark", "advmod") and c.lower_ in WAYS), noun), noun.head
    else:
        return None
    if word.lower_ not in WAYS or governor is noun:
        return None
    count, unit = between(word)
    if count is None or any(t.lower_ == "than" for t in word.doc[max(0, word.i - 4) : word.i]):
        return None  # "less than a day after"
    return (word, governor, 0, "day") if unit in ("minute", "hour") else (word, governor, WAYS[word.lower_] * count, unit)
