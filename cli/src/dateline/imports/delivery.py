"""From items to the service: requests of bounded size, each of them the unit of going on after an interruption.

A request that was cut off is sent again as a whole: what it had brought in is `unchanged` the second time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dateline_shared.errors import RejectedError

from dateline.client import CannotConnectError, ProblemError, problem_words
from dateline.imports.place import Item
from dateline.steward import LinesAnswer, Steward

ITEMS = 500  # of a request: ten of the door's transactions
BYTES = 1_000_000  # of a request: 200 common articles, so that little is sent twice
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # seconds between tries while the service is away: two minutes, more than a restart takes
AWAY = (502, 503, 504)
FULL = (408, 429, 503)  # the service stopped reading; what it did not answer can be sent again
BETWEEN = 5.0  # seconds until more is sent to a service that stopped


@dataclass(frozen=True, slots=True)
class Settled:
    """Consecutive items of which it is known what became."""

    items: list[Item]
    refused: list[tuple[Item, str]]  # with the reason
    outcomes: Counter[str] = field(default_factory=Counter)


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items by requests; the same items make the same requests."""
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (len(batch) == ITEMS or size + len(item.line) >= BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.line) + 1
    if batch:
        yield batch


class Delivery:
    """Hands items to the service. One that was heard of before may be away for a while."""

    def __init__(self, client: Steward, *, pause: Callable[[float], None]) -> None:
        self._client = client
        self._pause = pause
        self._was_heard = False

    def send(self, batch: Sequence[Item]) -> Iterator[Settled]:
        """Post one request, and again what of it was not answered. Raises CannotConnectError, ProblemError, RejectedError."""
        left = list(batch)
        while left:
            posted = [item for item in left if item.fault is None]
            answer = self._post(b"".join(item.line + b"\n" for item in posted)) if posted else LinesAnswer(0, {}, Counter(), None)
            if answer.received < len(posted) and not answer.stopped:
                raise RejectedError(f"The service answered {answer.received} of {len(posted)} lines and did not say why.")
            answered = left if answer.received == len(posted) else left[: left.index(posted[answer.received])]
            numbers = {id(item): number for number, item in enumerate(posted, start=1)}
            reasons = [(item, item.fault or answer.refused.get(numbers[id(item)])) for item in answered]
            if answered:
                yield Settled(answered, [(item, reason) for item, reason in reasons if reason], answer.outcomes)
            left = left[len(answered) :]
            if left and answer.stopped:
                if answer.stopped.get("status") not in FULL:
                    raise RejectedError(f"The service stopped reading: {problem_words(answer.stopped)}")
                self._pause(BETWEEN)

    def _post(self, body: bytes) -> LinesAnswer:
        for pause in (*PAUSES, None):
            try:
                answer = self._client.post_lines(body)
            except (CannotConnectError, ProblemError) as error:
                is_away = isinstance(error, CannotConnectError) or error.status in AWAY
                if pause is None or not (is_away and self._was_heard):
                    raise
                self._pause(pause)
            else:
                self._was_heard = True
                return answer
        raise AssertionError("the last try returns or raises")
