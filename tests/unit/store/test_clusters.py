"""Clusters old and new: how alike they are, which is which, and how members come from one to the other."""

from collections import Counter
from uuid import UUID

import pytest
from dateline_api.clusters import Cell, b_cubed, keep_ids
from dateline_api.store.link.regroup import regroup
from hypothesis import given
from hypothesis import strategies as st

LABELS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30)  # of each member its old and its new cluster


def uuid(n: int, *, is_new: bool = False) -> UUID:
    return UUID(int=n + (100 if is_new else 0))


def cells_of(members: list[tuple[int, int]]) -> list[Cell]:
    shared, old, new = Counter(members), Counter(a for a, _ in members), Counter(b for _, b in members)
    return [Cell(uuid(a), uuid(b, is_new=True), n, old[a], new[b]) for (a, b), n in sorted(shared.items())]


def by_members(members: list[tuple[int, int]]) -> float:
    """B-cubed as it is defined: over all members."""

    def mean(one: int, other: int) -> float:
        found = [[m for m in members if m[one] == each[one]] for each in members]
        return sum(sum(m[other] == each[other] for m in cluster) / len(cluster) for each, cluster in zip(members, found, strict=True)) / len(members)

    precision, recall = mean(1, 0), mean(0, 1)
    return 2 * precision * recall / (precision + recall)


@given(LABELS)
def test_b_cubed_of_cells_is_that_of_members(members) -> None:
    cells = cells_of(members)
    equal = [cell for cell in cells if cell.shared == cell.old_size == cell.new_size]
    same = sum(cell.shared for cell in equal)
    assert b_cubed([cell for cell in cells if cell not in equal], same=same) == pytest.approx(by_members(members))


def test_of_nothing_all_is_equal() -> None:
    assert b_cubed([], same=0) == 1.0


@given(LABELS)
def test_each_old_id_is_kept_once_and_by_one_that_shares_a_member(members) -> None:
    kept = keep_ids(cells_of(members), fixed={})
    assert len(set(kept.values())) == len(kept)
    assert all((old.int, new.int - 100) in members for new, old in kept.items())


def test_id_goes_to_the_cluster_that_shares_most() -> None:
    assert keep_ids(cells_of([(1, 1), (1, 1), (1, 2), (2, 2)]), fixed={}) == {uuid(1, is_new=True): uuid(1), uuid(2, is_new=True): uuid(2)}
    assert keep_ids(cells_of([(1, 1), (1, 2), (1, 2)]), fixed={}) == {uuid(2, is_new=True): uuid(1)}


def test_id_that_a_correction_gave_stays_whatever_is_shared() -> None:
    cells = cells_of([(1, 1), (1, 1), (2, 1)])
    assert keep_ids(cells, fixed={uuid(1, is_new=True): uuid(2)}) == {uuid(1, is_new=True): uuid(2)}


@given(LABELS)
def test_members_come_to_where_they_belong(members) -> None:
    kept = keep_ids(cells_of(members), fixed={})
    where = {n: uuid(old) for n, (old, _) in enumerate(members)}
    wanted = {n: kept.get(uuid(new, is_new=True), uuid(new, is_new=True)) for n, (_, new) in enumerate(members)}
    made = iter(range(1000, 2000))
    redirects = {}

    def split(old: UUID, moving):
        assert {n for n, key in where.items() if key == old} > set(moving)
        key = UUID(int=next(made))
        where.update(dict.fromkeys(moving, key))
        return key, []

    def merge(loser: UUID, winner: UUID):
        assert loser != winner
        where.update({n: winner for n, key in where.items() if key == loser})
        redirects[loser] = winner
        return []

    def is_left(old: UUID, moving) -> bool:
        return {n for n, key in where.items() if key == old} == set(moving)

    moves = [(n, where[n], wanted[n]) for n in where if where[n] != wanted[n]]
    regroup(moves, split=split, merge=merge, is_left=is_left, known={uuid(old) for old, _ in members})
    together = {frozenset(n for n in where if where[n] == key) for key in where.values()}
    assert together == {frozenset(n for n in wanted if wanted[n] == key) for key in wanted.values()}
    assert all(where[n] == wanted[n] for n in where if wanted[n].int <= 100)
    assert not redirects.keys() & set(where.values())
