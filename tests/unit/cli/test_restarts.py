from datetime import timedelta

import pytest
from dateline.restarts import next_delay


@pytest.mark.parametrize(("deaths", "seconds"), [([100.0], 0.5), ([99.0, 100.0], 1), ([98.0, 99.0, 100.0], 2), ([97.0, 98.0, 99.0, 100.0], 4)])
def test_delay_doubles_with_each_recent_death(deaths: list[float], seconds: float) -> None:
    assert next_delay(deaths, now=100.0) == timedelta(seconds=seconds)


def test_fifth_death_within_a_minute_is_the_last() -> None:
    assert next_delay([41.0, 60.0, 70.0, 80.0, 100.0], now=100.0) is None


def test_deaths_of_long_ago_do_not_count() -> None:
    assert next_delay([10.0, 20.0, 30.0, 39.0, 100.0], now=100.0) == timedelta(seconds=0.5)
