"""Celery on Redis, as a shallow and replaceable dispatch buffer.

Every setting that is not obvious survived a fault in a trial; docs/operations.md ("Queue settings") has the table.
Postgres is the only retry authority, so tasks are acknowledged early, never retried here and leave no result.
"""

import math
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import redis
from celery import Celery
from kombu import Queue
from kombu.exceptions import OperationalError
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from dateline_shared import routes
from dateline_shared.contracts.base import Message
from dateline_shared.errors import BrokerUnavailableError
from dateline_shared.settings import TASK_LIMIT

SOFT = 5 / 6  # of the hard limit: time to report before the process is killed
WORKER_FLAGS = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def make_app(redis_url: str, *, name: str = "dateline", limit: timedelta = TASK_LIMIT) -> Celery:
    """A Celery app of this project's settings, for producers and workers; `limit` is the hard limit of one task."""
    app = Celery(name, broker=redis_url, backend=None, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=False,
        task_reject_on_worker_lost=False,  # True: a poison message loops for ever
        task_soft_time_limit=limit.total_seconds() * SOFT,
        task_time_limit=limit.total_seconds(),  # soft limits are swallowed by C loops and broad excepts
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,
        worker_enable_remote_control=True,  # off: stuck for ever after a broker restart while all are busy
        worker_max_tasks_per_child=500,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 60,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "priority_steps": [0],
        },
        task_routes={task: {"queue": queue} for task, queue in routes.TASK_QUEUES.items()},
        task_queues=[Queue(queue) for queue in sorted(set(routes.TASK_QUEUES.values()))],
        task_create_missing_queues=False,
    )
    return app


def send(app: Celery, task: str, message: Message) -> None:
    """Publish one task by name, once. Raises BrokerUnavailableError when it may not have got through."""
    with broker_errors():
        app.send_task(task, args=[message.model_dump(mode="json")], retry=False)


def connect(redis_url: str) -> redis.Redis:
    """A client whose calls end: 5 s a try, 3 tries."""
    return redis.Redis.from_url(
        redis_url,
        protocol=2,
        socket_timeout=5,
        socket_connect_timeout=2,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), 3),
        retry_on_error=[redis.ConnectionError, redis.TimeoutError],
    )


@contextmanager
def broker_errors() -> Generator[None]:
    """Turn what the client libraries raise when the broker is away into BrokerUnavailableError."""
    try:
        yield
    except (redis.RedisError, OperationalError, OSError) as error:
        raise BrokerUnavailableError(f"the broker did not answer: {error}") from error


def announce(client: redis.Redis, *, role: str, worker: str, processes: int, ttl: timedelta) -> None:
    """Say that a worker with so many processes is there; the announcement fades after `ttl`."""
    client.set(routes.presence(role, worker), processes, px=math.ceil(ttl.total_seconds() * 1000))


def withdraw(client: redis.Redis, *, role: str, worker: str) -> None:
    """Take an announcement back at an orderly end."""
    client.delete(routes.presence(role, worker))


def processes_present(client: redis.Redis, role: str) -> int:
    """How many worker processes of a role are announced now."""
    with broker_errors():
        keys = list(client.scan_iter(match=routes.presence(role), count=500))
        values: list[Any] = list(client.mget(keys)) if keys else []
    return sum(int(value) for value in values if value is not None)


Publish = Callable[[str, Message], None]
"""Sends a message as the task of this name; raises BrokerUnavailableError."""
