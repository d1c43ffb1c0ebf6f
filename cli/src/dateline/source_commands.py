"""`dateline sources`: its subcommands and their options."""

from typing import Annotated

import typer

app = typer.Typer(name="sources", help="List outlets, and set what is kept and fetched of them.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")] = False) -> None:
    """List outlets: what there is of each, and what is set for it."""
    from dateline.commands import sources as command

    command.list_(as_json=as_json)


@app.command("set")
def set_(
    source: Annotated[str, typer.Argument(help="The outlet, as its articles name it.")],
    store_text: Annotated[
        bool | None, typer.Option("--store-text/--no-store-text", help="Keep whole texts, or only the sentences that tell of events.")
    ] = None,
    read_pages: Annotated[bool | None, typer.Option("--read-pages/--no-read-pages", help="Read the pages of its feeds' entries, or only the feeds.")] = None,
) -> None:
    """Set what is kept and fetched of an outlet, also of what is there already."""
    if store_text is None and read_pages is None:
        raise typer.BadParameter("say what to set: --no-store-text, --no-read-pages, or the opposite")
    from dateline.commands import sources as command

    command.set_(source, {"store_text": store_text, "read_pages": read_pages})
