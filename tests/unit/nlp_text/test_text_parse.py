from dateline_nlp.stages import casing
from dateline_nlp.stages.parse import parse_many
from dateline_nlp.stages.split import split


def test_tokens_point_at_the_characters_of_the_article(read):
    found = read("First line here.\n\n  “Mr Smith’s plan,” he said, “is dead.” The rest follows.")
    for p in found.parsed:
        for token in p.doc:
            span = p.span(token.i, token.i)
            assert found.document.text[span.start : span.end] == span.exact == token.text


def test_a_title_case_headline_is_parsed_as_running_text(read):
    found = read("Mr Mubarak arrived in Khartoum on Sunday for talks with Mr Bashir.", title="Mubarak Arrives In Khartoum For Talks With Bashir")
    tags = {t.text.lower(): t.tag_ for t in found.parsed[0].doc}
    assert tags["arrives"] == "VBZ"
    assert tags["mubarak"] == "NNP"
    assert found.parsed[0].span(0, 1).exact == "Mubarak Arrives"


def test_capitals_are_read_as_words_and_keep_their_names(read):
    found = read("PUTIN MEETS MERKEL IN MOSCOW AND PROMISES MORE GAS")
    assert {"person:vladimir putin", "person:angela merkel"} <= found.keys()
    assert found.parsed[0].doc[1].pos_ == "VERB"


def test_recasing_never_changes_a_length(models):
    for text in ("İSTANBUL VE ANKARA ARE CITIES OF TURKEY", "Straße Und Groß Are German Words Here", "Trump’s Visit To China’s Capital Ends Early"):
        assert len(casing.recase(text, frozenset(), models)) == len(text)


def test_a_sentence_is_parsed_the_same_in_any_company(models, read):
    one = read("The army shelled the town on Monday. Rebels fled.")
    two = read("Ministers met in Paris. They signed a treaty with Peru.")
    pairs = [(r.document, split(r.document, r.cleaned)) for r in (one, two)]
    for alone, together in zip((one.parsed, two.parsed), parse_many(models, pairs), strict=True):
        assert [[(t.text, t.tag_, t.dep_, t.head.i) for t in p.doc] for p in alone] == [[(t.text, t.tag_, t.dep_, t.head.i) for t in p.doc] for p in together]
