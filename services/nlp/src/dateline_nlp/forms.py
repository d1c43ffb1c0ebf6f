"""Part of speech, morphology and lemma of each token, looked up where the same form, tag and label have been seen before.

The pipeline's own attribute ruler and lemmatizer give what is kept: nearly all their rules look at one token's form, tag and
label. Documents that a rule over several tokens may touch ("gonna", "there is"), or with blank tokens, are theirs.
"""

from threading import Lock
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

NAME = "kept_forms"
MOST = 1 << 17  # combinations kept: about 30 MB
KEY: list[int | str] = ["ORTH", "TAG", "DEP"]
KEPT: list[int | str] = ["POS", "MORPH", "LEMMA"]


class Forms:
    """A pipeline component in place of the two whose answers it keeps."""

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self._ruler = ruler
        self._lemmatizer = lemmatizer
        self._strings = ruler.vocab.strings
        self._forms, self._labels = _marks(ruler)
        self._kept: dict[tuple[int, int, int], tuple[int, int, int]] = {}
        self._lock = Lock()

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        looks = doc.to_array(["LOWER", "DEP", "IS_SPACE"]).tolist()
        if any(form in self._forms or label in self._labels or blank for form, label, blank in looks):
            return self._lemmatizer(self._ruler(doc))
        keys = [(a, b, c) for a, b, c in doc.to_array(KEY).tolist()]
        with self._lock:
            if len(self._kept) > MOST:
                self._kept.clear()
            new = [key for key in dict.fromkeys(keys) if key not in self._kept]
            if new:
                self._kept.update(zip(new, self._ask(doc, new), strict=True))
            values = [self._kept[key] for key in keys]
        doc.from_array(KEPT, np.array(values, dtype=np.uint64))  # ty: ignore[invalid-argument-type]
        return doc

    def _ask(self, doc: Doc, keys: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """What the two components say of the combinations, as the tokens of one document."""
        texts, tags, labels = ([self._strings[key[i]] for key in keys] for i in range(3))
        asked = Doc(doc.vocab, words=texts, tags=tags, deps=labels, heads=list(range(len(keys))))
        answered = self._lemmatizer(self._ruler(asked))
        return [(a, b, c) for a, b, c in answered.to_array(KEPT).tolist()]


def keep(nlp: Language) -> Language:
    """The same pipeline, in place, with attribute ruler and lemmatizer behind a table of their answers."""
    if not Language.has_factory(NAME):
        Language.factory(NAME, func=_create)
    nlp.add_pipe(NAME, after="lemmatizer")
    nlp.disable_pipe("attribute_ruler")
    nlp.disable_pipe("lemmatizer")
    return nlp


def _create(nlp: Language, name: str) -> Forms:
    ruler, lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
    if not isinstance(ruler, AttributeRuler) or not isinstance(lemmatizer, Lemmatizer):
        raise TypeError("The pipeline has no attribute ruler or no lemmatizer.")
    return Forms(ruler, lemmatizer)


def _marks(ruler: AttributeRuler) -> tuple[frozenset[int], frozenset[int]]:
    """Forms, and labels, one of which every rule over several tokens needs."""
    forms, labels = set(), set()
    patterns = [pattern for rule in ruler.patterns for pattern in cast("list[list[dict[str, object]]]", rule["patterns"])]
    for pattern in (p for p in patterns if len(p) > 1):
        plain = next(((key, value) for part in pattern for key in ("LOWER", "DEP") if isinstance(value := part.get(key), str)), None)
        if plain is None:
            raise ValueError(f"A rule over several tokens that needs no form or label: {pattern}")
        (forms if plain[0] == "LOWER" else labels).add(ruler.vocab.strings.add(plain[1]))
    return frozenset(forms), frozenset(labels)
