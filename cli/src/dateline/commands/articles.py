"""`dateline articles`, `redrive` and `remove`: what became of articles, another chance for the dead ones, and taking them down."""

import json
import sys
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import typer

from dateline.article_table import article_table
from dateline.commands.session import each_of, open_client
from dateline.console import WRONG_USE, data, explained, fail, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.steward import Steward
from dateline.table import count

ORDERED_WITHIN = 60.0  # seconds: store applies a command within one


def articles(*, filters: Mapping[str, str | None], limit: int, as_json: bool) -> None:
    """Print up to `limit` articles, those that came in last first."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.articles(limit=limit, **filters)
        if as_json:
            for article in found:
                typer.echo(json.dumps(article, ensure_ascii=False))
            return
        rows = list(found)
        if not rows:
            talk().print("No article matches.")
            return
        data().print(article_table(rows))
        if len(rows) == limit:
            talk().print(f"The first {limit}; --limit shows more.")


def remove(ids: Sequence[str], *, is_sure: bool) -> None:
    """Take articles down: withdraw what they tell, and purge their words. On a terminal it is asked whether that is meant."""
    if not is_sure:
        what = ", ".join(map(visible, ids))
        if not sys.stdin.isatty():
            fail("What is purged does not come back. Say that it is meant with --yes.", code=WRONG_USE)
        typer.confirm(f"Withdraw what {what} told, and purge the words for good?", abort=True, err=True)

    def do(client: Steward, name: str) -> None:
        client.settle("DELETE", f"/v1/articles/{quote(name, safe='')}", within=ORDERED_WITHIN)
        typer.echo(visible(f"{name}  taken down"))

    each_of(ids, do)


def redrive(ids: Sequence[str]) -> None:
    """Have dead articles read again: these, or all of them."""

    def do(client: Steward, name: str) -> None:
        redriven = client.settle("POST", f"/v1/articles/{quote(name, safe='')}/redrive", within=ORDERED_WITHIN)["redriven"]
        typer.echo(visible(f"{name}  {'will be read again' if redriven else 'is not dead'}"))

    if ids:
        each_of(ids, do)
        return
    with explained(), open_client(load_settings(CliSettings)) as client:
        typer.echo(f"{count(client.settle('POST', '/v1/articles/redrive', within=ORDERED_WITHIN)['redriven'], 'dead article')} will be read again")
