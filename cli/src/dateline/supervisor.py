"""Keeps services running: starts them in order, waits until they are ready, starts dead ones again, stops all and leaves nothing.

The services cannot outlive this process even if it is killed (`dateline.lifeline`). Use it from the main thread.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from dateline.home import Home
from dateline.interrupts import Uninterrupted, Waiting
from dateline.restarts import next_delay
from dateline.service import Service, ServiceFailedError, spawn

LOG_LIMIT = 10 * 1024 * 1024  # bytes; what is longer goes to NAME.log.1
STOP_WITHIN = timedelta(seconds=10)  # then KILL
STARTED = "--- started at "  # a log's line before each start
POLL = 0.05  # seconds between two looks while something starts or stops


class StopRequested(Exception):  # noqa: N818 - a wish, not an error
    """Somebody asked the supervisor to end while it was starting."""


class Reporter(Protocol):
    """Told what happens, for people."""

    def __call__(self, service: str, news: str) -> None: ...


class Restart(Protocol):
    """See `dateline.restarts.next_delay`."""

    def __call__(self, deaths: Sequence[float], *, now: float) -> timedelta | None: ...


class Child:
    """A service's process and its past."""

    def __init__(self, service: Service, log: Path) -> None:
        self.service = service
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths: list[float] = []  # monotonic seconds
        self.start_at: float | None = None  # when to start it again


class Supervisor:
    """Runs services until it is left.

    `inherit` are the descriptors that every child keeps open (the home's lock); `restart` decides on a death, from the times of all of
    a service's deaths, how long to wait before the next start, or None to give up.
    """

    def __init__(
        self,
        home: Home,
        *,
        inherit: tuple[int, ...] = (),
        waiting: Waiting | None = None,
        report: Reporter | None = None,
        restart: Restart = next_delay,
    ) -> None:
        self._home = home
        self._inherit = inherit
        self._waiting: Waiting = waiting or Uninterrupted()
        self._report: Reporter = report or (lambda service, news: None)
        self._restart = restart
        self._groups: list[list[Child]] = []  # in the order of starting

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self, *services: Service) -> None:
        """Start services side by side and return when all are ready.

        Raises ServiceFailedError when one ends or is not ready in time, StopRequested when asked to end meanwhile.
        """
        group = [Child(service, self._open_log(service.name)) for service in services]
        self._groups.append(group)
        begun = time.monotonic()
        for child in group:
            self._report(child.service.name, "starting")
            self._spawn(child)
        pending = list(group)
        while pending:
            for child in list(pending):
                if child.process is not None and (code := child.process.poll()) is not None:
                    raise ServiceFailedError(child.service.name, f"ended while starting ({describe(code)})", child.log)
                if child.service.is_ready():
                    self._report(child.service.name, f"ready after {time.monotonic() - begun:.1f} s")
                    pending.remove(child)
                elif time.monotonic() - begun > child.service.start_within.total_seconds():
                    raise ServiceFailedError(child.service.name, f"was not ready within {child.service.start_within.total_seconds():.0f} s", child.log)
            self._let_pass(POLL if pending else 0)

    def run(self, service: Service) -> None:
        """Run a program to its end. Raises ServiceFailedError unless it ends with 0, StopRequested when asked to end."""
        child = Child(service, self._open_log(service.name))
        self._groups.append([child])
        self._report(service.name, "running")
        self._spawn(child)
        assert child.process is not None
        begun = time.monotonic()
        while (code := child.process.poll()) is None:
            if time.monotonic() - begun > service.start_within.total_seconds():
                raise ServiceFailedError(service.name, f"did not end within {service.start_within.total_seconds():.0f} s", child.log)
            self._let_pass(POLL)
        self._groups.pop()
        if code != 0:
            raise ServiceFailedError(service.name, f"failed ({describe(code)})", child.log)
        self._report(service.name, f"done after {time.monotonic() - begun:.1f} s")

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Keep everything running until asked to end, or until `until()`, looked at once a second.

        Raises ServiceFailedError when a service dies for the fifth time within a minute.
        """
        while not self._waiting.requests and not until():
            now = time.monotonic()
            for child in self._children():
                _put_aside(child.log)
                self._revive(child, now=now)
            due = [child.start_at - now for child in self._children() if child.start_at is not None]
            self._waiting.wait(max(0.0, min([1.0, *due])))

    def stop(self) -> None:
        """End all services, the last started first; what has not ended in time is killed, at once if asked again."""
        asked = self._waiting.requests
        while self._groups:
            group = list(reversed(self._groups[-1]))
            for child in group:
                if child.process is not None and child.process.poll() is None:
                    self._report(child.service.name, "stopping")
                    child.process.send_signal(child.service.stop_signal)
            ends_at = time.monotonic() + STOP_WITHIN.total_seconds()
            while any(child.process and child.process.poll() is None for child in group):
                if time.monotonic() > ends_at or self._waiting.requests > max(asked, 1):
                    break
                self._waiting.wait(POLL)
            for child in group:
                _sweep(child)
            self._groups.pop()

    def pids(self) -> dict[str, int]:
        """The process id of every running service."""
        return {child.service.name: child.process.pid for child in self._children() if child.process and child.process.poll() is None}

    def _children(self) -> Sequence[Child]:
        return [child for group in self._groups for child in group]

    def _let_pass(self, seconds: float) -> None:
        if self._waiting.requests:
            raise StopRequested
        self._waiting.wait(seconds)

    def _spawn(self, child: Child) -> None:
        child.service.before()
        child.start_at = None
        with child.log.open("ab") as output:
            output.write(f"{STARTED}{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode())
            output.flush()
            child.process = spawn(child.service, output=output.fileno(), inherit=self._inherit)

    def _revive(self, child: Child, *, now: float) -> None:
        """Notice a death, decide when to start again, and start when it is time."""
        if child.process is not None and (code := child.process.poll()) is not None:
            _sweep(child)
            child.deaths.append(now)
            delay = self._restart(child.deaths, now=now)
            if delay is None:
                reason = f"keeps ending, {len(child.deaths)} times so far ({describe(code)}): giving up"
                raise ServiceFailedError(child.service.name, reason, child.log)
            child.start_at = now + delay.total_seconds()
            self._report(child.service.name, f"ended ({describe(code)}); starting it again in {delay.total_seconds():.1f} s")
        if child.start_at is not None and child.start_at <= now:
            self._spawn(child)
            self._report(child.service.name, "started again")

    def _open_log(self, name: str) -> Path:
        self._home.folder("logs")
        log = self._home.logs / f"{name}.log"
        log.touch(mode=0o600)
        _put_aside(log)
        return log


def last_words(log: Path, *, lines: int) -> list[str]:
    """The last lines of a log since its service was last started."""
    since_start = log.read_text(encoding="utf-8", errors="replace").rpartition(STARTED)[2]
    return since_start.splitlines()[1:][-lines:]


def describe(code: int) -> str:
    """A process's end in words."""
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"


def _put_aside(log: Path) -> None:
    """Copy a log that is too long and begin it anew: its service appends to the file it has open, so the file must stay the same."""
    with contextlib.suppress(FileNotFoundError):  # somebody has tidied up
        if log.stat().st_size > LOG_LIMIT:
            with contextlib.suppress(OSError):  # on a full disk room is worth more than an old log
                shutil.copy(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def _sweep(child: Child) -> None:
    """Kill whatever is left of a service's process group, and forget the process."""
    if child.process is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS for a group of zombies
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.process = None
