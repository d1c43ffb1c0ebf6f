"""The options that say which events: declared once, the same for every command that takes a filter."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

PANEL = "Which events (values of one option are alternatives, options add up)"

MANY: dict[str, str] = {
    "type": "CONSULT, ASSAULT, elect ...",
    "mode": "How: phone, airstrike ...",
    "context": "What it has to do with: military, elections ...",
    "status": "happened, planned, possible, alleged, negated or denied.",
    "actor": "Who: id of an entity, a name, or a country (UKR).",
    "recipient": "To whom.",
    "participant": "On either side.",
    "pair": "Two who both take part, on whichever sides: A,B.",
    "country": "Of a party on either side, ISO 3166-1 alpha-3: UKR.",
    "sector": "Of a party on either side: GOV, MIL ...",
    "said_by": "Whose claim it is.",
    "source": "An outlet that tells of it: its domain.",
    "article": "Id of an article: art_...",
    "story": "Id of a story: sty_...",
    "part_of": "Id of the process or act that it belongs to: evt_...",
    "member_of": "Id of what many did, of which it is one's act.",
    "cancelled_by": "Id of the act that cancelled it.",
}
ONE: dict[str, str] = {
    "from_": "First day on which it may have taken place: 2018-03-20.",
    "to": "Last day.",
    "reported_from": "Told of at or after this day or time.",
    "reported_to": "Told of at or before this day or time.",
    "timespan": "Told of within this time: 90min, 24h, 7d, 2w.",
    "bbox": "Took place in west,south,east,north, in degrees.",
    "q": 'Words, as in a web search: peace "border treaty" -rumour',
}


FLAGS: dict[str, str] = {
    "process": "Something that goes on: a war, an inquiry; or nothing of that kind.",
    "disputed": "Sources or speakers contradict each other; or none do.",
    "overdue": "A plan whose time is past; or no such.",
}


def _option(name: str, kind: Any, told: str, **more: Any) -> inspect.Parameter:
    option = typer.Option(f"--{name.rstrip('_').replace('_', '-')}", help=told, rich_help_panel=PANEL, **more)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option])


def _flag(name: str, told: str) -> inspect.Parameter:
    option = typer.Option(f"--{name}/--no-{name}", help=told, rich_help_panel=PANEL, show_default=False)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[bool | None, option])


OPTIONS: tuple[inspect.Parameter, ...] = (
    *(_option(name, list[str], told, show_default=False) for name, told in MANY.items()),
    *(_option(name, str, told) for name, told in ONE.items()),
    *(_flag(name, told) for name, told in FLAGS.items()),
    _option("min_confidence", float, "At least so sure, 0 to 1.", min=0, max=1),
)


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The command with these options besides its own. It is handed those that were given as one argument, `wanted`, named as the API names them."""

    @wraps(command)
    def run(**given: Any) -> None:
        values = {option.name: given.pop(option.name) for option in OPTIONS}
        command(**given, wanted={name: value for name, value in values.items() if value not in (None, [])})

    own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for name, parameter in inspect.signature(command).parameters.items() if name != "wanted"]
    arguments = [parameter for parameter in own if parameter.default is inspect.Parameter.empty]
    shown = [*arguments, *OPTIONS, *(parameter for parameter in own if parameter not in arguments)]
    run.__signature__ = inspect.Signature(shown)  # ty: ignore[missing-attribute] - what typer reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    return run
