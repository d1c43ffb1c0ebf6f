"""The commands that go through the archive again, and their options. Each imports what it needs when it runs."""

from typing import Annotated

import typer

app = typer.Typer()

Since = Annotated[str | None, typer.Option(help="Published since then: 2018-03-20, 2018-03-20T20:00:00Z.")]
Until = Annotated[str | None, typer.Option(help="And before then.")]
Outlet = Annotated[str | None, typer.Option("--source", help="The outlet's domain.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]


@app.command()
def reread(
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    older_than: Annotated[str | None, typer.Option("--pipeline-older-than", metavar="VERSION", help="Only what an older release read last: 0.4.0.")] = None,
    limit: Annotated[int | None, typer.Option(help="How many at most.", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many that are.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Only say how far it is.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="End it; what was read again stays so.")] = False,
    as_json: AsJson = False,
) -> None:
    """Have articles read again by the current pipeline, behind all that is new."""
    given = {"since": since, "until": until, "source": outlet, "pipeline_older_than": older_than, "limit": limit}
    if status + stop + any(given.values()) != 1 or (dry_run and (status or stop)):
        raise typer.BadParameter("give either which articles (--since, --source, --pipeline-older-than), or --status, or --stop")
    from dateline.commands import archive as command

    if status:
        command.status(as_json=as_json)
    elif stop:
        command.stop(as_json=as_json)
    else:
        command.reread(given, dry_run=dry_run, as_json=as_json)


@app.command()
def diff(
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    examples: Annotated[int, typer.Option(help="How many differences of each kind to show.", min=0)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, for programs: one article a line.")] = False,
) -> None:
    """Compare what the current pipeline found with what the one before it did."""
    from dateline.commands import archive as command

    command.diff({"since": since, "until": until, "source": outlet}, examples=examples, as_json=as_json)


@app.command()
def relink(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how alike both are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Link all articles anew, in the order of their publication; recording waits meanwhile."""
    from dateline.commands import archive as command

    command.relink(dry_run=dry_run, as_json=as_json)
