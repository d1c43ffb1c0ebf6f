"""The courier process: look for subscriptions that have something to do, lease them, and serve each in a thread.

It wakes when the log grows, when the api changed something, when a thread is free again, and once a second for what has become due.
Whatever ends it is safe: places and tries are rows, and a lease that nobody renews runs out.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

import psycopg
import structlog
from dateline_shared.clock import Clock
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from dateline_api.courier.carry import Carrier
from dateline_api.courier.choose import AT_ONCE, choose
from dateline_api.courier.health import session_name
from dateline_api.courier.post import Post
from dateline_api.db import courier, delivery_orders, listen, sessions, work
from dateline_api.db.courier import Due
from dateline_api.db.faults import is_transient
from dateline_api.db.migrate import is_ready

REST: Final = timedelta(seconds=1)  # between two looks for what nobody announces: the next try of a message, a lease that ran out
COALESCE: Final = 0.05  # seconds between two looks, however often it is woken
ORDERS_AT_ONCE: Final = 4  # test calls and the like, which people wait for: they have places of their own

log = structlog.get_logger(__name__)


class Courier:
    """Serves subscriptions until it is told to stop; `post` sends, `source` is the address of this service."""

    def __init__(self, *, engine: Engine, post: Post, clock: Clock, source: str) -> None:
        self._engine = engine
        self._clock = clock
        self._stop = threading.Event()
        self._bell = work.Bell()
        self._carrier = Carrier(engine, post, clock, source, self._stop)
        self._threads = ThreadPoolExecutor(AT_ONCE + ORDERS_AT_ONCE, thread_name_prefix="carry")
        self._under_way: dict[UUID, Due | None] = {}  # what a thread does now: serve a subscription, or fulfil an order
        self._changed = threading.Condition()

    def stop(self) -> None:
        """End after the messages that are under way. May be called from a signal."""
        self._stop.set()
        self._bell.ring()

    def run(self) -> None:
        """Work until told to stop. Raises what is not transient."""
        while not self._stop.is_set():
            try:
                with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    if is_ready(connection):
                        self._work(connection)
                    else:
                        log.warning("courier.waits_for_migration")
            except (DBAPIError, psycopg.OperationalError) as error:
                if isinstance(error, DBAPIError) and not is_transient(error):
                    raise
                log.warning("database.away", reason=str(error).splitlines()[0])
            self._stop.wait(REST.total_seconds())
        self.close()

    def close(self) -> None:
        """Wait for what is under way; nothing is begun any more."""
        self._threads.shutdown()
        self._bell.close()

    def look(self, connection: Connection) -> None:
        """Take what is due, as far as there are places, and have it served; `connection` is in autocommit mode."""
        now = self._clock.now()
        with self._changed:
            under_way = list(self._under_way.values())
        waiting = {each.id: each for each in courier.due(connection, now=now)}
        if chosen := choose(waiting.values(), [each for each in under_way if each]):
            for mine in courier.lease(connection, chosen, now=now):
                self._begin(mine.id, waiting[mine.id], partial(self._carrier.carry, mine))
        if room := ORDERS_AT_ONCE - under_way.count(None):
            for order in delivery_orders.take(connection, limit=room, now=now):
                self._begin(order.id, None, partial(self._carrier.fulfil, order))

    def settle(self) -> None:
        """Wait until nothing is under way."""
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way)

    def _begin(self, key: UUID, served: Due | None, work: Callable[[], None]) -> None:
        with self._changed:
            self._under_way[key] = served
        self._threads.submit(self._do, key, work)

    def _do(self, key: UUID, work: Callable[[], None]) -> None:
        """Do it; what goes wrong is told, and begun anew once its lease has run out: neither the others nor the database suffer by it."""
        try:
            work()
        except Exception as error:
            if is_transient(error):
                log.warning("turn.interrupted", reason=str(error).splitlines()[0])
            else:
                log.exception("turn.failed")
        finally:
            with self._changed:
                del self._under_way[key]
                self._changed.notify_all()
            self._bell.ring()

    def _work(self, connection: Connection) -> None:
        sessions.sign_in(connection, session_name())
        work.listen(connection, listen.CHANNEL, work.COURIER_CHANNEL)
        log.info("courier.works")
        try:
            while not self._stop.is_set():
                self.look(connection)
                self._stop.wait(COALESCE)
                self._bell.wait(connection, within=REST)
        finally:
            connection.invalidate()  # its name and what it listens to end with it
