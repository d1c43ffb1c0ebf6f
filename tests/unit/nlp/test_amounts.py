"""Numbers as news write them."""

import pytest
from dateline_nlp.amounts import Reader
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.ontology.load import load_ontology


@pytest.fixture(scope="module")
def amounts() -> Reader:
    return load_lexicon(load_ontology()).quantities.reader


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("1,200 people", 1200, 1200, "exactly"),
        ("twenty-three miners", 23, 23, "exactly"),
        ("a hundred and five people", 105, 105, "exactly"),
        ("half a million voters", 500_000, 500_000, "exactly"),
        ("some 2.3m voters", 2_300_000, 2_300_000, "about"),
        ("10-15 soldiers", 10, 15, "between"),
        ("between ten and 15 men", 10, 15, "between"),
        ("two or three shots", 2, 3, "between"),
        ("2-3 million people", 2_000_000, 3_000_000, "between"),
        ("at least 40", 40, None, "at_least"),
        ("40 or more", 40, None, "at_least"),
        ("no fewer than 19", 19, None, "at_least"),
        ("over 90 houses", 90, None, "more_than"),
        ("as many as 300", None, 300, "at_most"),
        ("fewer than 50", None, 50, "fewer_than"),
        ("nearly 60", 60, 60, "about"),
        ("a dozen", 12, 12, "exactly"),
        ("dozens of men", 24, None, "some"),
        ("tens of thousands", 20_000, None, "some"),
        ("rose from 10 to 15", 15, 15, "exactly"),
    ],
)
def test_a_number_has_bounds_and_a_qualifier(amounts: Reader, text: str, low: float | None, high: float | None, qualifier: str) -> None:
    (found,) = amounts.find(text)
    assert (found.count.low, found.count.high, found.count.qualifier) == (low, high, qualifier)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$2.5bn", 2.5e9, "USD"),
        ("A$2.3m", 2.3e6, "AUD"),
        ("a $3 billion loan", 3e9, "USD"),
        ("try 3 times", 3, None),
        ("€300 million", 3e8, "EUR"),
        ("92 billion yen", 92e9, "JPY"),
        ("1.5 million Swiss francs", 1.5e6, "CHF"),
        ("USD 400 million", 4e8, "USD"),
        ("$2.1 bln", 2.1e9, "USD"),
        ("five thousand Australian dollars", 5000, "AUD"),
    ],
)
def test_money_has_its_currency(amounts: Reader, text: str, value: float, currency: str) -> None:
    (found,) = amounts.find(text)
    assert (found.count.low, found.currency) == (value, currency)


@pytest.mark.parametrize("text", ["They won 3-2.", "the 1990s", "a B-52", "at 4am", "15km away", "the G20"])
def test_results_names_and_measures_are_no_amounts(amounts: Reader, text: str) -> None:
    assert not list(amounts.find(text))


def test_weight_is_no_money(amounts: Reader) -> None:
    (found,) = amounts.find("300 pounds of cocaine")
    assert found.currency is None
