import io
from collections import Counter

from dateline.imports.bookmark import Account
from dateline.imports.meter import Meter
from rich.console import Console


class Clock:
    """Says what a test says."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_line_now_and_then_tells_rate_share_and_what_is_left() -> None:
    out, clock = io.StringIO(), Clock()
    with Meter(Console(file=out, width=200), "a.ndjson", clock=clock) as meter:
        for seconds, read, share in ((0, 1_000, 0.5), (4, 1_400, 0.6), (10, 2_000, 0.75), (11, 2_100, 0.8)):
            clock.now = 100.0 + seconds
            meter.tell(Account(7, Counter(created=read - 7)), share)

    assert out.getvalue().splitlines() == ["a.ndjson: 2000 read, 7 refused, 100 a second, 75%, 0:00:10 left"]


def test_stream_of_unknown_length_has_no_share() -> None:
    out, clock = io.StringIO(), Clock()
    with Meter(Console(file=out, width=200), "standard input", clock=clock) as meter:
        meter.tell(Account(0, Counter(created=1)), None)
        clock.now += 10
        meter.tell(Account(0, Counter(created=101)), None)

    assert out.getvalue().splitlines() == ["standard input: 101 read, 0 refused, 10 a second"]
