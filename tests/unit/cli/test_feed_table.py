import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateline.feed_table import feed_table, span, state_of, until
from rich.console import Console

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)
FEED: dict[str, Any] = {
    "url": "https://wire.example/rss.xml",
    "title": "The [Wire]",
    "state": "active",
    "items_a_day": 24.04,
    "lag": "PT17M",
    "next_check_at": "2024-03-05T12:30:48.090956Z",
    "last_error": "503 Service Unavailable",
    "error_count": 3,
}


def drawn(*feeds: dict[str, Any], width: int = 160) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width).print(feed_table(feeds, now=NOW))
    return out.getvalue().splitlines()


def test_row_tells_how_the_polls_of_a_feed_go() -> None:
    _, row, below = drawn(FEED)

    assert [each.strip() for each in row.split("  ") if each.strip()] == ["failing 3×", "24.0", "17 min", "in 31 min", "The [Wire]", "503 Service Unavailable"]
    assert below.strip() == "https://wire.example/rss.xml"


def test_feed_that_was_never_polled_has_a_row() -> None:
    new = FEED | {"title": None, "items_a_day": None, "lag": None, "last_error": None, "error_count": 0, "next_check_at": "2024-03-05T12:00:00Z"}

    _, row = drawn(new)

    assert row.split() == ["active", "now", "https://wire.example/rss.xml"]


def test_feed_that_is_not_polled_has_no_next_check() -> None:
    assert "in 31 min" not in "".join(drawn(FEED | {"state": "paused"}))
    assert state_of(FEED | {"state": "gone"}) == "gone"


@pytest.mark.parametrize(
    ("duration", "told"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(seconds=-5), "0 s"),
    ],
)
def test_length_of_time_is_told_in_its_largest_unit(duration: timedelta, told: str) -> None:
    assert span(duration) == told


def test_what_is_due_is_due_now() -> None:
    assert (until(NOW, now=NOW), until(NOW + timedelta(hours=5), now=NOW)) == ("now", "in 5 h")
