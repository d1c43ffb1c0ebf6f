from datetime import UTC, datetime

import pytest
from dateline_nlp.stages import times

WEDNESDAY = datetime(2018, 3, 21, 12, tzinfo=UTC)


def last(read, text):
    found = times.find(read(text).parsed, WEDNESDAY)
    return (found[-1].when.edtf, found[-1].when.basis, found[-1].when.text) if found else None


@pytest.mark.parametrize(
    ("text", "edtf", "words"),
    [
        ("The clashes began on March 5. The army withdrew two days later.", "2018-03-07", "two days later"),
        ("The army withdrew on March 5. Rebels had left a day earlier.", "2018-03-04", "a day earlier"),
        ("The army withdrew on March 5. Rebels had left the day before.", "2018-03-04", "the day before"),
        ("He was arrested on March 5. He was freed the following day.", "2018-03-06", "the following day"),
        ("He was arrested on March 5. He was freed a week later.", "2018-03-12~", "a week later"),
        ("He resigned in May 2016. She left two months later.", "2016-07", "two months later"),
        ("He resigned in 2016. She left a year later.", "2017", "a year later"),
    ],
)
def test_expressions_count_from_the_date_before_them(read, text, edtf, words):
    assert last(read, text) == (edtf, "anchored", words)


def test_a_date_that_is_only_repeated_is_as_sure(read):
    assert last(read, "He resigned in May 2016. She left that year.") == ("2016", "stated", "that year")


@pytest.mark.parametrize(
    "text",
    [
        "He was freed a week later.",
        "He was arrested in 2016. He was freed two days later.",
        "He was arrested on March 5. Snow fell. Roads closed. Shops shut. He was freed the next day.",
        "He left on the day before the vote.",
    ],
)
def test_without_a_date_to_count_from_there_is_none(read, text):
    found = times.find(read(text).parsed, WEDNESDAY)
    assert all(t.when.basis != "anchored" for t in found)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("They met last summer.", "2017-06/2017-08"),
        ("They met last winter.", "2017-12/2018-02"),
        ("They met in the winter of 2015.", "2015-12/2016-02"),
        ("They have met since the summer of 2015.", "2015-06/.."),
        ("In May a German group resigned.", "2017-05"),
        ("A decade ago, a farmer resigned.", "2008"),
        ("He said he would meet her on Friday.", "2018-03-23"),
        ("Groups plan to march this weekend.", "2018-03-24/2018-03-25"),
        ("She leaves for Seoul on Saturday.", "2018-03-24"),
    ],
)
def test_seasons_are_months_and_plans_look_ahead(read, text, edtf):
    assert [t.when.edtf for t in times.find(read(text).parsed, WEDNESDAY)] == [edtf]


def test_the_clause_that_explains_a_date_has_it(read):
    found = read("Opening words. Relations have been cool since 2016, when Belarus diverted a jet.")
    p, i = found.token("diverted")
    when = times.attach(p, i, times.find(found.parsed, WEDNESDAY), published_at=WEDNESDAY, tense="past")
    assert when is not None
    assert when.edtf == "2016"
