"""`dateline sources`: the outlets, and what is kept and fetched of them."""

import json
from collections.abc import Mapping
from urllib.parse import quote

import typer
from rich.table import Table

from dateline.articles import Json
from dateline.commands.session import open_client
from dateline.console import data, explained, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.table import cell, count

COUNTS = ("articles", "at_work", "done", "dead", "duplicate", "retracted", "feeds")


def list_(*, as_json: bool) -> None:
    """Print every outlet with its counts and its switches."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.sources()
        if as_json:
            for source in found:
                typer.echo(json.dumps(source, ensure_ascii=False))
            return
        rows = list(found)
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("source", overflow="fold")
        for heading in COUNTS:
            table.add_column(heading.replace("_", " "), justify="right")
        table.add_column("set")
        for source in rows:
            table.add_row(cell(source["source"]), *(str(source[name]) for name in COUNTS), switches(source))
        if rows:
            data().print(table)
        talk().print(count(len(rows), "source"))


def set_(source: str, changes: Mapping[str, bool | None]) -> None:
    """Set switches of an outlet; those that are None stay."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        given = {name: value for name, value in changes.items() if value is not None}
        told = client.send("PATCH", f"/v1/sources/{quote(source, safe='')}", given).body
        typer.echo(visible(f"{told['source']}  {switches(told) or 'texts are kept, pages are read'}"))


def switches(source: Json) -> str:
    """What is set otherwise than usual."""
    told = {"store_text": "texts are not kept", "read_pages": "pages are not read"}
    return ", ".join(words for name, words in told.items() if not source[name])
