"""The ingest worker: takes polls, pages and searches for feeds from the queue, and pushes what came of them onto the stream of arrivals.

`python -m dateline_ingest.worker` is the composition root. A task that dies (time limit, killed child, bug) is reported by Celery's
`task_failure`, which runs in the child for an exception and in the parent when the child is gone: a poll as a soft error, a page as lost.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import orjson
import structlog
from celery import Celery, signals
from dateline_shared import broker, presence, routes, streams, telemetry
from dateline_shared.clock import Clock, SystemClock
from dateline_shared.contracts.arrival import Poll, PollReport
from dateline_shared.contracts.base import Message
from dateline_shared.contracts.discovery import Discover, Discovered
from dateline_shared.contracts.page import FetchedPage, FetchFailure, ReadPage
from dateline_shared.errors import DatelineError, TransientError
from dateline_shared.outbound import Limits, Response, fetch, user_agent
from dateline_shared.settings import TASK_LIMIT, load
from pydantic import TypeAdapter, ValidationError

from dateline_ingest.explore import explore, nothing
from dateline_ingest.poll import Fetch, lost, poll
from dateline_ingest.settings import IngestSettings
from dateline_ingest.visit import failure, started, visit

log = structlog.get_logger()

T = TypeVar("T", bound=Message)

FETCH_SHARE = 1 / 3  # of a task's time for one fetch: a page may need two, and then it is read
_QUERY = re.compile(r"[?#]\S+")
EXPLORE_SHARE = 0.4  # of a task's time, after which a search begins no further fetch


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What the worker does for one kind of task."""

    task: TypeAdapter[T]
    answers: Callable[[T], Iterator[Message]]
    lost: Callable[[T, str], Message]  # the answer for a task whose process did not live to give one


def make_worker(redis_url: str, *, fetch: Fetch, clock: Clock, limit: timedelta = TASK_LIMIT, respects_robots: bool = True) -> Celery:
    """The Celery app that answers the tasks of the queue `ingest`; `limit` ends one that hangs."""
    app = broker.make_app(redis_url, name="dateline-ingest", limit=limit)
    client = broker.connect(redis_url)  # connects when first used, so each child has its own connection

    def polled(task: Poll) -> Iterator[Message]:
        yield poll(task, fetch=fetch, clock=clock)

    def visited(task: ReadPage) -> Iterator[Message]:
        if task.solo:
            yield started(task)
        yield visit(task, fetch=fetch, clock=clock, respects_robots=respects_robots)

    def explored(task: Discover) -> Iterator[Message]:
        yield explore(task, fetch=fetch, clock=clock, pause=lambda pause: time.sleep(pause.total_seconds()), within=limit * EXPLORE_SHARE)

    works: dict[str, Work[Any]] = {
        routes.POLL_FEED: Work(TypeAdapter(Poll), polled, lambda task, reason: lost(task, reason, now=clock.now())),
        routes.READ_PAGE: Work(TypeAdapter(ReadPage), visited, lambda task, reason: failure(task, "lost", f"its reader died: {reason}")),
        routes.DISCOVER: Work(TypeAdapter(Discover), explored, lambda task, reason: nothing(task, f"the search was lost: {reason}")),
    }
    for name, work in works.items():

        def run(message: dict[str, Any], *, work: Work[Any] = work) -> None:
            for answer in work.answers(read_task(work.task, message)):
                streams.push(client, routes.ARRIVALS, answer)
                _tell(answer)

        app.task(run, name=name)

    def report_lost(sender: Any, args: Any, exception: BaseException, **_: Any) -> None:
        if sender.app is not app:  # signals are the process's, not an app's
            return
        if isinstance(exception, TransientError):  # the broker did not take the answer: nobody's fault, and its lease will expire
            log.error("task.unreported", task=sender.name, error=type(exception).__name__)
            return
        try:
            work = works[sender.name]
            answer = work.lost(read_task(work.task, args[0]), f"{type(exception).__name__}: {exception}")
            streams.push(client, routes.ARRIVALS, answer, patience=timedelta(0))
            _tell(answer)
        except (DatelineError, ValidationError, LookupError, TypeError) as error:
            # Its lease will expire. What a message says is not for logs.
            log.error("task.unreported", task=sender.name, error=type(error).__name__, cause=type(exception).__name__)

    signals.task_failure.connect(report_lost, weak=False)
    return app


def read_task(adapter: TypeAdapter[T], message: dict[str, Any]) -> T:
    """The task as its contract has it, lenient within our schema major. Raises UnknownSchemaError, ValidationError."""
    return streams.decode(adapter, orjson.dumps(message))


def guarded_fetch(settings: IngestSettings) -> Fetch:
    """`outbound.fetch` as these settings want it."""
    allow, name, limits = settings.allow, user_agent(settings.contact), Limits(total=settings.task_limit * FETCH_SHARE)

    def get(url: str, headers: Mapping[str, str]) -> Response:
        return fetch(url, headers={**headers, "User-Agent": name}, limits=limits, allow=allow)

    return get


def run(app: Celery, settings: IngestSettings) -> None:
    """Work with as many processes as set, announced once they are ready, until told to stop."""
    redis_url = settings.redis_url.get_secret_value()

    def announce(**_: Any) -> None:
        stop = presence.keep_announcing(redis_url=redis_url, role="ingest", worker=presence.this_worker(), processes=settings.ingest_processes)
        signals.worker_shutting_down.connect(lambda **_: stop(), weak=False)

    signals.worker_ready.connect(announce, weak=False)
    flags = [f"--queues={routes.INGEST_QUEUE}", "--pool=prefork", f"--concurrency={settings.ingest_processes}", "--loglevel=WARNING", *broker.WORKER_FLAGS]
    app.worker_main(["--quiet", "worker", *flags])


def main() -> None:
    """Work until told to stop."""
    settings = load(IngestSettings)
    telemetry.configure(settings, service="ingest")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it calls HTML without text an error
    redis_url, respects_robots = settings.redis_url.get_secret_value(), settings.robots == "respect"
    run(make_worker(redis_url, fetch=guarded_fetch(settings), clock=SystemClock(), limit=settings.task_limit, respects_robots=respects_robots), settings)


def _tell(answer: Message) -> None:
    if isinstance(answer, PollReport):
        log.info(
            "feed.polled",
            feed_id=answer.feed_id,
            outcome=answer.outcome,
            status=answer.http_status,
            new=len(answer.entries),
            reason=without_queries(answer.reason),
        )
    elif isinstance(answer, FetchedPage):
        log.info("page.read", article_id=answer.article_id, outcome="ok", characters=len(answer.article.text))
    elif isinstance(answer, FetchFailure):
        log.info("page.read", article_id=answer.article_id, outcome=answer.outcome, reason=without_queries(answer.reason))
    elif isinstance(answer, Discovered):
        log.info("site.explored", command_id=answer.command_id, feeds=len(answer.feeds), reason=without_queries(answer.reason))


def without_queries(reason: str | None) -> str | None:
    """Reasons name addresses, whose queries may hold secrets."""
    return reason and _QUERY.sub("?…", reason)


if __name__ == "__main__":
    main()
