"""`dateline events`: the events that match, as a table or as JSON."""

import json
from collections.abc import Mapping
from typing import Any

import typer

from dateline.commands.session import open_client
from dateline.console import data, explained, load_settings, talk
from dateline.settings import CliSettings
from dateline.table import event_table


def events(*, wanted: Mapping[str, Any], retracted: bool, limit: int, as_json: bool) -> None:
    """Print up to `limit` events."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.events(limit=limit, retracted=retracted, **wanted)
        if as_json:
            for event in found:
                typer.echo(json.dumps(event, ensure_ascii=False))
            return
        rows = list(found)
        if not rows:
            talk().print("No event matches. `dateline add FILE --wait` adds an article.")
            return
        data().print(event_table(rows))
        if len(rows) == limit:
            talk().print(f"The first {limit}; --limit shows more.")
