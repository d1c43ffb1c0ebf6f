"""Moves members between entities, or stories, by the steps that there are for it: to split one, and to merge one into another."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar
from uuid import UUID

from dateline_api.db.results import Entry

M = TypeVar("M")

Merge = Callable[[UUID, UUID], list[Entry]]
"""Makes the first one part of the second, whose id stays."""


def regroup(
    moves: Iterable[tuple[M, UUID, UUID]],
    *,
    split: Callable[[UUID, Collection[M]], tuple[UUID, list[Entry]]],
    merge: Merge,
    is_left: Callable[[UUID, Collection[M]], bool],
    known: Collection[UUID],
) -> list[Entry]:
    """Carry out `moves`, each a member with the cluster that it leaves and the one that it comes to; returns the log's entries.

    A cluster that is not `known` is made. `is_left` says whether nothing stays in a cluster when these members go: then it is merged, and
    its id redirects to where most of them went.
    """
    parts = defaultdict[UUID, dict[UUID, list[M]]](dict)
    for member, old, new in moves:
        parts[old].setdefault(new, []).append(member)
    made = {key: key for key in known}
    entries: list[Entry] = []
    for old in sorted(parts):
        *fewer, (last, _) = sorted(parts[old].items(), key=lambda part: (len(part[1]), part[0]))
        if not is_left(old, [member for members in parts[old].values() for member in members]):
            fewer, last = [*fewer, (last, parts[old][last])], None
        for new, members in fewer:
            key, told = split(old, members)
            entries += told
            if new in made:
                entries += merge(key, made[new])
            made.setdefault(new, key)
        if last is not None and made.setdefault(last, old) != old:
            entries += merge(old, made[last])
    return entries
