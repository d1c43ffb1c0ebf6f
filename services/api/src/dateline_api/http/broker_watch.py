"""Asks every few seconds, in a thread of its own, whether the broker is there: requests never do."""

from threading import Event, Thread
from typing import Literal

from dateline_shared import broker
from dateline_shared.errors import BrokerUnavailableError

EVERY = 5.0  # seconds

BrokerState = Literal["unknown", "ok", "degraded"]


class BrokerWatch:
    """Knows how the broker was when it was last asked."""

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self._stopped = Event()
        self.state: BrokerState = "unknown"

    def start(self) -> None:
        """Begin to ask. The thread is a daemon, since a hung connection must not hold up the end of the process."""
        Thread(target=self._run, name="broker-watch", daemon=True).start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def _run(self) -> None:
        with broker.connect(self._redis_url) as client:
            while not self._stopped.is_set():
                try:
                    with broker.broker_errors():
                        client.ping()
                    self.state = "ok"
                except BrokerUnavailableError:
                    self.state = "degraded"
                self._stopped.wait(EVERY)
