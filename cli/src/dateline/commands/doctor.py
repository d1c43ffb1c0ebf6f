"""`dateline doctor`: looks over this machine and says what to do."""

import typer
from rich.markup import escape

from dateline.checks import run_checks
from dateline.console import FAILURE, data, load_settings
from dateline.settings import CliSettings


def doctor() -> None:
    """One line a matter; exit code 1 when one is not ok."""
    console = data()
    troubles = 0
    for check in run_checks(load_settings(CliSettings)):
        mark = "[green]ok[/]    " if check.is_ok else "[red]not ok[/]"
        console.print(f"{mark}  {check.name:<9} {escape(check.detail)}", soft_wrap=True)
        if check.advice:
            troubles += 1
            console.print(f"          → {escape(check.advice)}", soft_wrap=True)
    if troubles:
        raise typer.Exit(FAILURE)
