"""The filter as people write it, in an address or in the filter of a webhook."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateline_api.filter_query import ChangeFilterQuery, EventFilterQuery
from dateline_api.search_words import names_a_word
from pydantic import ValidationError


def wanted(**asked: Any) -> Any:
    return EventFilterQuery.model_validate(asked).wanted()


def test_values_come_one_by_one_or_in_lists_or_separated_by_commas() -> None:
    assert wanted(type="A,B").types == wanted(type=["A", "B"]).types == wanted(type=["A, B"]).types == ("A", "B")
    assert wanted(actor="Oduya, Ltd.").actors == wanted(actor=["Oduya, Ltd."]).actors == ("Oduya, Ltd.",)
    assert wanted(country="nga,Sen").countries == ("NGA", "SEN")
    assert wanted(source=["Wire.Example"]).sources == ("wire.example",)


def test_pair_is_two_parties_also_such_with_commas() -> None:
    assert wanted(pair="Ghana, Togo").pair == wanted(pair=["Ghana", "Togo"]).pair == ("Ghana", "Togo")
    assert wanted(pair=["Oduya, Ltd.", "Togo"]).pair == ("Oduya, Ltd.", "Togo")
    assert wanted(pair="Ghana,Togo").asked() == wanted(pair="Togo,Ghana").asked()


def test_no_is_another_question_than_none() -> None:
    assert wanted(disputed="false").asked() == {"disputed": "False"}
    assert wanted().asked() == {}


def test_days_of_reports_are_whole_days_in_utc() -> None:
    found = wanted(reported_from="2024-03-06", reported_to="2024-03-06")

    assert (found.reported_from, found.reported_to) == (datetime(2024, 3, 6, tzinfo=UTC), datetime(2024, 3, 6, 23, 59, 59, 999999, UTC))
    assert wanted(reported_from="2024-03-06T08:00:00+02:00").reported_from == datetime(2024, 3, 6, 6, tzinfo=UTC)


@pytest.mark.parametrize(("written", "span"), [("90min", timedelta(minutes=90)), ("24h", timedelta(days=1)), ("2w", timedelta(weeks=2))])
def test_timespan_is_counted_back_when_it_is_asked_for(written: str, span: timedelta) -> None:
    now = datetime(2024, 3, 6, tzinfo=UTC)

    assert wanted(timespan=written).at(now).reported_from == now - span
    assert wanted(timespan=written, reported_from="2024-03-05T23:59:00Z").at(now).reported_from == datetime(2024, 3, 5, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", [""]),
        ("type", ["CONSULT", 5]),
        ("type", ["A"] * 51),
        ("status", "over"),
        ("country", "Kenya"),
        ("country", [5]),
        ("actor", "ent_1"),
        ("actor", [None]),
        ("article", "evt_" + "0" * 32),
        ("story", "12"),
        ("pair", "Ghana"),
        ("pair", "Ghana,Togo,Benin"),
        ("pair", ["Ghana", "Ghana"]),
        ("pair", 5),
        ("part_of", "sty_" + "0" * 32),
        ("disputed", "perhaps"),
        ("from", "2024-W10-3"),
        ("from", 5),
        ("to", "2024-02-30"),
        ("reported_from", "2024-03-06T08:00:00"),
        ("reported_from", "0001-01-01T00:00:00+05:00"),
        ("reported_to", "9999-12-31T23:59:59-05:00"),
        ("reported_to", 1700000000),
        ("timespan", "24"),
        ("timespan", "0h"),
        ("timespan", "999999w"),
        ("timespan", 24),
        ("min_confidence", 1.01),
        ("bbox", "1,2,3"),
        ("bbox", "0,50,10,40"),
        ("bbox", "nan,0,1,1"),
        ("bbox", "0,0,181,1"),
        ("q", ""),
        ("q", "the"),
        ("q", "-rumour"),
        ("q", "peace\x00"),
        ("q", ["peace"]),
        ("type_", "CONSULT"),
        ("kind", "articles"),
    ],
)
def test_wrong_value_is_refused_under_the_name_of_its_parameter(name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        ChangeFilterQuery.model_validate({name: value})

    assert {error["loc"][0] for error in refused.value.errors()} == {name}


@pytest.mark.parametrize(
    ("words", "is_enough"),
    [
        ("peace", True),
        ("the peace", True),
        ('"of peace" -war', True),
        ("O'Hara", True),
        ("北京", True),
        ("the of", False),
        ('-war -"border treaty"', False),
        ("? !", False),
        ("or", False),
        ("🎉", False),
    ],
)
def test_search_needs_a_word(words: str, is_enough: bool) -> None:
    assert names_a_word(words) is is_enough
