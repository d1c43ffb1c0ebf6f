"""What the supervisor runs: a program, how to know that it is ready, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from dateline_shared.errors import DatelineError

from dateline import lifeline
from dateline.environment import for_engine, for_service


class StartError(DatelineError):
    """Something needed to start is missing, taken or broken; the message says what to do."""


class ServiceFailedError(DatelineError):
    """A service did not become ready, or keeps dying; `log` is its log file."""

    def __init__(self, service: str, reason: str, log: Path) -> None:
        super().__init__(f"{service} {reason}")
        self.service = service
        self.log = log


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine to run a program as."""

    name: str
    uid: int
    gid: int


def _nothing() -> None:
    """Nothing to do."""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One foreground program. Standard output and error go to the log file of its name."""

    name: str
    command: tuple[str, ...]  # an absolute path first
    is_ready: Callable[[], bool] = _always  # asked again and again while starting; must answer within seconds
    before: Callable[[], None] = _nothing  # done before each start, also before a restart
    environment: Mapping[str, str] = field(default_factory=dict)  # on top of what it inherits
    inherits: Callable[[Mapping[str, str]], Mapping[str, str]] = for_service  # what it gets of the supervisor's own environment
    folder: Path | None = None  # working directory
    account: Account | None = None  # other than the supervisor's own
    stop_signal: signal.Signals = signal.SIGTERM  # asks for an orderly end
    orphan_signal: signal.Signals = signal.SIGKILL  # sent when the supervisor is gone: must end it for certain
    start_within: timedelta = timedelta(seconds=60)


def spawn(service: Service, *, output: int, inherit: tuple[int, ...] = (), stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a service in a process group of its own, bound to this process's life.

    `inherit` are file descriptors that it keeps open. Call it from the main thread: on Linux the end of the calling thread counts as ours.
    """
    account = f"{service.account.uid}:{service.account.gid}" if service.account else "-"
    inherits = for_engine if service.account else service.inherits  # our environment is nothing for another account's eyes
    return subprocess.Popen(
        [sys.executable, "-I", "-S", lifeline.__file__, str(os.getpid()), str(int(service.orphan_signal)), account, *service.command],
        cwd=service.folder,
        env={**inherits(os.environ), **service.environment},
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=inherit,
        process_group=0,  # a Ctrl-C on the terminal reaches the supervisor alone
    )
