"""Threads that do a step again and again, rest when there is nothing to do, and wake when they are rung for.

An error that is transient makes a loop pause and go on; any other ends all loops, and `Loops.join` raises it.
"""

import threading
from collections.abc import Callable, Mapping

import structlog

from dateline_api.db.faults import is_transient

log = structlog.get_logger()

PAUSE = 0.5  # seconds a loop rests after a transient error

Step = Callable[[], bool]
"""Does some work; whether there may be more at once."""


class Loops:
    """Runs each step in a thread of its own; the number beside it is how many seconds it rests at most."""

    def __init__(self, steps: Mapping[str, tuple[Step, float]]) -> None:
        self._over = threading.Event()
        self._bells = {name: threading.Event() for name in steps}
        self._failures: list[Exception] = []
        self._threads = [threading.Thread(target=self._run, args=(name, step, rest), name=name) for name, (step, rest) in steps.items()]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def are_over(self) -> bool:
        return self._over.is_set()

    def ring(self, *names: str) -> None:
        """There is something to do for these loops, or for all."""
        for name in names or self._bells:
            self._bells[name].set()

    def join(self) -> None:
        """End all loops after the step they are in. Raises what ended one of them."""
        self._over.set()
        self.ring()
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _run(self, name: str, step: Step, rest: float) -> None:
        bell = self._bells[name]
        while not self._over.is_set():
            bell.clear()  # before the step, so that a ring during it is not lost
            try:
                if not step():
                    bell.wait(rest)
            except Exception as error:
                if not is_transient(error):
                    log.exception("loop.failed", loop=name)
                    self._failures.append(error)
                    self._over.set()
                    self.ring()
                    return
                log.warning("loop.pauses", loop=name, reason=str(error).splitlines()[0])
                self._over.wait(PAUSE)
