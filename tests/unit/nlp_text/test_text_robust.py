from datetime import UTC, datetime
from time import process_time

import pytest
from dateline_nlp.stages import clean, language, names, parse, places, quotes, refer, split, times
from dateline_nlp.values import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOW = datetime(2020, 5, 6, tzinfo=UTC)
WORDS = [
    "Trump",
    "Putin",
    "said",
    "Kremlin",
    "the",
    "president",
    "he",
    "they",
    "it",
    "his",
    "“",
    "”",
    '"',
    "’s",
    "’",
    ",",
    ".",
    "-",
    "--",
    "\n",
    ":",
    "(",
    ")",
    "2016",
    "March",
    "20",
    "on",
    "Monday",
    "last",
    "week",
    "ago",
    "in",
    "Moscow",
    "Mr",
    "U.S.",
    "and",
    "two",
    "leaders",
    "I",
    "we",
    "police",
    "of",
    "for",
    "😀",
    "ß",
    "مرحبا",
    "THE",
    "NEWS",
    "to",
    "will",
]


def read_all(models, document):
    language.identify(models, document)
    cleaned = clean.clean(document)
    parsed = parse.parse(models, document, split.split(document, cleaned))
    found = refer.resolve(models, parsed, names.find(models, parsed))
    timexes = times.find(parsed, NOW)
    quotes.find(parsed, found)
    for p in parsed:
        assert p.whole().exact
        for token in p.doc:
            names.describe(p, token.i, models)
            places.attach(p, token.i, found)
            times.attach(p, token.i, timexes, published_at=NOW, tense="past")
    for mention in found.mentions:
        assert names.party(found, mention, parsed[mention.sentence])
    return parsed, found


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "😀🎉",
        "قال الرئيس إن المحادثات انتهت",
        "x" * 5000,
        "' " * 300,
        "“" * 50,
        "said " * 200,
        "Mr Mr Mr",
        "King of",
        "İSTANBUL İS A CİTY",
        "a\u2028b\u2029c\x0bd",
        "Trump\u200bPutin",
        "the two of the US president of the",
    ],
)
def test_any_text_gives_values(models, text):
    read_all(models, Document("", text, None, NOW))
    read_all(models, Document(text[:200], text, None, NOW))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_order_of_words_gives_values(models, words):
    read_all(models, Document("", " ".join(words), None, NOW))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.text(max_size=120), st.text(max_size=60))
def test_any_characters_give_values(models, text, title):
    read_all(models, Document(title, text, None, NOW))


def test_time_grows_no_faster_than_the_text(models):
    def seconds(copies):
        text = "\n".join(f"On Monday Mr Ab{i}a met Vladimir Putin in Paris and said he was “glad number {i}”." for i in range(copies))
        document = Document("", text, None, NOW)
        parsed = parse.parse(models, document, split.split(document, clean.clean(document)))
        began = process_time()
        found = refer.resolve(models, parsed, names.find(models, parsed))
        quotes.find(parsed, found)
        times.find(parsed, NOW)
        return process_time() - began

    seconds(20)
    assert seconds(400) < 12 * max(seconds(100), 0.05)  # linear is 4
