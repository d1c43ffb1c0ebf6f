"""Events as lines of a table: date, status, what, who to whom, according to whom, the words, the article."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

COLOURS = {"happened": "green", "planned": "cyan", "possible": "cyan", "alleged": "yellow", "negated": "red", "denied": "red"}
WORDS = 60  # characters of evidence and of titles


def event_table(events: Iterable[Mapping[str, Any]]) -> Table:
    """A table of event records."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("date", "status", "event", "who → whom", "said by", "words", "article"):
        table.add_column(heading, overflow="fold")
    for event in events:
        status = str(event["status"])
        mention = (event.get("mentions") or [{}])[0]
        table.add_row(
            (event.get("date") or {}).get("edtf") or "",
            f"[{COLOURS.get(status, 'white')}]{escape(status)}[/]",
            escape(kind(event)),
            escape(parties(event)),
            escape((event.get("said_by") or {}).get("name") or ""),
            escape(evidence(mention)),
            escape(shorten(mention.get("title") or mention.get("article_id") or "")),
        )
    return table


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


def shorten(text: str, length: int = WORDS) -> str:
    """At most so many characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
