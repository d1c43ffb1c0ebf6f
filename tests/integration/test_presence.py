"""Presence of workers on a real Valkey."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event

import pytest
import redis
from dateline_shared import broker, presence


@pytest.fixture
def client(broker_url: str) -> Iterator[redis.Redis]:
    with broker.connect(broker_url) as connected:
        yield connected


def eventually(is_true: Callable[[], bool], *, within: timedelta = timedelta(seconds=30)) -> bool:
    never = Event()
    tries = int(within / timedelta(milliseconds=20))
    return any(is_true() or never.wait(0.02) for _ in range(tries))


def test_a_worker_is_counted_until_it_stops(client: redis.Redis, broker_url: str):
    stop = presence.keep_announcing(redis_url=broker_url, role="nlp", worker="one:1", processes=3)
    stop_other = presence.keep_announcing(redis_url=broker_url, role="nlp", worker="two:1", processes=2)

    assert eventually(lambda: broker.processes_present(client, "nlp") == 5)
    assert broker.processes_present(client, "ingest") == 0
    stop()
    assert broker.processes_present(client, "nlp") == 2
    stop_other()
    assert broker.processes_present(client, "nlp") == 0


def test_an_announcement_fades(client: redis.Redis, broker_url: str):
    stop = presence.keep_announcing(redis_url=broker_url, role="nlp", worker="one:1", processes=1)

    assert eventually(lambda: broker.processes_present(client, "nlp") == 1)
    [key] = client.keys("*")
    assert 0 < client.pttl(key) <= presence.TTL / timedelta(milliseconds=1)
    stop()


def test_a_broker_that_is_away_is_survived(caplog: pytest.LogCaptureFixture):
    stop = presence.keep_announcing(redis_url="redis://127.0.0.1:1/0", role="nlp", worker="one:1", processes=1)

    assert eventually(lambda: "could not be announced" in caplog.text)
    stop()
    assert "could not be withdrawn" in caplog.text


def test_health_is_that_of_a_worker_of_this_host_and_role(client: redis.Redis, broker_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATELINE_REDIS_URL", broker_url)
    host = presence.this_worker().split(":")[0]

    broker.announce(client, role="ingest", worker=f"{host}-2:1", processes=1, ttl=timedelta(minutes=1))
    broker.announce(client, role="nlp", worker=f"{host}:1", processes=1, ttl=timedelta(minutes=1))

    assert presence.main(["ingest"]) == 1
    assert presence.main(["nlp"]) == 0


def test_no_broker_is_no_health(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATELINE_REDIS_URL", "redis://127.0.0.1:1/0")

    assert presence.main(["ingest"]) == 1


def test_a_worker_is_announced_when_ready_and_withdrawn_when_told_to_stop(client: redis.Redis, broker_url: str):
    environment = {**os.environ, "DATELINE_REDIS_URL": broker_url, "DATELINE_INGEST_PROCESSES": "2"}
    with subprocess.Popen([sys.executable, "-m", "dateline_ingest.worker"], env=environment, stderr=subprocess.DEVNULL) as process:
        assert eventually(lambda: broker.processes_present(client, "ingest") == 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0

    assert broker.processes_present(client, "ingest") == 0
