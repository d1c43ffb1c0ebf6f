"""Marks near-duplicates: the earliest published of articles that are alike is the original, the others are its copies.

Decided in the order of publication: an article is the copy of the earliest original before it that it is like, or else an original itself.
What arrives late, changes or goes is decided anew together with what comes after it and is like it, so that the order of arrival does not matter.
"""

import heapq
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from dateline_api.db import copy_index
from dateline_api.db.before import Before
from dateline_api.store.link.copies import ALIKE, WITHIN, bands, likeness, print_of
from dateline_api.store.link.telling import Telling


@dataclass(frozen=True, slots=True)
class _Printed:
    """An article with its print."""

    at: datetime
    id: UUID
    print: bytes
    copy_of: UUID | None

    @property
    def order(self) -> tuple[datetime, UUID]:
        return self.at, self.id


def compare(connection: Connection, telling: Telling, known: Before) -> dict[UUID, UUID | None]:
    """Take the print of an article of which so much is `known`, and mark what that makes a copy, or no copy any more; returns whose mark changed.

    The print of words that are not kept any more stays as it was.
    """
    print_ = print_of(known.text) if known.text or not known.print else known.print
    if known.print and (known.print, known.printed_at) == (print_, telling.reported_at):
        return {}
    if print_ is None:
        return leave(connection, telling.id) if known.print else {}
    waiting = []
    if known.print:
        waiting = copy_index.copies_of(connection, telling.id)
        copy_index.drop_print(connection, telling.id)
    copy_index.put_print(connection, telling.id, print_, bands(print_), at=telling.reported_at)
    new = _Printed(telling.reported_at, telling.id, print_, known.copy_of)
    return _decide(connection, waiting, new=new)


def leave(connection: Connection, article: UUID) -> dict[UUID, UUID | None]:
    """Forget an article that was taken down, or has become too short: another original takes the place that it had. Returns whose mark changed."""
    waiting = copy_index.copies_of(connection, article)
    own = {row.article_id: None for row in copy_index.prints(connection, [article]) if row.copy_of}
    copy_index.drop_print(connection, article)
    copy_index.mark(connection, own)
    return own | _decide(connection, waiting)


def _decide(connection: Connection, keys: list[UUID], *, new: _Printed | None = None) -> dict[UUID, UUID | None]:
    seen: dict[UUID, _Printed] = {new.id: new} if new else {}
    line = [each.order for each in seen.values()] + [_printed(row, seen).order for row in copy_index.prints(connection, keys)]
    before = {key: each.copy_of for key, each in seen.items()}
    now = dict(before)
    heapq.heapify(line)
    done: set[UUID] = set()
    while line:
        _, key = heapq.heappop(line)
        if key in done:
            continue
        done.add(key)
        each = seen[key]
        alike = _alike(connection, each, seen)
        was, now[key] = now[key], next((mate.id for mate in alike if mate.order < each.order and now.get(mate.id, mate.copy_of) is None), None)
        if (was is None) != (now[key] is None) or (new and key == new.id):
            if was is None and now[key]:
                alike += [_printed(row, seen) for row in copy_index.prints(connection, copy_index.copies_of(connection, key))]
            for mate in alike:
                before.setdefault(mate.id, mate.copy_of)
                now.setdefault(mate.id, mate.copy_of)
                if mate.order > each.order:
                    heapq.heappush(line, mate.order)
    changed = {key: found for key, found in now.items() if found != before[key]}
    copy_index.mark(connection, changed)
    return changed


def _alike(connection: Connection, each: _Printed, seen: dict[UUID, _Printed]) -> list[_Printed]:
    """What is like an article, in the order of publication, of what shares a part of its print: a thing of the two prints alone, whatever came first."""
    found = copy_index.mates(connection, bands(each.print), since=each.at - WITHIN, until=each.at + WITHIN)
    mates = [_printed(row, seen) for row in found if row.article_id != each.id]
    return sorted((mate for mate in mates if _are_alike(each, mate)), key=lambda mate: mate.order)


def _are_alike(one: _Printed, other: _Printed) -> bool:
    return abs(one.at - other.at) <= WITHIN and likeness(one.print, other.print) >= ALIKE


def _printed(row: Any, seen: dict[UUID, _Printed]) -> _Printed:
    return seen.setdefault(row.article_id, _Printed(row.at, row.article_id, row.print, row.copy_of))
