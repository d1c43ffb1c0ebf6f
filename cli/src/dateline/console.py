"""Talk goes to standard error, data to standard output. NO_COLOR and pipes are respected by rich.

What others wrote may hold control characters, and terminals obey them: everything that is printed for people shows them as U+FFFD.

Exit codes: 0 done, 1 failure, 2 wrong use (typer's own), 3 the service cannot be reached.
"""

import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment

if TYPE_CHECKING:
    from dateline_shared.settings import Settings

    S = TypeVar("S", bound=Settings)

FAILURE = 1
WRONG_USE = 2
CANNOT_CONNECT = 3

CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\n"), ord("\t")}, "\ufffd")  # C0, DEL and C1 of ISO 6429


class Screen(Console):
    """A console on which no text can act; rich's own control segments and styles still do."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of something printable, with control characters made visible."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)


def visible(text: str) -> str:
    """Text with control characters other than line breaks and tabs replaced one for one."""
    return text.translate(CONTROLS)


def talk() -> Console:
    """For people: progress, hints, errors."""
    return Screen(stderr=True, highlight=False)


def data() -> Console:
    """For results. Into a pipe or file it is as wide as our widest table wants to be."""
    return Screen(highlight=False) if sys.stdout.isatty() else Screen(highlight=False, width=240)


def fail(message: str, *, code: int = FAILURE) -> NoReturn:
    """Say what went wrong and what to do, and end with this exit code."""
    talk().print(f"[red]error:[/] {escape(message)}", soft_wrap=True)
    raise typer.Exit(code)


def load_settings(kind: "type[S]") -> "S":
    """The settings of a command, or exit code 2 with a line for each that is wrong, which never tells its value."""
    from dateline_shared.settings import load

    try:
        return load(kind)
    except SystemExit as refusal:
        fail(str(refusal), code=WRONG_USE)


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
