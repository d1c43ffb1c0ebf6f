"""The ingest worker: takes polls from the queue, fetches, and pushes reports onto the stream of arrivals.

`python -m dateline_ingest.worker` is the composition root. A poll that dies (time limit, killed child, bug) is reported as a soft
error by Celery's `task_failure`, which runs in the child for an exception and in the parent when the child is gone.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
import redis
import structlog
from celery import Celery, signals
from dateline_shared import broker, presence, routes, streams, telemetry
from dateline_shared.clock import Clock, SystemClock
from dateline_shared.contracts.arrival import Poll, PollReport
from dateline_shared.errors import DatelineError
from dateline_shared.outbound import Limits, Response, fetch, user_agent
from dateline_shared.settings import TASK_LIMIT, load
from pydantic import TypeAdapter, ValidationError

from dateline_ingest.poll import Fetch, lost, poll
from dateline_ingest.settings import IngestSettings

log = structlog.get_logger()

POLL: TypeAdapter[Poll] = TypeAdapter(Poll)


def make_worker(redis_url: str, *, fetch: Fetch, clock: Clock, limit: timedelta = TASK_LIMIT) -> Celery:
    """The Celery app that answers POLL_FEED; `limit` ends a poll that hangs."""
    app = broker.make_app(redis_url, name="dateline-ingest", limit=limit)
    client = broker.connect(redis_url)  # connects when first used, so each child has its own connection

    @app.task(name=routes.POLL_FEED)
    def poll_feed(message: dict[str, Any]) -> None:
        task = read_task(message)
        _answer(client, poll(task, fetch=fetch, clock=clock))

    def report_lost(sender: Any, args: Any, exception: BaseException, **_: Any) -> None:
        if sender.app is not app:  # signals are the process's, not an app's
            return
        try:
            _answer(client, lost(read_task(args[0]), f"{type(exception).__name__}: {exception}", now=clock.now()))
        except (DatelineError, ValidationError, LookupError, TypeError) as error:
            log.error("poll.unreported", error=type(error).__name__, cause=type(exception).__name__)  # its lease will expire; no text of the message in a log

    signals.task_failure.connect(report_lost, weak=False)
    return app


def read_task(message: dict[str, Any]) -> Poll:
    """The task as its contract has it, lenient within our schema major. Raises UnknownSchemaError, ValidationError."""
    return streams.decode(POLL, orjson.dumps(message))


def guarded_fetch(settings: IngestSettings) -> Fetch:
    """`outbound.fetch` as these settings want it; half of a task's time is left for reading what came."""
    allow, name, limits = settings.allow, user_agent(settings.contact), Limits(total=settings.task_limit / 2)

    def get(url: str, headers: Mapping[str, str]) -> Response:
        return fetch(url, headers={**headers, "User-Agent": name}, limits=limits, allow=allow)

    return get


def main() -> None:
    """Run the worker until it is told to stop."""
    settings = load(IngestSettings)
    telemetry.configure(settings, service="ingest")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it calls HTML without text an error
    redis_url = settings.redis_url.get_secret_value()
    app = make_worker(redis_url, fetch=guarded_fetch(settings), clock=SystemClock(), limit=settings.task_limit)

    def announce(**_: Any) -> None:
        stop = presence.keep_announcing(redis_url=redis_url, role="ingest", worker=presence.this_worker(), processes=settings.ingest_processes)
        signals.worker_shutting_down.connect(lambda **_: stop(), weak=False)

    signals.worker_ready.connect(announce, weak=False)
    flags = [f"--queues={routes.INGEST_QUEUE}", "--pool=prefork", f"--concurrency={settings.ingest_processes}", "--loglevel=WARNING", *broker.WORKER_FLAGS]
    app.worker_main(["--quiet", "worker", *flags])


def _answer(client: redis.Redis, report: PollReport) -> None:
    streams.push(client, routes.ARRIVALS, report)
    log.info("feed.polled", feed_id=report.feed_id, outcome=report.outcome, status=report.http_status, new=len(report.entries), reason=report.reason)


if __name__ == "__main__":
    main()
