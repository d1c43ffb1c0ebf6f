"""Takes the words of an article that is deleted out of what was said about it: that there was a correction stays, and what it names by ids and codes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import corrections, takedown, tellings
from dateline_api.store.redact import name


def purge(connection: Connection, article: UUID) -> None:
    """Blank the reasons of all corrections about an article, its mentions and the events it tells of, or told of once, and every quotation in them.

    The commands by which they were asked for, and the answers that show them, go as well.
    """
    told = tellings.of_article(connection, article)
    mentions, events = {row.id for row in told}, {row.event_id for row in told if row.event_id}
    events |= {row.id for row in takedown.events_of(connection, takedown.former(connection, article))}
    rows = corrections.about(connection, {article, *mentions, *events})
    for row in rows:
        left = {name: _without(getattr(row, name), article) for name in ("body", "effect", "undo")}
        corrections.replace(connection, row.id, reason="", **left)
    named = {ids.public("art", article), *(ids.public("mnt", key) for key in mentions), *(ids.public("evt", key) for key in events)}
    corrections.forget_orders(connection, sorted({*named, *(ids.public("cor", row.id) for row in rows)}))


def _without(value: Any, article: UUID) -> Any:
    """The same without descriptions that are long enough to be a quotation. Names of entities stay, and what they are called in other articles."""
    if isinstance(value, dict):
        return {key: _field(value, key, article) for key in value}
    if isinstance(value, list):
        return [_without(each, article) for each in value]
    return name(value, entity=None) if isinstance(value, str) else value


def _field(value: dict[str, Any], key: str, article: UUID) -> Any:
    if key in ("tellings", "told"):
        return [_without(each, article) if _teller(each) == article else each for each in value[key]]
    if key == "name" and (value.get("entity") or value.get("id")):
        return value[key]
    return _without(value[key], article)


def _teller(telling: Any) -> UUID:
    """The article that a telling names, in the words of the api or of `effect`."""
    return ids.parse("art", telling["article_id"]) if isinstance(telling, dict) else UUID(hex=telling[0])
