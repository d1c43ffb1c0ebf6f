"""Webhooks and their deliveries as tables, and one webhook as lines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.table import Table

from dateline.feed_table import until
from dateline.table import cell, shorten

COLOURS = {"active": "green", "paused": "yellow", "delivered": "green", "waiting": "cyan"}
TROUBLE = "red"
ANSWER = 80  # characters of what a receiver said


def webhook_table(hooks: Iterable[Mapping[str, Any]], *, now: datetime) -> Table:
    """A table of webhooks; under each address stand its description and id, which other commands take."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("state", "behind", "next try"):
        table.add_column(heading, no_wrap=True)
    for heading, least in (("webhook", 16), ("filter", 12), ("what is wrong", 12)):
        table.add_column(heading, min_width=least, overflow="fold")
    for hook in hooks:
        next_at = hook["next_attempt_at"]
        table.add_row(
            _coloured(state_of(hook)),
            str(hook["lag"]),
            until(datetime.fromisoformat(next_at), now=now) if next_at else "",
            "\n".join([cell(hook["url"]), *(f"[dim]{cell(each)}[/]" for each in (hook["description"], hook["id"]) if each)]),
            cell(filter_words(hook["filter"])),
            cell(hook["reason"] or hook["last_error"] or ""),
        )
    return table


def delivery_table(tries: Iterable[Mapping[str, Any]]) -> Table:
    """A table of tries; under what went wrong stands how the receiver put it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("at", "outcome", "try", "status", "ms"):
        table.add_column(heading, no_wrap=True)
    for heading, least in (("message, delivery", 20), ("what is wrong", 12)):
        table.add_column(heading, min_width=least, overflow="fold")
    for each in tries:
        told = [cell(each["error"] or ""), f"[dim]{cell(shorten(each['answer'], ANSWER))}[/]" if each["answer"] and each["error"] else ""]
        table.add_row(
            str(each["at"])[:19].replace("T", " "),
            _coloured(str(each["outcome"])),
            each["cause"] if each["cause"] != "change" else str(each["attempt"]),
            str(each["status"] or ""),
            str(each["milliseconds"]),
            f"{cell(each['message_id'])}\n[dim]{cell(each['id'])}[/]",
            "\n".join(filter(None, told)),
        )
    return table


def webhook_lines(hook: Mapping[str, Any]) -> Iterator[str]:
    """A line for each field that says something."""
    width = max(map(len, hook))
    for name, value in hook.items():
        if value is not None and value != {}:
            yield f"{name:{width}}  {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}"


def state_of(hook: Mapping[str, Any]) -> str:
    """The state; of an active webhook that does not get through how often it tried: `failing 3×`."""
    return f"failing {hook['attempt']}×" if hook["state"] == "active" and hook["attempt"] else str(hook["state"])


def filter_words(given: Mapping[str, Any]) -> str:
    """A filter in one line: `type=CONSULT country=KEN,NGA`."""
    return " ".join(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}" for name, value in given.items()) or "everything"


def _coloured(state: str) -> str:
    return f"[{COLOURS.get(state, TROUBLE)}]{cell(state)}[/]"
