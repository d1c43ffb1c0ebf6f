"""The plain tokens say what spaCy's tokens say."""

import json
from importlib.resources import files

import pytest
from dateline_nlp import tree
from dateline_nlp.models import Models

TEXTS = ("text", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "whitespace_", "text_with_ws")
FLAGS = ("i", "idx", "is_alpha", "is_punct", "is_quote", "is_bracket", "is_sent_start", "like_num", "like_url")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    articles = json.loads(files("dateline").joinpath("demo/articles.json").read_text(encoding="utf-8"))["articles"]
    odd = ["", "One", "There are  two blanks here. And two\n sentences \n", "See https://example.org (or “this”), 3.5 million did.", "((((((", "🙂 🙂"]
    return [line for a in articles for line in (a["title"], *a["text"].split("\n")) if line.strip()] + odd


def places(tokens) -> list[int]:
    return [t.i for t in tokens]


def test_tokens_and_their_tree_are_those_of_the_parser(models: Models, texts):
    for parsed in models.nlp.pipe(texts):
        (doc,) = tree.plant([parsed])
        assert doc.text == parsed.text
        assert [(e.start, e.end, e.label_) for e in doc.ents] == [(e.start, e.end, e.label_) for e in parsed.ents]
        for own, token in zip(doc, parsed, strict=True):
            assert [getattr(own, name) for name in TEXTS + FLAGS] == [getattr(token, name) for name in TEXTS + FLAGS]
            assert (own.head.i, own.left_edge.i, own.right_edge.i) == (token.head.i, token.left_edge.i, token.right_edge.i)
            assert places(own.children) == places(token.children)
            assert (places(own.lefts), places(own.rights)) == (places(token.lefts), places(token.rights))
            assert (places(own.subtree), places(own.ancestors)) == (sorted(places(token.subtree)), places(token.ancestors))
            assert own.is_ancestor(doc[0]) == token.is_ancestor(parsed[0])


def test_a_stretch_is_the_text_between_its_tokens(models: Models):
    (doc,) = tree.plant([models.nlp("The U.S. and China  met on Monday.")])
    assert doc[1:6].text == "U.S. and China met"
    assert doc[2:2].text == ""
    assert [t.text for t in doc.covering(5, 14)] == ["U.S.", "and", "China"]
    assert doc[1].nbor().text == "and"
    assert doc[-1].text == "."
