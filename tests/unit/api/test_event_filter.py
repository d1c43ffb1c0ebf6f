"""The filter of events as a value: what it asks for has one form."""

from datetime import date

from dateline_api.db.event_filter import EventFilter


def test_empty_filter_asks_for_nothing() -> None:
    assert EventFilter().asked() == {}


def test_order_of_alternatives_does_not_matter() -> None:
    assert EventFilter(types=("A", "B"), from_on=date(2024, 1, 1)).asked() == EventFilter(types=("B", "A"), from_on=date(2024, 1, 1)).asked()
    assert EventFilter(types=("A",)).asked() != EventFilter(modes=("A",)).asked()
