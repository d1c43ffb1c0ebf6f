"""How an import goes, on standard error: a live line on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from dateline.countdown import EVERY
from dateline.imports.bookmark import Account


class Meter:
    """Tells how many articles were read and refused, how many a second, and when it will be over."""

    def __init__(self, console: Console, what: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._what = what
        self._clock = clock
        self._live: Live | None = None
        self._news = ""
        self._first: tuple[float, int, float] | None = None  # seconds, articles and fraction at the start of this run
        self._told_at = clock()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(console=self._console, refresh_per_second=4, transient=True, get_renderable=lambda: Text(self._news, overflow="ellipsis"))
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live:
            self._live.stop()

    def tell(self, account: Account, fraction: float | None) -> None:
        """It has come so far."""
        now = self._clock()
        began, before, share = self._first = self._first or (now, account.read, fraction or 0.0)
        parts = [f"{self._what}: {account.read} read, {account.refused} refused"]
        if (elapsed := now - began) > 0 and account.read > before:
            parts.append(f"{(account.read - before) / elapsed:.0f} a second")
        if fraction is not None:
            parts.append(f"{fraction:.0%}")
            if elapsed and fraction > share:
                parts.append(f"{timedelta(seconds=round(elapsed * (1 - fraction) / (fraction - share)))} left")
        self._say(", ".join(parts), now)

    def wait(self, seconds: float) -> None:
        """Let time pass because the service wants it or is away."""
        told = self._news.partition(" (")[0]
        self._say(f"{told} (the service is full or away; asking again in {seconds:g} s)", self._clock())
        time.sleep(seconds)
        self._news = told

    def _say(self, news: str, now: float) -> None:
        self._news = news
        if self._live is None and now - self._told_at >= EVERY:
            self._told_at = now
            self._console.print(news, markup=False, soft_wrap=True)
