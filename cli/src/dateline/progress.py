"""What the supervisor does, told to people on standard error: a live line for each service on a terminal, plain lines elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table

BUSY = ("starting", "running", "stopping")


class Progress:
    """A supervisor's reporter. While entered on a terminal it redraws one line a service; before and after it prints."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._news: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._news.clear()
        if self._console.is_terminal:
            self._live = Live(console=self._console, refresh_per_second=8, get_renderable=self._draw)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def __call__(self, service: str, news: str) -> None:
        self._news[service] = news
        if self._live is None:
            self._console.print(f"{service}: {news}", highlight=False, markup=False)

    def _draw(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for service, news in self._news.items():
            table.add_row(Spinner("dots") if news in BUSY else "[green]✓[/]", service, f"[dim]{news}[/]")
        return table
