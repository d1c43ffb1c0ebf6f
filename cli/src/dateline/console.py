"""Talk goes to standard error, data to standard output. NO_COLOR and pipes are respected by rich.

Exit codes: 0 done, 1 failure, 2 wrong use (typer's own), 3 the service cannot be reached.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

FAILURE = 1
CANNOT_CONNECT = 3


def talk() -> Console:
    """For people: progress, hints, errors."""
    return Console(stderr=True, highlight=False)


def data() -> Console:
    """For results. Into a pipe or file it is as wide as our widest table wants to be."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=240)


def fail(message: str, *, code: int = FAILURE) -> NoReturn:
    """Say what went wrong and what to do, and end with this exit code."""
    talk().print(f"[red]error:[/] {escape(message)}", soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def explained() -> Generator[None]:
    """Turn our errors into messages and exit codes."""
    from dateline_shared.errors import DatelineError

    from dateline.client import CannotConnectError

    try:
        yield
    except CannotConnectError as error:
        fail(str(error), code=CANNOT_CONNECT)
    except DatelineError as error:
        fail(str(error))
    except BrokenPipeError:  # the reader of our output has gone: `dateline events | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter's last flush fails, too
        raise typer.Exit(FAILURE) from None
