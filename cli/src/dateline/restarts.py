"""When a dead service is started again: a pure decision on the times of its deaths."""

from collections.abc import Sequence
from datetime import timedelta

MOST_DEATHS = 5
WITHIN = timedelta(minutes=1)
FIRST_DELAY = timedelta(milliseconds=500)  # doubled with each death: 0.5, 1, 2, 4 s add up to well under a minute


def next_delay(deaths: Sequence[float], *, now: float) -> timedelta | None:
    """How long to wait before the next start, or None to give up: the fifth death within a minute.

    `deaths` and `now` are seconds of one monotonic clock; the last death is the one to decide on.
    """
    recent = sum(1 for died in deaths if now - died <= WITHIN.total_seconds())
    if recent >= MOST_DEATHS:
        return None
    return FIRST_DELAY * 2 ** max(0, recent - 1)
