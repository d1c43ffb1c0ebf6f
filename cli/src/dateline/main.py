"""The `dateline` command. Each command imports what it needs when it runs, so that `dateline --help` is quick."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dateline import archive_commands, correction_commands, feed_commands, key_commands, known_commands, out_commands, source_commands, webhook_commands

WHAT_IT_IS = "News in; who did what to whom, when, where, according to whom, and whether it happened, out."
EPILOG = "Exit codes: 0 done, 1 failure, 2 wrong use, 3 the service cannot be reached. DATELINE_URL and DATELINE_KEY name another service."

app = typer.Typer(name="dateline", help=WHAT_IT_IS, epilog=EPILOG, no_args_is_help=True, pretty_exceptions_show_locals=False)
app.add_typer(feed_commands.app)
app.add_typer(source_commands.app)
app.add_typer(key_commands.app)
app.add_typer(out_commands.app)
app.add_typer(archive_commands.app)
app.add_typer(known_commands.app)
app.add_typer(webhook_commands.app)
app.add_typer(correction_commands.app)

Port = Annotated[int | None, typer.Option(help="Port of the API.", show_default="DATELINE_PORT, else 8400; demo: a free one", min=1, max=65535)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]
Title = Annotated[str | None, typer.Option(help="Headline of the article.")]
Ontology = Annotated[Path | None, typer.Option(help="A file with further types and frames.", exists=True, dir_okay=False)]


class ImportFormat(StrEnum):
    """What the files of an import are."""

    AUTO = "auto"
    NDJSON = "ndjson"
    CSV = "csv"
    TEXT = "text"
    HTML = "html"


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="Add a few articles written for this project, and show their events.")] = False,
    port: Port = None,
    restored: Annotated[
        bool, typer.Option("--restored", help="The data folder is a copy that was put back: cursors given since get 410, so that nothing is skipped.")
    ] = False,
) -> None:
    """Run everything on this machine until Ctrl-C: database, broker, API and workers."""
    from dateline.commands import up as command

    command.up(demo=demo, port=port, restored=restored)


@app.command()
def demo(port: Port = None) -> None:
    """Show it: start everything, read a few articles, print their events, stop."""
    from dateline.commands import up as command

    command.demo(port=port)


@app.command()
def add(
    source: Annotated[str, typer.Argument(metavar="FILE|URL|-", help="A text, HTML, JSON or NDJSON file; the address of a page; - for standard input.")],
    title: Title = None,
    published_at: Annotated[str | None, typer.Option(help="A day or a time: 2018-03-20, 2018-03-20T20:00:00Z.")] = None,
    outlet: Annotated[str | None, typer.Option("--source", help="The outlet's domain.")] = None,
    url: Annotated[str | None, typer.Option(help="Where the article was published.")] = None,
    external_id: Annotated[str | None, typer.Option(help="Your own id of it, within its source.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is read, and print its events.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hand in articles; the service reads pages. Options fill fields that the file leaves open."""
    from dateline.commands.add import add as command

    given: dict[str, Any] = {"title": title, "published_at": published_at, "source": outlet, "url": url, "external_id": external_id}
    command(source, given=given, wait=wait, as_json=as_json)


@app.command("import")
def import_(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH|-", help="NDJSON or CSV, also packed (.gz); a text or a page; a folder of them; - for standard input.")
    ],
    format_: Annotated[ImportFormat, typer.Option("--format", help="What the files are; auto goes by the endings of their names.")] = ImportFormat.AUTO,
    outlet: Annotated[str | None, typer.Option("--source", help="The outlet's domain, for articles without one.")] = None,
    published_at: Annotated[str | None, typer.Option(help="A day or a time, for articles without one.")] = None,
    language: Annotated[str | None, typer.Option(help="The language, for articles without one: en.")] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="Which field a column of CSV fills; COLUMN= leaves it out.")] = None,
    base_url: Annotated[str | None, typer.Option(help="The address at which the folder is published: a file's path below it makes its own.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of all files, such as windows-1252.", show_default="found out")] = None,
    resume: Annotated[
        bool | None, typer.Option("--resume/--restart", help="Only go on with an interrupted import; begin anew.", show_default="go on if there is one")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be refused; needs no service.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in many articles; interrupted in any way, the same command goes on from there."""
    from dateline.commands import imports as command

    given = {"source": outlet, "published_at": published_at, "language": language}
    options = command.options(given=given, mappings=map_ or (), base_url=base_url, encoding=encoding)
    command.import_(paths, format_=format_.value, options=options, go_on=resume, dry_run=dry_run, as_json=as_json)


@app.command()
def articles(
    state: Annotated[str | None, typer.Option(help="waiting, done, dead, duplicate, to_fetch ...")] = None,
    outlet: Annotated[str | None, typer.Option("--source", help="The outlet's domain.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """List articles, and why the dead ones died."""
    from dateline.commands import articles as command

    command.articles(filters={"state": state, "source": outlet}, limit=limit, as_json=as_json)


@app.command()
def redrive(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids of dead articles: art_...")] = None,
    every_one: Annotated[bool, typer.Option("--all", help="All dead articles.")] = False,
) -> None:
    """Give dead articles a fresh start."""
    if bool(ids) == every_one:
        raise typer.BadParameter("give either ids, or --all")
    from dateline.commands import articles as command

    command.redrive(ids or [])


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="Ids of articles: art_...")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take articles down: withdraw what they told, and purge their words."""
    from dateline.commands import articles as command

    command.remove(ids, is_sure=yes)


@app.command()
def code(
    file: Annotated[str | None, typer.Argument(metavar="[FILE|-]", help="One article: text or JSON.")] = None,
    text: Annotated[str | None, typer.Option(help="The text itself, instead of a file.")] = None,
    title: Title = None,
    date: Annotated[str | None, typer.Option(help="When it was published: 2018-03-20.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="For people: the words and rules behind every field.")] = False,
    jsonl: Annotated[str | None, typer.Option(metavar="FILE|-", help="Lines {id, text, title?, published_at?}; one extraction a line comes out.")] = None,
    ontology: Ontology = None,
) -> None:
    """Read an article without any server and print what was found as JSON."""
    if sum(each is not None for each in (file, text, jsonl)) != 1:
        raise typer.BadParameter("give one of: a file, --text, --jsonl")
    from dateline.commands import code as command

    if jsonl is not None:
        if explain or title or date:
            raise typer.BadParameter("--jsonl takes title and published_at from each line, and has no --explain")
        command.code_lines(jsonl, ontology=ontology)
    else:
        command.code(name=file, given={"text": text, "title": title, "published_at": date}, explain=explain, ontology=ontology)


@app.command()
def evaluate(
    gold: Annotated[Path | None, typer.Option(help="A folder of articles and sentences with every mention listed: open/ and sealed/.", file_okay=False)] = None,
    events: Annotated[Path | None, typer.Option(help="Gold sentences: lines {id, text, date?, events}.")] = None,
    articles: Annotated[Path | None, typer.Option(help="Gold of whole articles, as of the demo; with --texts.")] = None,
    texts: Annotated[Path | None, typer.Option(help="The folder of those articles' files.")] = None,
    scorer: Annotated[Path | None, typer.Option(help="A program to run as: scorer GOLD PREDICTIONS.")] = None,
    scorer_option: Annotated[list[str] | None, typer.Option(help="An option for the scorer; may be given several times.")] = None,
    write: Annotated[Path | None, typer.Option(help="Write the predictions to this file.", dir_okay=False)] = None,
    confidence: Annotated[float, typer.Option(help="Only mentions that are at least so sure count.", min=0, max=1)] = 0.5,
    across: Annotated[
        Path | None,
        typer.Option(help="A folder of stories over several articles: open/ and sealed/; measures linking, on a database of its own.", file_okay=False),
    ] = None,
    shuffles: Annotated[int, typer.Option(help="With --across: in how many other orders the articles also arrive.", min=0)] = 0,
    relink: Annotated[bool, typer.Option("--relink", help="With --across: also link everything anew, and compare.")] = False,
    gold_mentions: Annotated[bool, typer.Option("--gold-mentions", help="With --across: link only what the gold lists, not what was read.")] = False,
    speed: Annotated[bool, typer.Option("--speed", help="Measure words a second instead, against the stock spaCy pipeline.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Name what was not found or is wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the reader against gold; without options against the demo's own."""
    if across is not None:
        from dateline.commands.across import across as measure_linking

        measure_linking(across, shuffles=shuffles, anew=relink, gold_mentions=gold_mentions, misses=misses, as_json=as_json)
        return
    from dateline.commands.evaluate import evaluate as command

    command(
        gold=gold,
        events=events,
        articles=articles,
        texts=texts,
        scorer=scorer,
        scorer_options=scorer_option or (),
        write=write,
        confidence=confidence,
        speed=speed,
        misses=misses,
        as_json=as_json,
    )


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    import json

    from dateline_api.http.app import openapi_document

    typer.echo(json.dumps(openapi_document(), indent=2, ensure_ascii=False))


@app.command()
def doctor() -> None:
    """Look for what is wrong on this machine, and say what to do."""
    from dateline.commands.doctor import doctor as command

    command()


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(installed("dateline"))
