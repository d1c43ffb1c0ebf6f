"""Presence: a worker says that it is there, store counts processes, and a container asks after its own worker.

`python -m dateline_shared.presence ROLE` exits 0 when a worker of that role on this host is announced, else 1.
"""

import argparse
import logging
import os
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import redis

from dateline_shared import broker, routes
from dateline_shared.errors import BrokerUnavailableError
from dateline_shared.settings import BrokerSettings, load

EVERY = timedelta(seconds=5)
TTL = timedelta(seconds=15)  # three announcements may fail before a worker counts as gone
PATIENCE = timedelta(seconds=3)  # with a broker that is away, at shutdown

# The standard library's logger, because its locks are made anew in a forked child; the thread may log while the pool forks.
log = logging.getLogger(__name__)


def this_worker() -> str:
    """The id of the worker whose parent process is the caller: host name and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def keep_announcing(*, redis_url: str, role: str, worker: str, processes: int) -> Callable[[], None]:
    """Announce a worker now and every 5 s from a daemon thread; returns the function that stops this and withdraws.

    Call it in the parent process, once the worker is ready. A broker that is away is logged once and survived.
    """
    stopped = Event()

    def run() -> None:
        client = broker.connect(redis_url)
        is_away = False
        while not stopped.is_set():
            try:
                with broker.broker_errors():
                    broker.announce(client, role=role, worker=worker, processes=processes, ttl=TTL)
                is_away = False
            except BrokerUnavailableError as error:
                if not is_away:
                    log.warning("presence of %s %s could not be announced: %s", role, worker, error)
                is_away = True
            stopped.wait(EVERY.total_seconds())
        try:
            with broker.broker_errors():
                broker.withdraw(client, role=role, worker=worker)
        except BrokerUnavailableError as error:
            log.warning("presence of %s %s could not be withdrawn and fades in %d s: %s", role, worker, TTL.total_seconds(), error)
        client.close()

    thread = Thread(target=run, name="presence", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join(PATIENCE.total_seconds())

    return stop


def is_present(client: redis.Redis, role: str, *, host: str) -> bool:
    """Whether a worker of this role on this host is announced now. Raises BrokerUnavailableError."""
    with broker.broker_errors():
        return next(client.scan_iter(match=routes.presence(role, f"{host}:*"), count=500), None) is not None


def main(arguments: list[str] | None = None) -> int:
    """The health check of a worker's container."""
    parser = argparse.ArgumentParser(prog="python -m dateline_shared.presence", description="Exit 0 when this host's worker of a role is announced.")
    parser.add_argument("role", help="nlp or ingest")
    role = parser.parse_args(arguments).role
    host = socket.gethostname()
    try:
        if is_present(broker.connect(load(BrokerSettings).redis_url.get_secret_value()), role, host=host):
            return 0
        print(f"no {role} worker of {host} is announced", file=sys.stderr)
    except BrokerUnavailableError as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
