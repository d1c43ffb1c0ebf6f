"""`dateline counts` and `dateline timeline`: how many events, as small tables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from rich.table import Table

from dateline.client import Json
from dateline.commands.session import open_client
from dateline.console import data, explained, load_settings, talk
from dateline.settings import CliSettings
from dateline.table import cell, count

BAR = 30  # characters of the longest bar
INTERVALS = {"hour": 16, "day": 10, "week": 10, "month": 7, "quarter": 7, "year": 4}  # characters of a time that tell one


def counts(by: Sequence[str], *, wanted: Mapping[str, Any], limit: int, as_json: bool) -> None:
    """Print a table for each facet."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        answer = client.counts(by, limit=limit, **wanted)
        if as_json:
            typer.echo(json.dumps(answer, ensure_ascii=False))
            return
        for facet, found in answer["facets"].items():
            data().print(_facet(facet, found))
        talk().print(count(answer["total"], "event"))


def timeline(*, wanted: Mapping[str, Any], interval: str, by: str, split: str | None, limit: int, as_json: bool) -> None:
    """Print a line for each interval."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        answer = client.timeline(interval=interval, by=by, split=split, limit=limit if split else None, **wanted)
        if as_json:
            typer.echo(json.dumps(answer, ensure_ascii=False))
            return
        if answer["data"]:
            data().print(_along(answer))
        elsewhere = {name: answer[name] for name in ("undated", "wide", "outside") if answer.get(name)}
        more = "".join(f", {number} {name}" for name, number in elsewhere.items())
        talk().print(f"{count(answer['total'], 'event')}{more}")


def _facet(facet: str, found: Json) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(facet, overflow="fold")
    table.add_column("events", justify="right")
    for value in found["data"]:
        table.add_row(_named(value) + (f" → {_named(value['recipient'])}" if value.get("recipient") else ""), f"{value['count']:,}")
    for name in ("other", "missing"):
        if found.get(name):
            table.add_row(f"[dim]{'none' if name == 'missing' else name}[/]", f"{found[name]:,}")
    return table


def _along(answer: Json) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(answer["interval"], no_wrap=True)
    table.add_column("events", justify="right")
    table.add_column("share", justify="right")
    series = (answer.get("split") or {}).get("data") or []
    for each in series:
        table.add_column(_named(each), justify="right", overflow="fold")
    if not series:
        table.add_column("")
    most = max(row["count"] for row in answer["data"])
    for n, row in enumerate(answer["data"]):
        start = str(row["start_at"])[: INTERVALS.get(answer["interval"], 10)].replace("T", " ")
        share = "" if row.get("share") is None else f"{row['share']:.1%}"
        others = [f"{each['counts'][n]:,}" for each in series] or ["█" * round(BAR * row["count"] / most) if most else ""]
        table.add_row(start, f"{row['count']:,}", share, *others)
    return table


def _named(value: Json) -> str:
    """A value as people call it; of an entity its name, since its id says nothing."""
    return cell(str(value.get("name") or value["value"]))
