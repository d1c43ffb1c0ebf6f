"""`dateline keys`: make, list and revoke API keys."""

import json
from collections.abc import Sequence
from urllib.parse import quote

import typer
from rich.table import Table

from dateline.commands.session import each_of, open_client
from dateline.console import data, explained, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.steward import Steward
from dateline.table import cell, count

MINUTE = 16  # characters of a time up to its minute


def add(name: str, scopes: Sequence[str], *, as_json: bool) -> None:
    """Make a key and print it."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        made = client.send("POST", "/v1/keys", {"name": name, "scopes": list(scopes)}).body
        typer.echo(json.dumps(made, ensure_ascii=False) if as_json else made["key"])
        talk().print(f"{made['id']} may {', '.join(made['scopes'])}. The key is shown this once; the service keeps only its digest.", soft_wrap=True)
        talk().print("Give it to the program as DATELINE_KEY, or in a file of its own (chmod 600) that DATELINE_KEY_FILE names.", soft_wrap=True)


def list_(*, as_json: bool) -> None:
    """Print every key, those made last first."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.keys()
        if as_json:
            for key in found:
                typer.echo(json.dumps(key, ensure_ascii=False))
            return
        rows = list(found)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("id", "begins with", "scopes", "made", "last used", ""):
            table.add_column(heading, no_wrap=True)
        table.add_column("name", overflow="fold")
        for key in rows:
            times = [str(key[name] or "never")[:MINUTE].replace("T", " ") for name in ("created_at", "last_used_at")]
            revoked = f"[red]revoked {str(key['revoked_at'])[:MINUTE].replace('T', ' ')}[/]" if key["revoked_at"] else ""
            table.add_row(key["id"], cell(key["prefix"]), " ".join(key["scopes"]), *times, revoked, cell(key["name"]))
        if rows:
            data().print(table)
        talk().print(count(len(rows), "key"))


def revoke(ids: Sequence[str]) -> None:
    """Put each key out of force."""

    def do(client: Steward, name: str) -> None:
        client.send("DELETE", f"/v1/keys/{quote(name, safe='')}")
        typer.echo(visible(f"{name}  revoked"))

    each_of(ids, do)
