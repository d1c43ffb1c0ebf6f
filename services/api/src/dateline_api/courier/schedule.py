"""When a message that was not taken is sent again: pure, so that days of failures are told in a millisecond.

The ten steps are the sample schedule of Standard Webhooks (v1.0.0, "Deliverability and reliability"); after them comes one try a day.
"""

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

STEPS: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait before each try, the first one included; 75 hours and 35 minutes in all."""

DAILY: Final = timedelta(days=1)
PATIENCE: Final = timedelta(days=5)  # from the first failure to the last try
JITTER: Final = 0.1  # of a wait: receivers that failed together are not asked together
LONGEST_ASKED: Final = timedelta(days=1)  # a longer Retry-After is a mistake of the receiver


def next_try(*, attempt: int, failing_since: datetime, asked: timedelta | None, jitter: float, at: datetime) -> datetime | None:
    """When to try again after that many failed tries, the last of them at `at`; None when it was the last.

    The last try is made when PATIENCE is over; `jitter` is from -1 to 1. No try comes before the wait that the receiver asked for.
    """
    ends_at = failing_since + PATIENCE
    if at >= ends_at:
        return None
    planned = min(at + _step(attempt) * (1 + JITTER * jitter), ends_at)
    return max(planned, at + min(asked or timedelta(0), LONGEST_ASKED))


def jitter_of(message: str, attempt: int) -> float:
    """From -1 to 1, the same for the same try of the same message, so that a schedule can be computed anew."""
    drawn = int.from_bytes(blake2b(f"{message} {attempt}".encode(), digest_size=4).digest())
    return drawn / (2**31 - 0.5) - 1


def _step(attempt: int) -> timedelta:
    return STEPS[attempt] if attempt < len(STEPS) else DAILY
