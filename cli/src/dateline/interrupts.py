"""Signals as something to wait for: a Ctrl-C, a request to end, the death of a child."""

import os
import select
import signal
import time
from types import FrameType, TracebackType
from typing import Protocol, Self

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SAME_REQUEST = 1.0  # seconds


class Waiting(Protocol):
    """How a supervisor passes time."""

    requests: int  # how often it was asked to end

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or earlier when something happened."""
        ...


class Interrupts:
    """While entered: counts requests to end instead of dying of them, and wakes up for every signal.

    Signals within a second are one request: a wrapper passes on the Ctrl-C that the terminal has sent to everybody.
    """

    def __init__(self) -> None:
        self.requests = 0
        self._asked_at = float("-inf")

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._former_wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._former = {number: signal.signal(number, self._asked) for number in ENDING}
        self._former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_wakeup)
        os.close(self._read)
        os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or at once when a signal comes."""
        if select.select([self._read], [], [], max(0.0, seconds))[0]:
            os.read(self._read, 4096)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._asked_at >= SAME_REQUEST:
            self.requests += 1
            self._asked_at = now


class Uninterrupted:
    """Time passes; nobody asks."""

    requests = 0

    def wait(self, seconds: float) -> None:
        """Return after so many seconds."""
        select.select([], [], [], max(0.0, seconds))
