"""Feeds as lines of a table: state, title, items a day, lag, next check, last error."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from rich.table import Table

from dateline.table import cell

COLOURS = {"active": "green", "paused": "yellow", "gone": "red", "failing": "red"}
_DURATION: TypeAdapter[timedelta] = TypeAdapter(timedelta)


def feed_table(feeds: Iterable[Mapping[str, Any]], *, now: datetime) -> Table:
    """A table of feed records; under each title stands the address, which other commands take."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("state", "items/day", "lag", "next check"):
        table.add_column(heading, no_wrap=True)
    for heading, least in (("feed", 16), ("last error", 12)):
        table.add_column(heading, min_width=least, overflow="fold")
    for feed in feeds:
        state = state_of(feed)
        a_day = feed.get("items_a_day")
        table.add_row(
            f"[{COLOURS.get(state, 'white')}]{cell(state)}[/]",
            "" if a_day is None else f"{a_day:.1f}",
            "" if feed.get("lag") is None else span(_DURATION.validate_python(feed["lag"])),
            until(datetime.fromisoformat(feed["next_check_at"]), now=now) if feed["state"] == "active" else "",
            cell(feed.get("title") or "") + f"\n[dim]{cell(feed['url'])}[/]" if feed.get("title") else cell(feed["url"]),
            cell(feed.get("last_error") or ""),
        )
    return table


def state_of(feed: Mapping[str, Any]) -> str:
    """The state; of an active feed whose polls go wrong how often in a row: `failing 3×`."""
    return f"failing {feed['error_count']}×" if feed["state"] == "active" and feed.get("error_count") else str(feed["state"])


def until(at: datetime, *, now: datetime) -> str:
    """`in 12 min`, or `now` for what is due."""
    return f"in {span(at - now)}" if at > now else "now"


def span(duration: timedelta) -> str:
    """A length of time in its largest unit: `40 s`, `12 min`, `3 h`, `2 d`."""
    seconds = max(0.0, duration.total_seconds())
    for unit, length, below in (("s", 1, 60), ("min", 60, 3_600), ("h", 3_600, 86_400)):
        if seconds < below:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds / 86_400:.0f} d"
