"""Dates as ranges of days."""

from datetime import date

import pytest
from dateline_shared.edtf import Days, days


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2018-03-20", date(2018, 3, 20), date(2018, 3, 20)),
        ("2018-03-20~", date(2018, 3, 20), date(2018, 3, 20)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("2019-22", date(2019, 6, 1), date(2019, 8, 31)),
        ("2019-24", date(2019, 12, 1), date(2020, 2, 29)),
        ("2019-34", date(2019, 4, 1), date(2019, 6, 30)),
        ("2018-03-20/2018-04", date(2018, 3, 20), date(2018, 4, 30)),
        ("../2018", None, date(2018, 12, 31)),
        ("2022-02-24/..", date(2022, 2, 24), None),
    ],
)
def test_date_is_the_range_of_days_it_allows(edtf: str, start: date | None, end: date | None) -> None:
    assert days(edtf) == Days(start, end)


@pytest.mark.parametrize("text", ["", "yesterday", "2018-13", "2018-02-30", "18", "2018-03-20T10"])
def test_what_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        days(text)
