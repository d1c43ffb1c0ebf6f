"""The commands that read what a service has found, and their options. Each imports what it needs when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dateline.filter_options import filtered

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]
AnswerAsJson = Annotated[bool, typer.Option("--json", help="The answer of the API, for programs.")]
Limit = Annotated[int, typer.Option(help="How many at most.", min=1)]
Retracted = Annotated[bool, typer.Option("--retracted", help="Also those that no article tells of any more.")]
EVERY_KIND = ["event", "entity", "article", "story"]


class ExportFormat(StrEnum):
    """What an export is written as."""

    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    PLOVER = "plover"


@app.command()
@filtered
def events(wanted: dict[str, Any], retracted: Retracted = False, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List events as a table, newest first."""
    from dateline.commands.events import events as command

    command(wanted=wanted, retracted=retracted, limit=limit, as_json=as_json)


@app.command()
@filtered
def tail(
    wanted: dict[str, Any],
    kind: Annotated[list[str] | None, typer.Option(help="Changes of what: event, entity, article, story.", show_default="event")] = None,
    every_kind: Annotated[bool, typer.Option("--all", help="Changes of articles, entities and stories, too.")] = False,
    place_file: Annotated[Path | None, typer.Option(help="Where to keep the place.", show_default="in DATELINE_HOME, a file for each filter")] = None,
    from_now: Annotated[bool, typer.Option("--from-now", help="Forget the place that was kept.")] = False,
    stream: Annotated[bool, typer.Option("--stream", help="By server-sent events, instead of long polls: the changes are the same.")] = False,
    as_json: AsJson = False,
) -> None:
    """Follow what changes, from where the last tail with the same filter ended."""
    if kind and every_kind:
        raise typer.BadParameter("give either --kind, or --all")
    from dateline.commands.tail import tail as command

    if every_kind:
        kind = EVERY_KIND if wanted else None  # no filter at all is every kind, also those that are still to come
    else:
        kind = kind or ["event"]
    command(wanted=wanted | {"kind": kind}, place_file=place_file, from_now=from_now, how="stream" if stream else "poll", as_json=as_json)


@app.command()
@filtered
def export(
    wanted: dict[str, Any],
    format_: Annotated[ExportFormat, typer.Option("--format", help="What to write; docs/exports.md describes each.")] = ExportFormat.NDJSON,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE|-", help="Where to; - is standard output.")] = "-",
    bom: Annotated[bool, typer.Option("--bom", help="CSV with a byte order mark, for Excel.")] = False,
    retracted: Retracted = False,
    limit: Annotated[int | None, typer.Option(help="How many at most.", min=1, show_default="all")] = None,
) -> None:
    """Write all events that match into a file: whole, or not at all."""
    from dateline.commands.export import export as command

    command(format_.value, output, wanted=wanted, bom=bom, retracted=retracted, limit=limit)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help='As in a web search: peace "border treaty", ceasefire OR truce, -rumour.')],
    outlet: Annotated[list[str] | None, typer.Option("--source", help="An outlet's domain.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="en finds en-GB, too.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="Published at or after this day or time.")] = None,
    to: Annotated[str | None, typer.Option(help="Published at or before this day or time.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The newest first, instead of the best.")] = False,
    duplicates: Annotated[bool, typer.Option("--duplicates", help="Also the copies that other outlets have.")] = False,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Find articles by their words."""
    from dateline.commands.search import search as command

    wanted = {"source": outlet or None, "language": language or None, "from_": from_, "to": to, "sort": "newest" if newest else None}
    command(" ".join(words), wanted=wanted | {"duplicates": duplicates or None}, limit=limit, as_json=as_json)


@app.command()
@filtered
def counts(
    by: Annotated[list[str], typer.Argument(help="What to count by: type, status, country, actor, source ...")],
    wanted: dict[str, Any],
    limit: Annotated[int, typer.Option(help="Values of each at most.", min=1)] = 10,
    as_json: AnswerAsJson = False,
) -> None:
    """Count the events that match by what they have in common."""
    from dateline.commands.statistics import counts as command

    command(by, wanted=wanted, limit=limit, as_json=as_json)


@app.command()
@filtered
def timeline(
    wanted: dict[str, Any],
    parties: Annotated[list[str] | None, typer.Argument(metavar="[A B]", help="Two parties: the acts between them, in their order.")] = None,
    interval: Annotated[str | None, typer.Option(help="hour, day, week, month or year.", show_default="day")] = None,
    by: Annotated[str, typer.Option(help="date: when it took place; reported: when it was first told of.")] = "date",
    split: Annotated[str | None, typer.Option(help="Count each value of this by itself, too: type, status, country ...")] = None,
    limit: Annotated[int | None, typer.Option(help="Values of --split at most; of two parties, acts.", min=1, show_default="5; acts: all")] = None,
    as_json: AnswerAsJson = False,
) -> None:
    """Count the events that match along time; or show the acts between two parties, in the order in which they took place."""
    from dateline.commands import statistics, stories

    if parties is None:
        statistics.timeline(wanted=wanted, interval=interval or "day", by=by, split=split, limit=limit or 5, as_json=as_json)
        return
    if len(parties) != 2 or interval or split or by != "date":
        raise typer.BadParameter("give two parties, each as one word or in quotes, and no --interval, --by and --split; or none")
    stories.between(parties[0], parties[1], wanted=wanted, limit=limit, as_json=as_json)
