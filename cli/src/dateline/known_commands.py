"""The commands that read what is known over all articles: entities and stories. Each imports what it needs when it runs."""

from typing import Annotated

import typer

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs: one object a line.")]
Limit = Annotated[int, typer.Option(help="How many at most.", min=1)]
Countries = Annotated[list[str] | None, typer.Option(help="ISO 3166-1 alpha-3: UKR.")]


@app.command()
def entities(
    name: Annotated[list[str] | None, typer.Argument(help="The beginning of a name, or of a word in it.", show_default="all")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="person, organization, place, group or other.")] = None,
    country: Countries = None,
    sector: Annotated[list[str] | None, typer.Option(help="GOV, MIL ...")] = None,
    source: Annotated[list[str] | None, typer.Option(help="An outlet that names it: its domain.")] = None,
    sort: Annotated[str, typer.Option(help="mentions: most told of; recent: last in the news; name.")] = "mentions",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List people, organisations, places and groups."""
    from dateline.commands.entities import entities as command

    wanted = {"kind": kind or None, "country": country or None, "sector": sector or None, "source": source or None, "sort": sort}
    command(" ".join(name or []) or None, wanted=wanted, limit=limit, as_json=as_json)


@app.command()
def entity(
    entity_id: Annotated[str, typer.Argument(metavar="ID", help="Its id: ent_...")],
    limit: Annotated[int, typer.Option(help="Acts at most.", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """Show one entity: names, offices, who acts with it, and its acts in their order."""
    from dateline.commands.entities import entity as command

    command(entity_id, limit=limit, as_json=as_json)


@app.command()
def stories(
    words: Annotated[list[str] | None, typer.Argument(help='As in a web search: peace "border treaty" -rumour.', show_default="all")] = None,
    country: Countries = None,
    who: Annotated[list[str] | None, typer.Option("--entity", help="Id of an entity that it names often: ent_...")] = None,
    outlet: Annotated[list[str] | None, typer.Option("--source", help="An outlet's domain.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="Told of at or after this day or time.")] = None,
    to: Annotated[str | None, typer.Option(help="Told of at or before this day or time.")] = None,
    breaking: Annotated[bool | None, typer.Option("--breaking/--no-breaking", help="Those that grow fast now; or the others.", show_default=False)] = None,
    sort: Annotated[str, typer.Option(help="recent: told of last; size: of most articles; growth: growing fastest.")] = "recent",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List stories."""
    from dateline.commands.stories import stories as command

    wanted = {"country": country or None, "entity": who or None, "source": outlet or None, "from_": from_, "to": to, "breaking": breaking, "sort": sort}
    command(" ".join(words or []) or None, wanted=wanted, limit=limit, as_json=as_json)


@app.command()
def story(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="Its id: sty_...")],
    limit: Annotated[int, typer.Option(help="Acts at most.", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """Show one story: its line, its sources, and its acts in their order."""
    from dateline.commands.stories import story as command

    command(story_id, limit=limit, as_json=as_json)
