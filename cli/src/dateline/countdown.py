"""Progress of long work on standard error: a bar on a terminal, a line now and then elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY = 5.0  # seconds between lines


class Countdown:
    """Counts up to `total` while entered."""

    def __init__(self, console: Console, what: str, *, total: int) -> None:
        self._console = console
        self._what = what
        self._total = total
        self._done = 0
        self._told_at = time.monotonic()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar = Progress(TextColumn(self._what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=self._console, transient=True)
            self._bar.add_task(self._what, total=self._total)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if self._bar:
            self._bar.advance(self._bar.task_ids[0])
        elif time.monotonic() - self._told_at >= EVERY:
            self._told_at = time.monotonic()
            self._console.print(f"{self._what}: {self._done} of {self._total}")
