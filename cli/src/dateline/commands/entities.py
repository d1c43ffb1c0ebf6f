"""`dateline entities` and `dateline entity`: who and what is known over all articles."""

import json
from collections.abc import Mapping
from typing import Any

import typer
from rich.table import Table

from dateline.client import Json
from dateline.commands.session import open_client
from dateline.console import data, explained, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.table import act_table, cell, count

DAY = 10  # characters of a time that tell its day
SHOWN = 5  # names, offices and co-actors of one entity


def entities(name: str | None, *, wanted: Mapping[str, Any], limit: int, as_json: bool) -> None:
    """Print up to `limit` entities."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.entities(name, limit=limit, **wanted)
        if as_json:
            for each in found:
                typer.echo(json.dumps(each, ensure_ascii=False))
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, least in (("name", 12), ("kind", 6), ("country", 3), ("offices", 10)):
            table.add_column(heading, min_width=least, overflow="fold")
        table.add_column("articles", justify="right")
        for heading in ("last in the news", "id"):
            table.add_column(heading, overflow="fold")
        for each in found:
            seen = each["seen"]
            offices = cell(", ".join(each["roles"][:SHOWN]))
            last = str(seen["last_at"] or "")[:DAY]
            table.add_row(cell(each["name"]), each["kind"], each["country"] or "", offices, str(seen["articles"]), last, f"[dim]{each['id']}[/]")
        if table.row_count:
            data().print(table)
        else:
            talk().print("No entity matches.")
        if table.row_count == limit:
            talk().print(f"The first {limit}; --limit shows more.")


def entity(entity_id: str, *, limit: int, as_json: bool) -> None:
    """Print one entity, whom it acts with, and up to `limit` of its acts."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.entity(entity_id)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
            return
        seen = found["seen"]
        typer.echo(visible(f"{found['name']}  {found['kind']}  {found['country'] or ''}".rstrip()))
        if seen["articles"]:
            typer.echo(f"{count(seen['articles'], 'article')}, {seen['first_at'][:DAY]} to {seen['last_at'][:DAY]}")
        for told, facts in (("also", [each for each in found["names"] if each["value"] != found["name"]]), ("offices", found["roles_seen"])):
            if facts:
                typer.echo(visible(f"{told}: " + ", ".join(f"{fact['value']} ({fact['articles']})" for fact in facts[:SHOWN])))
        for each in client.co_actors(found["id"], limit=SHOWN)["data"]:
            typer.echo(visible(_together(each)))
        rows = list(client.acts(found["id"], limit=limit))
        if rows:
            data().print(act_table(rows))
        if len(rows) == limit:
            talk().print(f"The first {limit}; --limit shows more.")


def _together(other: Json) -> str:
    ways = ", ".join(f"{other[way]} {way}" for way in ("with", "to", "from") if other[way])
    return f"{count(other['events'], 'event')} with {other['name']}: {ways}"
