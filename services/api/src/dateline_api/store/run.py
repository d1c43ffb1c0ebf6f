"""The store process: stand by, lead, and while leading run its loops: record, dispatch, obey, forget.

Each loop is a thread with connections of its own. An error that is transient makes a loop pause and go on; any other
ends the process, and its supervisor starts it again: leases, streams and commands are all still there.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import redis
import structlog
from dateline_shared import broker, presence, streams
from dateline_shared.broker import Publish
from dateline_shared.clock import Clock
from dateline_shared.contracts.base import Message
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from dateline_api.db.retention import forget_changes
from dateline_api.settings import StoreSettings
from dateline_api.store import lead, obey
from dateline_api.store.dispatch import Dispatcher
from dateline_api.store.record import LEFT_BEHIND, Recorder, is_transient

log = structlog.get_logger()

STAND_BY = 1.0  # seconds between tries to lead: back to work well within 5 s of a kill -9
IDLE = 0.05  # seconds a loop rests when there was nothing to do
FORGET_EVERY = 600.0  # seconds between two looks for changes past their retention
PAUSE = 0.5  # seconds a loop rests after a transient error
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
                    if connection is not None:
                        log.info("store.leads")
                        self._lead(stop, alive=lambda connection=connection: lead.still_leads(connection))
                        log.info("store.steps_down")
            except DBAPIError as error:
                log.warning("database.away", reason=str(error.orig))
            stop.wait(STAND_BY)

    def _lead(self, stop: threading.Event, *, alive: Callable[[], bool]) -> None:
        over = threading.Event()
        failures: list[BaseException] = []
        settings = self.settings
        recorder = Recorder(self.engine, self.client, self.clock, presence.this_worker(), max_attempts=settings.max_attempts, batch_size=settings.batch_size)
        dispatcher = Dispatcher(self.engine, self.client, self.publish, self.clock, settings.max_attempts, settings.task_limit)
        loops: dict[str, tuple[Callable[[], bool], float]] = {
            "record": (_recording(recorder, self.client), IDLE),
            "dispatch": (lambda: dispatcher.step() > 0, IDLE),
            "obey": (lambda: obey.apply_next(self.engine, self.clock), IDLE),
            "forget": (self._forget, FORGET_EVERY),
        }
        threads = [threading.Thread(target=_loop, args=(name, *loop, over, failures), name=name) for name, loop in loops.items()]
        for thread in threads:
            thread.start()
        try:
            while not stop.wait(STAND_BY) and not over.is_set() and alive():
                pass
        finally:
            over.set()
            for thread in threads:
                thread.join()
        if failures:
            raise failures[0]

    def _forget(self) -> bool:
        with self.engine.begin() as connection:
            return forget_changes(connection, before=self.clock.now() - self.settings.retention) > 0


def _recording(recorder: Recorder, client: redis.Redis) -> Callable[[], bool]:
    """First take what an earlier leader left, then read on; after any pause, make sure that the group is still there."""
    fresh = True
    quiet = 0

    def step() -> bool:
        nonlocal fresh, quiet
        if fresh:
            streams.prepare(client)
            recorder.take_over(idle=timedelta(0))
            fresh = False
        try:
            count = recorder.step(block=BLOCK)
            quiet = 0 if count else quiet + 1
            if quiet * BLOCK >= LEFT_BEHIND:
                quiet = 0
                recorder.take_over()
        except Exception:
            fresh = True
            raise
        return True

    return step


def _loop(name: str, step: Callable[[], bool], idle: float, over: threading.Event, failures: list[BaseException]) -> None:
    while not over.is_set():
        try:
            if not step():
                over.wait(idle)
        except Exception as error:
            if not is_transient(error):
                log.exception("loop.failed", loop=name)
                failures.append(error)
                over.set()
                return
            log.warning("loop.pauses", loop=name, reason=str(error).splitlines()[0])
            over.wait(PAUSE)


def publisher(redis_url: str) -> Publish:
    """A Publish that sends through Celery."""
    app = broker.make_app(redis_url)

    def publish(task: str, message: Message) -> None:
        broker.send(app, task, message)

    return publish
