"""`dateline export`: all events that match as a file, or to standard output."""

import sys
from collections.abc import Mapping
from typing import Any

from dateline.commands.session import open_client
from dateline.console import WRONG_USE, explained, fail, load_settings, talk, visible
from dateline.settings import CliSettings

BINARY = frozenset({"parquet"})


def export(format_: str, output: str, *, wanted: Mapping[str, Any], bom: bool, retracted: bool, limit: int | None) -> None:
    """Write the export, and say how much it was."""
    if output == "-" and format_ in BINARY and sys.stdout.isatty():
        fail(f"{format_} is nothing for a terminal: name a file with --output.", code=WRONG_USE)
    with explained(), open_client(load_settings(CliSettings)) as client:
        done = client.export(format_, sys.stdout.buffer if output == "-" else output, bom=bom, retracted=retracted, limit=limit, **wanted)
        sys.stdout.flush()
        if output != "-":
            talk().print(f"{visible(output)}: {done.size:,} bytes. Changes after it: cursor {done.changes_cursor}", markup=False, soft_wrap=True)
