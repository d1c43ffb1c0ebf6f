"""Events as lines of a table: date, status, what, who to whom, according to whom, the words, the article."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from dateline.console import visible

COLOURS = {"happened": "green", "planned": "cyan", "possible": "cyan", "alleged": "yellow", "negated": "red", "denied": "red"}
WORDS = 60  # characters of evidence and of titles


def event_table(events: Iterable[Mapping[str, Any]]) -> Table:
    """A table of event records; under the words that tell of an event stands the title of the article."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("date", "status", "event"):
        table.add_column(heading, no_wrap=True, overflow="fold")
    for heading, least in (("who → whom", 10), ("said by", 8), ("words, article", 14)):
        table.add_column(heading, min_width=least, overflow="fold")
    for event in events:
        status = str(event["status"])
        mention = (event.get("mentions") or [{}])[0]
        words, title = evidence(mention), shorten(mention.get("title") or mention.get("article_id") or "")
        table.add_row(
            _two_lines((event.get("date") or {}).get("edtf") or ""),
            f"[{COLOURS.get(status, 'white')}]{escape(status)}[/]",
            _two_lines(escape(kind(event))),
            escape(parties(event)),
            escape((event.get("said_by") or {}).get("name") or ""),
            escape(words) + (f"\n[dim]{escape(title)}[/]" if title != words else ""),
        )
    return table


def act_table(acts: Iterable[Mapping[str, Any]]) -> Table:
    """A table of acts in their order; a day in brackets is that of the first report, since nobody gives the day of the act."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("day", "status", "event"):
        table.add_column(heading, no_wrap=True, overflow="fold")
    for heading, least in (("who → whom", 10), ("said by", 8), ("told by", 14)):
        table.add_column(heading, min_width=least, overflow="fold")
    for act in acts:
        status = str(act["status"])
        table.add_row(
            str(act["on"]) if act["by"] == "date" else f"({act['on']})",
            f"[{COLOURS.get(status, 'white')}]{escape(status)}[/]" + (" [red]disputed[/]" if act["disputed"] else ""),
            _two_lines(escape(kind(act))),
            cell(parties(act)),
            cell((act.get("said_by") or {}).get("name") or ""),
            cell(", ".join(act["sources"][:3])) + (f"\n[dim]{cell(shorten(act['title']))}[/]" if act["title"] else ""),
        )
    return table


def _two_lines(text: str) -> str:
    """An interval or a type with its mode, broken after the slash: narrow terminals have room for little more."""
    return text.replace("/", "/\n", 1)


def cell(text: str) -> str:
    """What somebody else wrote, as a cell: no mark-up of ours, and control characters shown before widths are measured."""
    return escape(visible(text))


def event_line(event: Mapping[str, Any]) -> str:
    """One event as one line of text."""
    said_by = (event.get("said_by") or {}).get("name")
    date = (event.get("date") or {}).get("edtf")
    parts = [kind(event), parties(event), str(event["status"]), f"on {date}" if date else "", f"according to {said_by}" if said_by else ""]
    return "  ".join(part for part in parts if part)


def kind(event: Mapping[str, Any]) -> str:
    """Type and mode: CONSULT/phone."""
    return f"{event['type']}/{event['mode']}" if event.get("mode") else str(event["type"])


def parties(event: Mapping[str, Any]) -> str:
    """Actors → recipients."""
    sides = [", ".join(party["name"] for party in event.get(side) or []) for side in ("actors", "recipients")]
    return f"{sides[0] or '?'} → {sides[1]}" if sides[1] else sides[0]


def evidence(mention: Mapping[str, Any]) -> str:
    """The words of the trigger's clause, or of the trigger."""
    spans = [span["exact"] for span in mention.get("evidence") or []]
    return shorten(spans[1] if len(spans) > 1 else spans[0]) if spans else ""


def count(number: int, noun: str) -> str:
    """1 event, 2 events."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shorten(text: str, length: int = WORDS) -> str:
    """At most so many characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
