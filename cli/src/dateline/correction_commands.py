"""`dateline corrections`: its subcommands and their options. Making and withdrawing needs a key with the scope `correct`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="corrections", help="Correct what was read or linked, and see what was corrected.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]
One = Annotated[str, typer.Argument(metavar="ID", help="The id of a correction: cor_...")]


@app.command()
def add(
    kind: Annotated[str | None, typer.Argument(help="reject_mention, amend_event, merge_entities, ...: docs/api.md lists them.")] = None,
    fields: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME=VALUE", help="What it is about: mention_id=mnt_..., into=evt_...; actors='Kenya,Amina Wekesa'; JSON is read as such."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    author: Annotated[str | None, typer.Option(help="Whose it is.", show_default="who is logged in here")] = None,
    file: Annotated[str | None, typer.Option("--file", metavar="FILE|-", help="Take whole corrections from a file, as JSON, one a line.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a correction and wait until it stands: dateline corrections add amend_event event_id=evt_... date=2024-03-04 --reason 'our man was there'."""
    from dateline.commands import corrections as command

    command.add(kind, fields or (), reason=reason, author=author, file=file, as_json=as_json)


@app.command("list")
def list_(
    target: Annotated[str | None, typer.Option(help="Only those about this mention, event, entity, story or article.")] = None,
    author: Annotated[str | None, typer.Option(help="Only those of this author.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only those of this kind.")] = None,
    state: Annotated[str | None, typer.Option(help="standing or withdrawn.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 20,
    as_json: AsJson = False,
) -> None:
    """List corrections, those made last first."""
    from dateline.commands import corrections as command

    command.list_(filters={"target": target, "author": author, "kind": kind, "state": state}, limit=limit, as_json=as_json)


@app.command()
def show(which: One, as_json: AsJson = False) -> None:
    """Show one correction."""
    from dateline.commands import corrections as command

    command.show(which, as_json=as_json)


@app.command()
def withdraw(which: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of corrections: cor_...")]) -> None:
    """Let corrections stand no longer: everything is as if they had never been made."""
    from dateline.commands import corrections as command

    command.withdraw(which)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="Where to write articles/open and stories/open.", file_okay=False)]) -> None:
    """Write what was corrected as gold, which `dateline evaluate --gold FOLDER` reads."""
    from dateline.commands import corrections as command

    command.export(folder)
