"""The `dateline` command. Each command imports what it needs when it runs, so that `dateline --help` is quick."""

from typing import Annotated

import typer

WHAT_IT_IS = "News in; who did what to whom, when, where, according to whom, and whether it happened, out."

app = typer.Typer(name="dateline", help=WHAT_IT_IS, no_args_is_help=True)

Port = Annotated[int | None, typer.Option(help="Port of the API [default: DATELINE_PORT or 8400].", min=1, max=65535)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="Add a few articles written for this project, and show their events.")] = False,
    port: Port = None,
) -> None:
    """Run everything on this machine until Ctrl-C: database, broker, API and workers."""
    from dateline.commands import up as command

    command.up(demo=demo, port=port)


@app.command()
def demo(port: Port = None) -> None:
    """Show it: start everything, read a few articles, print their events, stop."""
    from dateline.commands import up as command

    command.demo(port=port)
