"""What a correction comes to, found out before anything is changed, and the objects that it names, as they are now."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import corrected, corrections
from dateline_api.db.results import Entry
from dateline_api.store.link.pins import apart


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written of a correction, and what is done when it stands."""

    targets: Collection[UUID]
    act: Callable[[], list[Entry]]  # returns the log's entries
    effect: Mapping[str, Any] = field(default_factory=dict)  # in the terms of `link.pins`
    undo: Mapping[str, Any] = field(default_factory=dict)
    articles: Collection[UUID] = ()  # whose records may change with it


def event(connection: Connection, name: str) -> UUID:
    """The event that an id stands for now. Raises RejectedError for one that is not there, or that nobody tells of any more."""
    key = ids.parse("evt", name)
    row = corrected.event(connection, key)
    if row is None:
        raise RejectedError(f"there is no event {name}")
    if row.redirect_to:
        return row.redirect_to
    if row.retracted:
        raise RejectedError(f"nobody tells of event {name} any more: it is retracted")
    return key


def mention(connection: Connection, name: str) -> Row:
    """A mention that stands. Raises RejectedError for one that is not there, is not read any more, or was rejected."""
    row = corrected.mention(connection, ids.parse("mnt", name))
    if row is None:
        raise RejectedError(f"there is no mention {name}")
    if not row.body:
        raise RejectedError(f"the article of mention {name} was deleted")
    if row.retracted:
        raise RejectedError(f"mention {name} does not stand: it was rejected, or its article does not tell of it any more")
    return row


def check_not_apart(connection: Connection, keys: Collection[UUID]) -> None:
    """Raises RejectedError if a standing correction says of two of these that they are not one."""
    if found := apart(connection, keys):
        by = ", ".join(ids.public("cor", each) for each in sorted({*found.values()}))
        raise RejectedError(f"{by} says that these are not one; withdraw that first")


def check_not_settled(connection: Connection, key: UUID, fields: Collection[str], settled: Callable[[Row], Collection[str]]) -> None:
    """Raises RejectedError if a standing correction settles one of these fields of an object; `settled` is which fields one settles."""
    for row in corrections.standing(connection, [key]):
        if both := sorted({*fields} & {*settled(row)}):
            raise RejectedError(f"{ids.public('cor', row.id)} settles {', '.join(both)} already; withdraw that first")
