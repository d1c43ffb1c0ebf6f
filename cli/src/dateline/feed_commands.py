"""`dateline feeds`: its subcommands and their options. Each imports what it needs when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="feeds", help="Have feeds polled, and see how their polls go.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]
Which = Annotated[list[str], typer.Argument(metavar="ID|URL", help="Ids (fed_...) or addresses of feeds.")]
Tag = Annotated[str | None, typer.Option(help="Only feeds with this tag.")]
Failing = Annotated[bool, typer.Option("--failing", help="Only feeds whose last poll went wrong.")]


class FullText(StrEnum):
    """When the pages of a feed's entries are read."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@app.command()
def add(
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="Feeds, or sites whose feed is to be found.")],
    tag: Annotated[list[str] | None, typer.Option(help="A tag to find the feed by; may be given several times.")] = None,
    outlet: Annotated[str | None, typer.Option("--source", help="The outlet of the entries, if not that of their addresses.")] = None,
    title: Annotated[str | None, typer.Option(help="A name.", show_default="as the feed calls itself")] = None,
    every: Annotated[str | None, typer.Option(help="How often to ask: 30m, 2h, 1d.", show_default="by how much is new")] = None,
    full_text: Annotated[FullText, typer.Option(help="Whether to read the pages of entries; auto: of those with little text.")] = FullText.AUTO,
    discover: Annotated[bool, typer.Option("--discover/--no-discover", help="Look for the feed of a site, or take the address for a feed.")] = True,
    as_json: AsJson = False,
) -> None:
    """Have feeds polled from now on."""
    from dateline.commands import feeds as command

    settings = {"tags": tag, "source": outlet, "title": title, "poll_every": command.interval(every), "full_text": full_text.value}
    command.add(urls, settings=settings, discover=discover, as_json=as_json)


@app.command("list")
def list_(
    tag: Tag = None,
    failing: Failing = False,
    state: Annotated[str | None, typer.Option(help="active, paused or gone.")] = None,
    host: Annotated[str | None, typer.Option(help="Only feeds of this host.")] = None,
    as_json: AsJson = False,
) -> None:
    """List feeds and how their polls go."""
    from dateline.commands import feeds as command

    command.list_(filters={"tag": tag, "failing": failing or None, "state": state, "host": host}, as_json=as_json)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="An OPML file, as feed readers export it; - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Have all feeds of an OPML file polled."""
    from dateline.commands import feeds as command

    command.import_(file, as_json=as_json)


@app.command()
def export(file: Annotated[Path | None, typer.Argument(help="Where to write.", show_default="standard output", dir_okay=False)] = None) -> None:
    """Write all feeds as OPML."""
    from dateline.commands import feeds as command

    command.export(file)


@app.command()
def refresh(
    which: Annotated[list[str] | None, typer.Argument(metavar="ID|URL", help="Ids (fed_...) or addresses of feeds.")] = None,
    every_one: Annotated[bool, typer.Option("--all", help="All active feeds, or those of --tag and --failing.")] = False,
    tag: Tag = None,
    failing: Failing = False,
    as_json: AsJson = False,
) -> None:
    """Poll feeds now instead of when it is their turn."""
    if bool(which) == bool(every_one or tag or failing):
        raise typer.BadParameter("give either feeds, or --all, --tag or --failing")
    from dateline.commands import feeds as command

    if which:
        command.refresh(which, as_json=as_json)
    else:
        command.refresh_all(filters={"tag": tag, "failing": failing or None}, as_json=as_json)


@app.command()
def pause(which: Which, as_json: AsJson = False) -> None:
    """Poll feeds no more until they are resumed."""
    from dateline.commands import feeds as command

    command.change(which, {"state": "paused"}, as_json=as_json)


@app.command()
def resume(which: Which, as_json: AsJson = False) -> None:
    """Poll feeds again that were paused, or gone."""
    from dateline.commands import feeds as command

    command.change(which, {"state": "active"}, as_json=as_json)


@app.command()
def remove(which: Which) -> None:
    """Forget feeds; their articles stay."""
    from dateline.commands import feeds as command

    command.remove(which)
