from datetime import UTC, datetime

import pytest
from dateline_nlp.stages import times

WEDNESDAY = datetime(2018, 3, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "edtf", "granularity"),
    [
        ("They met on March 20.", "2018-03-20", "day"),
        ("They met on Jan. 9.", "2018-01-09", "day"),
        ("They met on 5 May 2017.", "2017-05-05", "day"),
        ("They met on December 24.", "2017-12-24", "day"),
        ("They will meet on December 24.", "2018-12-24", "day"),
        ("They met on Friday.", "2018-03-16", "day"),
        ("They met on Wednesday.", "2018-03-21", "day"),
        ("They met last Wednesday.", "2018-03-14", "day"),
        ("They met on Wednesday last week.", "2018-03-14", "day"),
        ("They met on Friday of last week.", "2018-03-16", "day"),
        ("They will meet on Tuesday next week.", "2018-03-27", "day"),
        ("They will meet on Friday week.", "2018-03-30", "day"),
        ("They will meet on the 24th.", "2018-03-24", "day"),
        ("They will meet on the 4th.", "2018-04-04", "day"),
        ("They met on the 24th.", "2018-02-24", "day"),
        ("They called a strike from Thursday.", "2018-03-22", "day"),
        ("They will meet on Friday.", "2018-03-23", "day"),
        ("They met last December.", "2017-12", "month"),
        ("They met in February 2016.", "2016-02", "month"),
        ("They met in February.", "2018-02", "month"),
        ("They will meet in May.", "2018-05", "month"),
        ("They met in 2016.", "2016", "year"),
        ("They ruled between 2001 and 2005.", "2001/2005", "interval"),
        ("They have ruled since 1999.", "1999/..", "interval"),
        ("They met yesterday.", "2018-03-20", "day"),
        ("They met overnight.", "2018-03-20/2018-03-21", "interval"),
        ("They met last week.", "2018-03-12/2018-03-18", "interval"),
        ("They met last month.", "2018-02", "month"),
        ("They met last year.", "2017", "year"),
        ("They met earlier this year.", "2018/2018-03-21", "interval"),
        ("They met earlier this month.", "2018-03/2018-03-21", "interval"),
        ("They met three days ago.", "2018-03-18", "day"),
        ("They met two years ago.", "2016", "year"),
        ("They fought in the 1990s.", "199X", "decade"),
        ("They met in the summer of 2015.", "2015-06/2015-08", "season"),
        ("Profits rose in the first quarter of 2017.", "2017-01/2017-03", "quarter"),
        ("They met on 2018-03-02.", "2018-03-02", "day"),
        ("They stay until Friday.", "../2018-03-16", "interval"),
    ],
)
def test_expressions_are_read_on_the_day_of_publication(read, text, edtf, granularity):
    found = times.find(read(text).parsed, WEDNESDAY)
    assert [(t.when.edtf, t.when.granularity) for t in found] == [(edtf, granularity)]


@pytest.mark.parametrize(
    "text",
    [
        "The 78-year-old spoke.",
        "They sent 2000 troops.",
        "He may go.",
        "They met two days later.",
        "The price is $2016.",
        "They met recently.",
        "February 31 is no day.",
        "They met on the 24th anniversary of the pact.",
        "The shop is on the 31st floor.",
    ],
)
def test_what_gives_no_time_gives_none(read, text):
    assert times.find(read(text).parsed, WEDNESDAY) == ()


def when(read, text, word, tense="past", title="", nth=0):
    found = read(text, title)
    p, i = found.token(word, nth)
    return times.attach(p, i, times.find(found.parsed, WEDNESDAY), published_at=WEDNESDAY, tense=tense)


@pytest.mark.parametrize(
    ("text", "word", "edtf"),
    [
        ("The leaders met on Monday. Ministers expelled the diplomats on March 15.", "expelled", "2018-03-15"),
        ("Opening words. President Vladimir Putin on Monday congratulated Mr Trump.", "congratulated", "2018-03-19"),
        ("Opening words. They spoke at last December's summit in Rome.", "spoke", "2017-12"),
        ("Opening words. He congratulated her during a phone call on March 20.", "congratulated", "2018-03-20"),
        ("Opening words. He congratulated her during a phone call on March 20.", "call", "2018-03-20"),
        ("Opening words. They held talks on Monday.", "talks", "2018-03-19"),
        ("Opening words. The 2014 invasion was condemned.", "invasion", "2014"),
    ],
)
def test_the_expression_of_its_clause_dates_an_act(read, text, word, edtf):
    found = when(read, text, word)
    assert found is not None
    assert found.edtf == edtf


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Opening words. Officials said on Monday that the army had killed ten men.", "killed"),
        ("Opening words. He criticised the 2016 election.", "criticised"),
        ("Opening words. He resigned. She laughed on Monday.", "resigned"),
    ],
)
def test_the_expression_of_another_clause_does_not(read, text, word):
    assert when(read, text, word) is None


def test_a_lead_without_an_expression_is_dated_by_publication(read):
    found = when(read, "The army killed ten men. It denied everything.", "killed")
    assert found is not None
    assert (found.edtf, found.basis) == ("2018-03-20/2018-03-21", "publication")


def test_a_headline_is_dated_by_publication_unless_it_looks_ahead(read):
    body = "The army denied everything, a spokesman said."
    assert when(read, body, "kills", tense="present", title="Army kills ten men") is not None
    assert when(read, body, "kill", tense="future", title="Army will kill ten men") is None


def test_spans_hold_the_words_read(read):
    found = read("They met on Friday night.")
    timex = times.find(found.parsed, WEDNESDAY)[0]
    assert timex.when.text == timex.when.spans[0].exact == "Friday night"
