from datetime import UTC, datetime

import pytest
from dateline_nlp.stages.clean import clean
from dateline_nlp.stages.split import LONGEST, split
from dateline_nlp.values import Document

NOW = datetime(2020, 5, 6, tzinfo=UTC)


def sentences(text, title=""):
    document = Document(title, text, None, NOW)
    return [document.part(s.part)[s.start : s.end] for s in split(document, clean(document))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Smith met Gen. Jones in St. Petersburg on Jan. 5.",
        "The U.S. President flew to the U.N. headquarters at 8 p.m. local time.",
        "J. K. Rowling wrote to No. 10 about vs. clauses.",
        "“Will they come?” Mr Smith asked.",
        "“They will come!” President Jane Doe said.",
        "The index fell 2.5 per cent to 1.300 points.",
        "Acme Inc. Chairman John Doe resigned.",
    ],
)
def test_abbreviations_and_attributions_do_not_end_a_sentence(sentence):
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He came. She left. They stayed.", 3),
        ("He lives in the U.S. He likes it.", 2),
        ("“We won.” The crowd cheered.", 2),
        ("It ended in Jan. The war did not.", 2),
        ("He said: “We came. We saw.”", 2),
        ("Why? Nobody knows! Really…", 3),
        ("They signed with Acme Corp. The deal is worth millions.", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, count):
    assert len(sentences(text)) == count


def test_a_sentence_never_crosses_a_line():
    assert sentences("The talks went on,\nThe minister said so.") == ["The talks went on,", "The minister said so."]


def test_the_headline_comes_first_and_the_lead_is_the_first_body_sentence():
    document = Document("Talks end", "The talks ended. Nobody smiled.", None, NOW)
    found = split(document, clean(document))
    assert [(s.index, s.kind, s.lead) for s in found] == [(0, "headline", False), (1, "body", True), (2, "body", False)]


def test_a_line_without_marks_is_cut_into_bounded_pieces():
    found = sentences("word " * 2000)
    assert all(len(s) <= LONGEST for s in found)
    assert " ".join(found).split() == ["word"] * 2000
