"""`dateline webhooks`: its subcommands and their options. Each imports what it needs when it runs."""

from typing import Annotated

import typer

app = typer.Typer(name="webhooks", help="Have changes delivered to an address, and see how that goes.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]
One = Annotated[str, typer.Argument(metavar="ID|URL", help="The id (whk_...) or the address of a webhook.")]
Which = Annotated[list[str], typer.Argument(metavar="ID|URL", help="Ids (whk_...) or addresses of webhooks.")]
SecretFile = Annotated[str | None, typer.Option("--secret-file", metavar="FILE|-", help="A file with your own secret, whsec_...", show_default="one is made")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where to send: https://...")],
    filter_: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="NAME=VALUE", help="A parameter of /v1/changes: type=CONSULT, country=NGA, kind=event; may be given several times."),
    ] = None,
    description: Annotated[str | None, typer.Option(help="For people.")] = None,
    cursor: Annotated[str | None, typer.Option(help="Begin after this cursor of the same filter.", show_default="from now on")] = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Have changes delivered; prints the secret that signs them, which is shown only now."""
    from dateline.commands import webhooks as command

    given = {"url": url, "filter": command.filter_of(filter_ or ()), "description": description, "cursor": cursor}
    command.add(given, secret_file=secret_file, as_json=as_json)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List webhooks and how their deliveries go."""
    from dateline.commands import webhooks as command

    command.list_(as_json=as_json)


@app.command()
def show(which: One, as_json: AsJson = False) -> None:
    """Show one webhook with all that is known of it."""
    from dateline.commands import webhooks as command

    command.show(which, as_json=as_json)


@app.command()
def pause(which: Which, as_json: AsJson = False) -> None:
    """Deliver nothing more until they are resumed; they keep their places."""
    from dateline.commands import webhooks as command

    command.change(which, {"state": "paused"}, as_json=as_json)


@app.command()
def resume(which: Which, as_json: AsJson = False) -> None:
    """Go on with webhooks that were paused or disabled, and try those that fail at once."""
    from dateline.commands import webhooks as command

    command.change(which, {"state": "active"}, as_json=as_json)


@app.command()
def rotate(
    which: One,
    overlap: Annotated[str, typer.Option(help="How long the secret before signs as well: 30m, 24h, 0s after a leak.")] = "24h",
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Put a new secret in force and print it; it is shown only now."""
    from dateline.commands import webhooks as command

    command.rotate(which, overlap=overlap, secret_file=secret_file, as_json=as_json)


@app.command("test")
def call(which: One, as_json: AsJson = False) -> None:
    """Send a test call, and print how it went."""
    from dateline.commands import webhooks as command

    command.call(which, as_json=as_json)


@app.command()
def replay(
    which: One,
    since: Annotated[str | None, typer.Option(help="Deliver again what was told at this time or later: 2024-03-06T08:00:00Z.")] = None,
    cursor: Annotated[str | None, typer.Option(help="Deliver again what comes after this cursor of its filter.")] = None,
    skip: Annotated[bool, typer.Option("--skip", help="Go there even if it lies ahead: what is between is never delivered.")] = False,
    as_json: AsJson = False,
) -> None:
    """Go back in the change log, and deliver again from there."""
    if (since is None) == (cursor is None):
        raise typer.BadParameter("give either --since or --cursor")
    from dateline.commands import webhooks as command

    command.replay(which, {"since": since, "cursor": cursor, "skip": skip or None}, as_json=as_json)


@app.command()
def deliveries(
    which: One,
    outcome: Annotated[str | None, typer.Option(help="delivered, failed, refused or waiting.")] = None,
    message: Annotated[str | None, typer.Option(help="Only the tries of this message: its webhook-id.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 20,
    as_json: AsJson = False,
) -> None:
    """List the tries to deliver, newest first."""
    from dateline.commands import webhooks as command

    command.deliveries(which, filters={"outcome": outcome, "message_id": message}, limit=limit, as_json=as_json)


@app.command()
def retry(which: One, delivery: Annotated[str, typer.Argument(help="The id of a delivery: dlv_...")], as_json: AsJson = False) -> None:
    """Send the message of a delivery again, now, and print how it went."""
    from dateline.commands import webhooks as command

    command.retry(which, delivery, as_json=as_json)


@app.command()
def remove(which: Which) -> None:
    """Forget webhooks with the record of their deliveries."""
    from dateline.commands import webhooks as command

    command.remove(which)
