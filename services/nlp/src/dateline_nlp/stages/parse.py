"""Parses sentences with spaCy, each as a document of its own; headlines in title case and lines in capitals by a re-cased copy."""

import re
from collections.abc import Sequence

from dateline_nlp import tree
from dateline_nlp.models import Models
from dateline_nlp.stages import attachments, casing, lemmas, misread, opening, parataxis, styled
from dateline_nlp.values import Document, ParsedSentence, Sentence

BATCH = 128  # sentences a batch, measured best (reference: docs/performance)

_DASHES = re.compile(r"(?<=\w)--(?=\s|\w)")  # two hyphens glued to a word, as typewriters and wires set a dash
_UNSEEN = "\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # breaks, joiners and marks of direction
_CONTROL = "".join(map(chr, (*range(1, 32), *range(127, 160))))
_BLANKS = {ord(c): " " for c in _CONTROL + _UNSEEN + "\xa0\u2028\u2029\u202f\u2009\u200a"}


def parse(models: Models, document: Document, sentences: tuple[Sentence, ...]) -> tuple[ParsedSentence, ...]:
    """Tags, lemmas, dependencies and entities of one article's sentences."""
    return parse_many(models, [(document, sentences)])[0]


def parse_many(models: Models, articles: Sequence[tuple[Document, tuple[Sentence, ...]]]) -> list[tuple[ParsedSentence, ...]]:
    """The same for several articles in common batches; what a sentence gets does not depend on its neighbours."""
    texts = [text for document, sentences in articles for text in _texts(models, document, sentences)]
    planted = map(lemmas.repair, tree.plant(models.nlp.pipe(texts, batch_size=BATCH)))
    parted = (attachments.mend(opening.mend(parataxis.part(doc)), models.gazetteer) for doc in planted)
    docs = (styled.mend(misread.mend(doc, models.gazetteer)) for doc in parted)
    return [tuple(ParsedSentence(sentence, next(docs), document) for sentence in sentences) for document, sentences in articles]


def _texts(models: Models, document: Document, sentences: tuple[Sentence, ...]) -> list[str]:
    """What the model reads: the characters of each sentence, one for one, blanks made plain and case repaired."""
    raw = [_DASHES.sub(" —", document.part(s.part)[s.start : s.end].translate(_BLANKS)) for s in sentences]
    unusual = [i for i, text in enumerate(raw) if casing.is_unusual(text, ended=sentences[i].kind == "caption" or text.rstrip("\"'”’)").endswith("."))]
    for i, sentence in enumerate(sentences):
        if sentence.lead and i not in unusual:
            raw[i] = casing.opened(raw[i], models)
    if unusual:
        names = casing.names_of(raw)
        for i in unusual:
            raw[i] = casing.recase(raw[i], names, models)
    return raw
