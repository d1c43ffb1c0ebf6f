"""`dateline keys`: its subcommands and their options. They need a key with the scope `admin`."""

from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(name="keys", help="Make, list and revoke API keys.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]


class Scope(StrEnum):
    """What a key may do."""

    READ = "read"
    INGEST = "ingest"
    CORRECT = "correct"
    ADMIN = "admin"


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Who or what it is for.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do; may be given several times, since none includes another.")] = [Scope.READ],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Make a key. It is printed this once and kept nowhere."""
    from dateline.commands import keys as command

    command.add(name, [each.value for each in scope], as_json=as_json)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List keys without their secret parts: what each may do, and when it was last used."""
    from dateline.commands import keys as command

    command.list_(as_json=as_json)


@app.command()
def revoke(ids: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of keys: key_...")]) -> None:
    """Put keys out of force, at once and for good."""
    from dateline.commands import keys as command

    command.revoke(ids)
