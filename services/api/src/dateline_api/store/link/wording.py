"""The words that tell of an act, cut down to what can be compared: content words without endings, and words that say it is another one. Pure."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ers", "er", "ed", "es", "al", "ly", "s", "e", "y")
_STOP_WORDS = """
a an and are as at be been before being but by can could did do does during for from had has have he her hers him his how i if in into is it its
itself last later may more most much must new next no nor not of off on one only or other our out over own said say says saying she should since so
some still such than that the their them then there these they this those to told too until up was we were what when where whether which while who
whom whose why will with would year years after again against all also am any because both each few first further had here just made make many me my
now once same second third two three four five six seven eight nine ten monday tuesday wednesday thursday friday saturday sunday january february
march april june july august september october november december day days week weeks month months morning evening night afternoon today yesterday
people person man men woman women mr ms mrs
"""
_STOP = frozenset(_STOP_WORDS.split())
_NUMBER = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_AGAIN = re.compile(r"\b(again|once more|anew|repeated|reiterated|renewed)\b")
_COUNTED = re.compile(rf"\b(another|further|fresh|{'|'.join(_NUMBER)})[\s,-]+(\w+)(?:[\s,-]+(\w+))?")

SHORTEST = 4  # letters of a stem
NEAR = 40  # characters around a trigger in which "again" and "a second" belong to it


def stems(texts: Iterable[str]) -> frozenset[str]:
    """The content words of some texts, each cut to its stem: crude on purpose, since both sides are cut alike."""
    words = set(_WORD.findall(" ".join(texts).casefold())) - _STOP
    return frozenset([stem(word) for word in words if len(word) > 2])


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending."""
    word = re.sub(r"['’]s?$|n['’]t$", "", word)
    for _ in range(2):  # sanctioned, sanction, sanct
        word = next((word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= SHORTEST), word)
    return word


def repeats(trigger: str, clause: str, *, nouns: Collection[str]) -> tuple[bool, int | None]:
    """Whether an act is told as one more of its kind ("again", "another strike"), and the how manieth ("a third time").

    `nouns` are the words that stand for acts; a second *ferry* or *home* makes no second act.
    """
    at = clause.find(trigger)
    near = (clause[max(0, at - NEAR) : at + len(trigger) + NEAR] if at >= 0 else trigger).casefold()
    found = _COUNTED.findall(near)
    if not found:
        return bool(_AGAIN.search(near)), None
    acts = {*nouns, *(_WORD.findall(trigger.casefold()) if len(trigger) <= 2 * NEAR else ())}
    counted = [number for number, *told in found if not acts.isdisjoint(told)]
    number = next((_NUMBER[word] for word in counted if word in _NUMBER), None)
    return bool(counted) or bool(_AGAIN.search(near)), number
