"""PLOVER's contexts of an act: read off the words of its sentence. A first version: a cue word is enough."""

from dateline_shared.contracts.event import Context, Cue

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.values import ParsedSentence

MOST = 4  # contexts of one mention: sentences that name more are lists of topics


def find(sentence: ParsedSentence, lexicon: Lexicon) -> tuple[Context, ...]:
    """The contexts that the sentence speaks of, those with most cues first."""
    cues: dict[str, list[Cue]] = {}
    for token in sentence.doc:
        for name in lexicon.contexts.get(token.lemma_.lower()) or lexicon.contexts.get(token.lower_, ()):
            cues.setdefault(name, []).append(Cue(rule="context.word", spans=(sentence.span(token.i, token.i),)))
    ranked = sorted(cues, key=lambda name: -len(cues[name]))[:MOST]
    return tuple(Context(name=name, cues=tuple(cues[name])) for name in ranked)
