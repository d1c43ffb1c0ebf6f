"""Whether an article reports sport, where teams beat, strikers shoot and managers blast without harm to anybody."""

from collections.abc import Sequence

from dateline_nlp.lexicon.frame import Frame
from dateline_nlp.stages.parties import Cast
from dateline_nlp.values import ParsedSentence

FIGURES = ("ASSAULT", "AID", "COERCE", "THREATEN")  # "shot wide", "saved a penalty", "seized the lead", "threatened the goal"
DENSITY, DISTINCT = 0.025, 4  # share of an article's words, and different words, that make a report (read off the open quality articles)


def is_report(parsed: Sequence[ParsedSentence], words: frozenset[str]) -> bool:
    """Whether enough of the words belong to matches and races. `words` are lemmas of the lexicon's list `sport`."""
    total, found = 0, []
    for p in parsed:
        for token in p.doc:
            total += token.is_alpha
            if token.lower_ in words or token.lemma_.lower() in words:
                found.append(token.lemma_.lower())
    return len(found) >= DENSITY * total and len(set(found)) >= DISTINCT


def is_figure(frame: Frame, sentence: ParsedSentence, cast: Cast) -> bool:
    """Whether a word of force is one only by name: in a report of sport, where nothing else in the sentence speaks of harm."""
    if not cast.sport or frame.type not in FIGURES:
        return False
    harm = cast.lexicon.cues["harm"]
    return not any(t.lemma_.lower() in harm or t.lower_ in harm for t in sentence.doc)
