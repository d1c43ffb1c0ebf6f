"""What the commands that speak to a service have in common: which one, with which key, and reading their input."""

import io
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import typer
from dateline_shared.errors import RejectedError

from dateline.client.connection import OnRetry
from dateline.console import FAILURE, explained, load_settings, talk
from dateline.home import read_unlinked
from dateline.settings import CliSettings
from dateline.steward import Steward


def open_client(settings: CliSettings, *, pause: Callable[[float], None] = time.sleep, on_retry: OnRetry | None = None) -> Steward:
    """A client for the service of the settings; the key is DATELINE_KEY, else the one that `up` left in the home."""
    return Steward(settings.service_url, _key(settings), pause=pause, on_retry=on_retry)


def each_of(names: Sequence[str], do: Callable[[Steward, str], None]) -> None:
    """Do something with each; one that is refused does not keep the others from it. Exit code 1 when one was."""
    refused = 0
    with explained(), open_client(load_settings(CliSettings)) as client:
        for name in names:
            try:
                do(client, name)
            except RejectedError as error:
                refused += 1
                talk().print(f"{name}: {error}", markup=False, soft_wrap=True)
    if refused:
        raise typer.Exit(FAILURE)


def read_input(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises RejectedError."""
    return utf_8(read_bytes(name), name=name)


def read_bytes(name: str) -> bytes:
    """The content of a file, or of standard input for `-`. Raises RejectedError."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise RejectedError(f"Cannot read {name}: {error.strerror or error}.") from error


def utf_8(content: bytes, *, name: str) -> str:
    """The text of a file. Raises RejectedError when it is in another encoding."""
    try:
        return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig").read()  # its line ends become \n
    except UnicodeDecodeError as error:
        raise RejectedError(f"{name} is not UTF-8 (byte {error.start}). Convert it first, for instance with iconv.") from error


def _key(settings: CliSettings) -> str | None:
    if settings.key:
        return settings.key.get_secret_value()
    try:
        return read_unlinked(settings.home / "admin-key").strip()  # what another user's link leads to is not for a server to see
    except OSError:
        return settings.admin_key.get_secret_value() if settings.admin_key else None
