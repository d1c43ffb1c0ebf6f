"""`dateline stories`, `dateline story`, and the acts between two: what belongs together, in its order."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import typer
from rich.table import Table

from dateline.client import Json
from dateline.commands.session import open_client
from dateline.console import data, explained, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.table import act_table, cell, count

DAY = 10  # characters of a time that tell its day


def stories(words: str | None, *, wanted: Mapping[str, Any], limit: int, as_json: bool) -> None:
    """Print up to `limit` stories."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.stories(words, limit=limit, **wanted)
        if as_json:
            _lines(found)
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, least in (("told of", DAY), ("story", 30), ("where", 3)):
            table.add_column(heading, min_width=least, overflow="fold")
        for heading in ("articles", "outlets", "an hour"):
            table.add_column(heading, justify="right")
        for each in found:
            title = f"[bold red]breaking[/] {cell(each['title'])}" if each["breaking"] else cell(each["title"])
            numbers = str(each["article_count"]), str(each["source_count"]), f"{each['growth']:.1f}"
            table.add_row(each["last_reported_at"][:DAY], f"{title}\n[dim]{each['id']}[/]", " ".join(each["countries"]), *numbers)
        if table.row_count:
            data().print(table)
        else:
            talk().print("No story matches.")
        if table.row_count == limit:
            talk().print(f"The first {limit}; --limit shows more.")


def story(story_id: str, *, limit: int, as_json: bool) -> None:
    """Print one story, and up to `limit` of its acts."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.story(story_id)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
            return
        typer.echo(visible(found["title"]))
        if found["summary"]:
            typer.echo(visible(found["summary"]))
        days = f"{found['first_reported_at'][:DAY]} to {found['last_reported_at'][:DAY]}"
        typer.echo(f"{count(found['article_count'], 'article')} of {count(found['source_count'], 'outlet')}, {days}")
        _acts(list(client.acts(found["id"], limit=limit)), limit=limit)


def between(one: str, other: str, *, wanted: Mapping[str, Any], limit: int | None, as_json: bool) -> None:
    """Print the acts between two parties, in the order in which they took place."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.between(one, other, limit=limit, **wanted)
        if as_json:
            _lines(found)
            return
        rows = list(found)
        _acts(rows, limit=limit)
        if not rows:
            talk().print("No act between the two is known. A name must be whole; `dateline entities NAME` finds ids.")


def _acts(rows: list[Json], *, limit: int | None) -> None:
    if rows:
        data().print(act_table(rows))
        talk().print(count(len(rows), "act"))
    if len(rows) == limit:
        talk().print(f"The first {limit}; --limit shows more.")


def _lines(found: Iterable[Json]) -> None:
    for each in found:
        typer.echo(json.dumps(each, ensure_ascii=False))
