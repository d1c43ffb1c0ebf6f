"""The store process: stand by, lead, and while leading run its loops: record, dispatch, obey, reread, forget, drop, overdue, calm.

Whatever ends it is safe: leases, streams and commands are all still there for the next one.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import redis
import structlog
from dateline_shared import broker, presence, streams
from dateline_shared.broker import Publish
from dateline_shared.clock import Clock
from dateline_shared.contracts.base import Message
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from dateline_api.db import epoch, hosts, polls, texts, work
from dateline_api.db.faults import is_transient
from dateline_api.db.migrate import is_ready
from dateline_api.db.retention import forget
from dateline_api.settings import StoreSettings
from dateline_api.store import calm, lead, obey, reread
from dateline_api.store.dispatch import Dispatcher
from dateline_api.store.loops import Loops, Step
from dateline_api.store.overdue import tell_overdue
from dateline_api.store.record import LEFT_BEHIND, Recorder
from dateline_api.store.schedule import JITTER, LONGEST, LONGEST_ASKED

log = structlog.get_logger()

STAND_BY = timedelta(seconds=1)  # between tries to lead: back to work well within 5 s of a kill -9
REST = 1.0  # seconds between two looks for what nobody announces: expired leases, due feeds, new workers
FORGET_EVERY = 600.0  # seconds between two looks for changes past their retention
OVERDUE_EVERY = 60.0  # seconds between two looks for plans whose day is past; it changes at midnight UTC, and with what is told late
CALM_EVERY = 60.0  # seconds between two looks at whether stories are still breaking
BLOCK = timedelta(milliseconds=500)  # the recorder waits for messages


@dataclass(frozen=True, slots=True)
class Store:
    """What the process is made of."""

    engine: Engine
    client: redis.Redis
    publish: Publish
    clock: Clock
    settings: StoreSettings

    def run(self, stop: threading.Event) -> None:
        """Stand by and lead, until told to stop. Raises what is not transient."""
        while not stop.is_set():
            try:
                with lead.try_lead(self.engine) as connection:
                    if connection is not None and not is_ready(connection):
                        log.warning("store.waits_for_migration")
                    elif connection is not None:
                        self._settle()
                        log.info("store.leads")
                        self._lead(connection, stop)
                        log.info("store.steps_down")
            except (DBAPIError, psycopg.OperationalError) as error:
                if isinstance(error, DBAPIError) and not is_transient(error):
                    raise
                log.warning("database.away", reason=str(error).splitlines()[0])
            stop.wait(STAND_BY.total_seconds())

    def _settle(self) -> None:
        """Before anything is appended: a log that was restored begins a new epoch."""
        with self.engine.begin() as connection:
            begun = epoch.settle(connection)
        if begun:
            log.warning("epoch.begun", epoch=begun)

    def _lead(self, connection: Connection, stop: threading.Event) -> None:
        """Run the loops for as long as this connection, which holds the lead, is alive; ring for them when work is announced."""
        settings = self.settings
        recorder = Recorder(
            self.engine, self.client, self.clock, presence.this_worker(), settings.max_attempts, settings.batch_size, settings.task_limit, settings.host_gap
        )
        dispatcher = Dispatcher(
            self.engine, self.client, self.publish, self.clock, settings.max_attempts, settings.task_limit, settings.host_gap, settings.max_waiting
        )
        loops = Loops(
            {
                "record": (_recording(recorder, self.client, recorded=lambda: loops.ring("dispatch", "drop", "reread")), 0),
                "dispatch": (lambda: dispatcher.step() > 0, REST),
                "obey": (lambda: obey.apply_next(self.engine, self.clock), REST),
                "reread": (lambda: reread.step(self.engine, self.clock), REST),
                "forget": (self._forget, FORGET_EVERY),
                "drop": (self._drop, REST),
                "overdue": (self._overdue, OVERDUE_EVERY),
                "calm": (self._calm, CALM_EVERY),
            }
        )
        work.listen(connection)
        loops.start()
        try:
            while not stop.is_set() and not loops.are_over:
                if work.wait(connection, within=STAND_BY):
                    loops.ring("dispatch", "obey", "drop")
        finally:
            loops.join()

    def _drop(self) -> bool:
        with self.engine.begin() as connection:
            return texts.drop(connection) > 0

    def _overdue(self) -> bool:
        with self.engine.begin() as connection:
            return tell_overdue(connection, now=self.clock.now())

    def _calm(self) -> bool:
        return calm.calm(self.engine, self.clock)

    def _forget(self) -> bool:
        now = self.clock.now()
        with self.engine.begin() as connection:
            polls.clamp(connection, longest=LONGEST_ASKED * (1 + JITTER), now=now)
            hosts.clamp(connection, gap=self.settings.host_gap, longest=LONGEST, now=now)
            return forget(connection, before=now - self.settings.retention, now=now) > 0


def _recording(recorder: Recorder, client: redis.Redis, *, recorded: Callable[[], None]) -> Step:
    """First take what an earlier leader left, then read on; after any pause, make sure that the group is still there.

    `recorded` is called when something was: there is room for more then.
    """
    fresh = True
    taken_over_at = 0.0

    def step() -> bool:
        nonlocal fresh, taken_over_at
        try:
            if fresh:
                streams.prepare(client)
            if fresh or time.monotonic() - taken_over_at >= LEFT_BEHIND.total_seconds():
                recorder.take_over(idle=timedelta(0) if fresh else LEFT_BEHIND)
                fresh, taken_over_at = False, time.monotonic()
            if recorder.step(block=BLOCK):
                recorded()
        except Exception:
            fresh = True
            raise
        return True

    return step


def publisher(redis_url: str) -> Publish:
    """A Publish that sends through Celery."""
    app = broker.make_app(redis_url)

    def publish(task: str, message: Message) -> None:
        broker.send(app, task, message)

    return publish
