"""Compares two ways to put the same members into clusters: how alike they are, and which new cluster is which old one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cell:
    """What an old and a new cluster have in common. None: the member stands alone, in no cluster."""

    old: UUID | None
    new: UUID | None
    shared: int  # members
    old_size: int
    new_size: int


def b_cubed(cells: Iterable[Cell], *, same: int) -> float:
    """F1 of B-cubed (A. Bagga and B. Baldwin, LREC 1998); `same` is how many members are in clusters that are equal, which `cells` leave out."""
    members = precision = recall = float(same)
    for cell in cells:
        members += cell.shared
        precision += cell.shared**2 / cell.new_size
        recall += cell.shared**2 / cell.old_size
    return 2 * precision * recall / (precision + recall) / members if members else 1.0


def keep_ids(cells: Sequence[Cell], *, fixed: dict[UUID, UUID]) -> dict[UUID, UUID]:
    """Which old cluster each new one is: that with which it shares most members, each at most once; `fixed` are known. Some are new indeed."""
    kept = dict(fixed)
    taken = set(fixed.values())
    for cell in sorted(cells, key=lambda cell: (-cell.shared, -cell.shared / cell.new_size, cell.old or _NOBODY, cell.new or _NOBODY)):
        if cell.old and cell.new and cell.new not in kept and cell.old not in taken:
            kept[cell.new] = cell.old
            taken.add(cell.old)
    return kept


_NOBODY = UUID(int=0)
