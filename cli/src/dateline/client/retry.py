"""Whether a request that failed is made again, and after which pause. Decided here, done in `connection`."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ASKS_TO_WAIT = (429, 503)
AWAY = (502, 503, 504)  # what proxies say of a service that restarts
IN_PROGRESS = 409  # with Retry-After: the first request with this Idempotency-Key is still under way
LEAST = 1.0  # seconds: what a service that says "0" is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A try that brought nothing."""

    status: int | None = None  # None: nobody answered, or the answer broke off
    retry_after: float | None = None  # seconds that the service asks for
    is_repeatable: bool = True  # whether the request may have been carried out and can be made again all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Pauses that double, half of them by chance so that many clients do not come back at once ("Exponential Backoff And Jitter", AWS 2015)."""

    first: float = 0.5  # seconds before the second try
    longest: float = 30.0  # seconds between two tries, unless the service asks for more
    give_up_after: float | None = 120.0  # seconds since the first try; a restart takes less. None: never

    def pause(self, failure: Failure, *, tries: int, spent: float) -> float | None:
        """Seconds until the next try, after so many tries and seconds; None: no more."""
        if not self.is_worth_it(failure):
            return None
        pause = self._backoff(tries) if failure.retry_after is None else max(LEAST, failure.retry_after)
        return pause if self.give_up_after is None or spent + pause <= self.give_up_after else None

    def is_worth_it(self, failure: Failure) -> bool:
        """Whether another try may end otherwise and does no harm. What is refused with 429 was not begun."""
        if failure.status == ASKS_TO_WAIT[0]:
            return True
        asked = failure.status == IN_PROGRESS and failure.retry_after is not None
        return failure.is_repeatable and (failure.status is None or failure.status in AWAY or asked)

    def _backoff(self, tries: int) -> float:
        full = min(self.longest, self.first * 2 ** min(tries - 1, 30))
        return full * random.uniform(0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenFull(Retry):
    """For whoever watches: only a service that is full is waited for, however often it says so; one that is away is told of at once."""

    def pause(self, failure: Failure, *, tries: int, spent: float) -> float | None:
        """Seconds that the service asks for, unless they are too many or no number."""
        asked = failure.retry_after
        return max(LEAST, asked) if failure.status == ASKS_TO_WAIT[0] and asked is not None and asked <= LONGEST_WATCHED else None


LONGEST_WATCHED = 60.0  # seconds: a service that asks for more is not waited for by somebody who watches


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait (RFC 9110 §10.2.3): a number of them, or until a date."""
    given = headers.get("Retry-After", "").strip()
    if given.isdecimal():
        return float(given)
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp())
