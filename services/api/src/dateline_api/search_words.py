"""What is typed into a web search, as far as it can be judged without asking the database. Pure."""

import re

# PostgreSQL's own list, snowball's english.stop, the same from version 15 to 18: a test compares it with the engine's.
STOP_WORDS = frozenset(
    """
    a about above after again against all am an and any are as at be because been before being below between both but by can did do does doing don down
    during each few for from further had has have having he her here hers herself him himself his how i if in into is it its itself just me more most my
    myself no nor not now of off on once only or other our ours ourselves out over own s same she should so some such t than that the their theirs them
    themselves then there these they this those through to too under until up very was we were what when where which while who whom why will with you your
    yours yourself yourselves
    """.split()  # noqa: SIM905 - a hundred words are read as words
)
_LEFT_OUT = re.compile(r'(?<!\S)-+(?:"[^"]*"?|\S+)')  # -word, -"some words"
_WORD = re.compile(r"[^\W_]+")


def names_a_word(words: str) -> bool:
    """Whether there is a word to look for: neither one to be left out nor one so common that it is not indexed."""
    return any(word.lower() not in STOP_WORDS for word in _WORD.findall(_LEFT_OUT.sub(" ", words)))
