"""Couriers as processes of their own: one is killed amid its messages, and nothing is skipped, reordered, or told more than it must be."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from dateline_api.courier import health
from dateline_api.db.engine import make_engine
from dateline_shared.clock import SystemClock
from dateline_shared.loopback import serving
from integration.courier.office import Office

Process = subprocess.Popen[bytes]
CHANGES, RECEIVERS = 120, 6


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    engine = make_engine(database_url, pool_size=2)
    with serving() as server:
        yield Office(engine, SystemClock(), server)
    engine.dispose()


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[[], Process]]:
    """Starts couriers, as an operator does."""
    settings = {"DATELINE_DATABASE_URL": database_url, "DATELINE_FETCH_ALLOW": "127.0.0.1/32", "DATELINE_LOG_FORMAT": "json"}
    running: list[Process] = []
    with ExitStack() as stack:

        def start() -> Process:
            log = stack.enter_context((tmp_path / f"courier-{len(running)}.log").open("wb"))
            running.append(subprocess.Popen([sys.executable, "-m", "dateline_api.courier"], env=os.environ | settings, stderr=log))
            return running[-1]

        yield start
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        assert {process.wait(30) for process in running} <= {0, -signal.SIGKILL}
    for log in tmp_path.glob("*.log"):
        assert b'"level": "error"' not in log.read_bytes()


def until(holds: Callable[[], Any], *, within: float) -> None:
    ends_at = time.monotonic() + within
    while not holds():
        assert time.monotonic() < ends_at, "it never came true"
        time.sleep(0.05)


def test_couriers_that_are_killed_skip_nothing_and_reorder_nothing(office: Office, start: Callable[[], Process], database_url: str) -> None:
    receivers = [office.receiver(f"/{n}", script=[200] * (10 + n) + [503]) for n in range(RECEIVERS)]
    webhooks = [office.subscribe(receiver.url) for receiver in receivers]
    first = start()
    until(lambda: health.trouble(database_url) is None, within=60)
    told = office.tell(CHANGES // 2)
    until(lambda: all(receiver.taken for receiver in receivers), within=60)

    first.kill()
    first.wait()
    second, third = start(), start()
    told += office.tell(CHANGES // 2)
    until(lambda: sum(len(receiver.taken) > 20 for receiver in receivers) > 1, within=120)  # its leases have run out
    second.kill()
    second.wait()
    until(lambda: all(receiver.seqs and receiver.seqs[-1] == told[-1] for receiver in receivers), within=180)

    assert third.poll() is None
    for receiver, webhook in zip(receivers, webhooks, strict=True):
        assert list(dict.fromkeys(receiver.seqs)) == told, "each in order, none skipped"
        again = [later - earlier for earlier, later in pairwise(receiver.seqs) if later <= earlier]
        assert again in ([], [0], [0, 0]), "at most the message under way comes again"
        assert receiver.unreadable == []
        noted = [each["seq"] for each in office.log(webhook) if each["outcome"] == "delivered"]
        assert noted == told, "each delivery is in the record once"


def test_courier_outlives_its_connection_and_asks_little_when_nothing_happens(office: Office, start: Callable[[], Process], database_url: str) -> None:
    receiver = office.receiver()
    for n in range(20):
        office.subscribe(receiver.url if n == 0 else office.receiver(f"/{n}").url)
    process = start()
    until(lambda: health.trouble(database_url) is None, within=60)

    sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert office.rows(sessions + " AND application_name LIKE 'dateline courier%'") == [(True,)]
    told = office.tell(1)
    until(lambda: receiver.seqs[-1:] == told, within=60)

    connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert office.rows(connections)[0][0] <= 5 + 2
    used = [_seconds_used(process.pid)]
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(5)
    used.append(_seconds_used(process.pid))
    assert used[1] - used[0] < 1, "twenty subscriptions that have nothing to do"

    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    until(lambda: health.trouble(database_url) == "no courier of this host is at work", within=20)


def _seconds_used(pid: int) -> float:
    import psutil

    times = psutil.Process(pid).cpu_times()
    return times.user + times.system
