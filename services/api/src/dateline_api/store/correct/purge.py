"""Takes the words of an article that is deleted out of what was said about it: that there was a correction stays, and what it names by ids and codes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import corrections, tellings
from dateline_api.store.redact import name


def purge(connection: Connection, article: UUID) -> None:
    """Blank the reasons of all corrections about an article, its mentions and the events it tells of, and every quotation in them.

    The commands by which they were asked for, and the answers that show them, go as well.
    """
    told = tellings.of_article(connection, article)
    mentions, events = {row.id for row in told}, {row.event_id for row in told if row.event_id}
    rows = corrections.about(connection, {article, *mentions, *events})
    for row in rows:
        corrections.replace(connection, row.id, reason="", body=_without(row.body), effect=_without(row.effect), undo=_without(row.undo))
    named = {ids.public("art", article), *(ids.public("mnt", key) for key in mentions), *(ids.public("evt", key) for key in events)}
    corrections.forget_orders(connection, sorted({*named, *(ids.public("cor", row.id) for row in rows)}))


def _without(value: Any) -> Any:
    """The same without descriptions that are long enough to be a quotation."""
    if isinstance(value, dict):
        return {key: _without(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each) for each in value]
    return name(value, entity=None) if isinstance(value, str) else value
