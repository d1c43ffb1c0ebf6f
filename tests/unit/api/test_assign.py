"""The best pairing of two lists, against trying all."""

import random
from itertools import permutations

import pytest
from dateline_api.assign import assign


def pairs_of(weights: list[list[float]]) -> list[tuple[int, int]]:
    return sorted(assign({(i, j): weight for i, row in enumerate(weights) for j, weight in enumerate(row) if weight > 0}).items())


@pytest.mark.parametrize("seed", range(30))
def test_no_other_pairing_weighs_more(seed: int) -> None:
    choose = random.Random(seed)
    rows, columns = choose.randint(1, 5), choose.randint(1, 5)
    weights = [[choose.choice([0, 0, 1, 2.5, 3, choose.random()]) for _ in range(columns)] for _ in range(rows)]
    pairs = pairs_of(weights)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(weights[row][column] > 0 for row, column in pairs)
    wide = weights if rows <= columns else [list(column) for column in zip(*weights, strict=True)]
    best = max(sum(wide[row][column] for row, column in enumerate(order)) for order in permutations(range(len(wide[0])), len(wide)))
    assert sum(weights[row][column] for row, column in pairs) == pytest.approx(best)


def test_a_greedy_pairing_would_lose_here() -> None:
    assert pairs_of([[5, 4], [4, 0]]) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("nothing", [[], [[]], [[0, 0]]])
def test_nothing_to_pair_gives_no_pairs(nothing: list[list[float]]) -> None:
    assert pairs_of(nothing) == []
