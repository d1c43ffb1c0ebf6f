"""Takes answers off the streams and records them, a batch a transaction. A bad message never stops it.

A batch that fails on its data is halved until the bad message stands alone; that one becomes a charged attempt of its
article, is kept in `rejected_messages` and settled. Only transient errors repeat a batch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
import redis
import structlog
from dateline_shared import routes, streams
from dateline_shared.clock import Clock
from dateline_shared.contracts.arrival import ARRIVAL, Arrival, PollReport
from dateline_shared.contracts.base import Ordinal
from dateline_shared.contracts.discovery import Discovered
from dateline_shared.contracts.extraction import ANSWER, Answer, Extraction, ReadFailure, Started
from dateline_shared.contracts.page import FetchedPage, FetchFailure, PageStarted
from dateline_shared.errors import RejectedError, UnknownSchemaError
from dateline_shared.settings import TASK_LIMIT
from dateline_shared.streams import Delivery
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine

from dateline_api import ids
from dateline_api.db import discoveries, ledger, pages, polls, results
from dateline_api.db.faults import is_fault_of_data, plain
from dateline_api.settings import HOST_GAP
from dateline_api.store import page, poll, read, tell
from dateline_api.store.salvage import salvage

log = structlog.get_logger()

ORDINAL: TypeAdapter[int] = TypeAdapter(Ordinal)
HOLD = timedelta(minutes=10)  # how long a lease waits for a store that understands its answer
LEFT_BEHIND = timedelta(seconds=60)  # after which a delivery is taken over from a consumer that did not settle it


@dataclass(frozen=True, slots=True)
class Decoded:
    """A delivery and the message in it."""

    delivery: Delivery
    message: Answer | Arrival
    refused: tuple[str, ...] = ()  # why parts of it were left out


@dataclass(frozen=True, slots=True)
class Recorder:
    """Reads both streams as one consumer of the group."""

    engine: Engine
    client: redis.Redis
    clock: Clock
    consumer: str
    max_attempts: int
    batch_size: int
    task_limit: timedelta = TASK_LIMIT
    host_gap: timedelta = HOST_GAP

    def step(self, *, block: timedelta) -> int:
        """Record what has come; returns how many messages. Raises TransientError, or a DBAPIError that `is_transient`."""
        deliveries = streams.receive(self.client, self.consumer, count=self.batch_size, block=block)
        self._record(deliveries)
        return len(deliveries)

    def take_over(self, *, idle: timedelta = LEFT_BEHIND) -> int:
        """Record what another consumer, or an earlier life of this one, left behind."""
        total = 0
        for deliveries in streams.take_over(self.client, self.consumer, idle=idle, count=self.batch_size):
            self._record(deliveries)
            total += len(deliveries)
        return total

    def _record(self, deliveries: Sequence[Delivery]) -> None:
        batch, settled = [], []
        for delivery in deliveries:
            try:
                message = streams.decode(ANSWER if delivery.stream == routes.EXTRACTIONS else ARRIVAL, delivery.payload)
                batch.append(Decoded(delivery, message))
                settled.append(delivery)
            except UnknownSchemaError as error:
                self._hold(delivery, error)
            except (RejectedError, ValidationError) as error:
                if (saved := salvage(delivery.payload)) is None:
                    self._reject(delivery, error)
                else:
                    batch.append(Decoded(delivery, *saved))
                settled.append(delivery)
        self._apply(batch)
        streams.settle(self.client, settled)

    def _apply(self, batch: list[Decoded]) -> None:
        if not batch:
            return
        try:
            with self.engine.begin() as connection:
                results.serialise(connection)
                self._write(connection, batch)
        except Exception as error:
            if not is_fault_of_data(error):
                raise
            if len(batch) == 1:
                self._reject(batch[0].delivery, error)
                return
            middle = len(batch) // 2
            self._apply(batch[:middle])
            self._apply(batch[middle:])

    def _write(self, connection: Connection, batch: list[Decoded]) -> None:
        now = self.clock.now()
        told: set[UUID] = set()
        extractions: list[Extraction] = []
        # In the order of ids, as the api takes them in, before anything else: else the two would wait for each other.
        ledger.lock(connection, _articles_of(decoded.message for decoded in batch))
        for decoded in batch:
            message = decoded.message
            if isinstance(message, Extraction):
                extractions.append(message)
            elif isinstance(message, ReadFailure):
                ticket = _ticket(message)
                told.update(ledger.fail(connection, ticket, reason=message.reason, lost=message.lost, max_attempts=self.max_attempts, now=now))
            elif isinstance(message, Started):
                ledger.begin(connection, _ticket(message), until=now + self.task_limit)
            elif isinstance(message, PollReport):
                if left_out := poll.record(connection, message, refused=decoded.refused, gap=self.host_gap, now=now):
                    self._keep(connection, decoded.delivery, reason=left_out, about=poll.articles_of(message))
            elif isinstance(message, FetchedPage):
                told.update(page.record(connection, message, gap=self.host_gap, now=now))
            elif isinstance(message, FetchFailure):
                told.update(page.fail(connection, message, max_attempts=self.max_attempts, gap=self.host_gap, now=now))
            elif isinstance(message, PageStarted):
                pages.begin(connection, page.ticket_of(message), until=now + self.task_limit)
            elif isinstance(message, Discovered):
                if state := discoveries.record(connection, message, gap=self.host_gap, now=now):
                    log.info("command.settled", kind="discover", command=message.command_id, state=state)
            else:
                raise RejectedError(f"nothing here waits for a message of kind {message.kind!r}")
        entries, recorded = read.record(connection, extractions, now=now)
        tell.append(connection, [*entries, *tell.article_entries(connection, told | recorded)], now=now)

    def _reject(self, delivery: Delivery, error: Exception) -> None:
        now = self.clock.now()
        reason = f"its answer could not be recorded: {plain(error)}"
        ticket = _ticket_in(delivery.payload)
        with self.engine.begin() as connection:
            results.serialise(connection)
            self._keep(connection, delivery, reason=reason, article=ticket.id if ticket else None)
            if ticket:
                dead = ledger.fail(connection, ticket, reason=reason, lost=False, max_attempts=self.max_attempts, now=now)
                tell.articles(connection, pages.rescue(connection, dead, now=now), now=now)
            elif feed := _feed_in(delivery.payload):
                poll.record(connection, poll.failed(*feed, reason=reason, now=now), gap=self.host_gap, now=now)

    def _keep(self, connection: Connection, delivery: Delivery, *, reason: str, article: UUID | None = None, about: Iterable[UUID] = ()) -> None:
        """Keep a message that could not be recorded, or not whole."""
        kept = {"stream": delivery.stream, "message_id": delivery.id, "article": article, "about": about, "payload": delivery.payload}
        results.reject(connection, **kept, reason=reason, now=self.clock.now())
        log.error("message.rejected", stream=delivery.stream, message_id=delivery.id, reason=reason)

    def _hold(self, delivery: Delivery, error: UnknownSchemaError) -> None:
        """Leave the message where it is for a newer store, and keep its article from being read again meanwhile."""
        until = self.clock.now() + HOLD
        with self.engine.begin() as connection:
            if ticket := _ticket_in(delivery.payload):
                ledger.hold(connection, ticket, until=until)
            elif feed := _feed_in(delivery.payload):
                polls.hold(connection, *feed, until=until)
        log.error("message.unknown_schema", stream=delivery.stream, message_id=delivery.id, reason=str(error))


def _articles_of(messages: Iterable[Answer | Arrival]) -> set[UUID]:
    """The articles that a batch touches, as far as they are known before."""
    found: set[UUID] = set()
    for message in messages:
        if isinstance(message, PollReport):
            found.update(poll.articles_of(message))
        elif not isinstance(message, Discovered):
            found.add(ids.parse("art", message.article_id))
    return found


def _ticket(message: Extraction | ReadFailure | Started) -> ledger.Ticket:
    return ledger.Ticket(ids.parse("art", message.article_id), message.revision, message.attempt)


def _ticket_in(payload: bytes) -> ledger.Ticket | None:
    """Which lease a message that cannot be read answers for, if that much can be made out."""
    try:
        fields = orjson.loads(payload)
        return ledger.Ticket(ids.parse("art", fields["article_id"]), ORDINAL.validate_python(fields["revision"]), ORDINAL.validate_python(fields["attempt"]))
    except (orjson.JSONDecodeError, RejectedError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _feed_in(payload: bytes) -> tuple[UUID, int] | None:
    """The same of a poll."""
    try:
        fields = orjson.loads(payload)
        return ids.parse("fed", fields["feed_id"]), ORDINAL.validate_python(fields["attempt"])
    except (orjson.JSONDecodeError, RejectedError, KeyError, TypeError, ValueError, AttributeError):
        return None
