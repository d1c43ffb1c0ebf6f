"""The mentions of one sentence, found by halving: `Names.mentions` is in the order of the text."""

from bisect import bisect_left, bisect_right

from dateline_nlp.values import Mention, Names


def mentions_of(names: Names, sentence: int) -> tuple[Mention, ...]:
    """All mentions whose tokens are in a sentence."""
    first = bisect_left(names.mentions, sentence, key=lambda m: m.sentence)
    last = bisect_right(names.mentions, sentence, key=lambda m: m.sentence)
    return names.mentions[first:last]


def mention_at(names: Names, sentence: int, token: int) -> Mention | None:
    """The mention that covers a token, the longest if several do."""
    found = [m for m in mentions_of(names, sentence) if m.first <= token <= m.last]
    return max(found, key=lambda m: m.last - m.first, default=None)
