"""Talk goes to standard error, data to standard output. NO_COLOR and pipes are respected by rich."""

import sys
from typing import NoReturn

import typer
from rich.console import Console

FAILURE = 1
CANNOT_CONNECT = 3


def talk() -> Console:
    """For people: progress, hints, errors."""
    return Console(stderr=True, highlight=False)


def data() -> Console:
    """For results. Not a terminal: as wide as it takes, so that no value is cut."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)


def fail(message: str, *, code: int = FAILURE) -> NoReturn:
    """Say what went wrong and what to do, and end with this exit code."""
    talk().print(f"[red]error:[/] {_plain(message)}")
    raise typer.Exit(code)


def _plain(message: str) -> str:
    from rich.markup import escape

    return escape(message)
