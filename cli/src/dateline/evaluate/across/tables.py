"""The figures of linking as a table for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from dateline.evaluate.across.figures import LOWER_IS_BETTER
from dateline.evaluate.across.measure import Measured


def print_tables(measured: Sequence[Measured], console: Console) -> None:
    """One line a figure, the halves and modes side by side; an arrow marks those that are better when lower."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("figure", no_wrap=True)
    for each in measured:
        table.add_column(f"{each.half.name}\n{each.mode.replace('_', ' ')}", justify="right")
    for name in dict.fromkeys(name for each in measured for name in each.figures):
        values = (each.figures.get(name) for each in measured)
        table.add_row(f"{name}{' ↓' if name in LOWER_IS_BETTER else ''}", *("" if value is None else f"{value:.3f}" for value in values))
    table.add_section()
    for name in dict.fromkeys(name for each in measured for name in each.details):
        table.add_row(name, *(f"{each.details[name]:.3f}".removesuffix(".000") for each in measured), style="dim")
    console.print(table)
