"""Pairs what was with what is: the one-to-one matching of the greatest weight. Pure.

The Hungarian method with potentials (J. Munkres, Algorithms for the assignment and transportation problems, J. SIAM 5, 1957; in the
form of R. Jonker and A. Volgenant, Computing 38, 1987), on each group of rows and columns that hang together.
"""

from collections import defaultdict
from collections.abc import Mapping

LARGEST = 64  # rows or columns of a group that are matched exactly, in some 50 ms; a larger one is matched heaviest pair first


def assign(weights: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Which column each row gets; `weights` are positive, and pairs that it does not hold are never made. The same weights give the same pairs."""
    chosen: dict[int, int] = {}
    for group in _groups(weights):
        rows, columns = sorted({row for row, _ in group}), sorted({column for _, column in group})
        if max(len(rows), len(columns)) > LARGEST:
            chosen |= _heaviest_first(group)
        elif len(rows) <= len(columns):
            costs = [[-group.get((row, column), 0.0) for column in columns] for row in rows]
            pairs = [(rows[n], columns[m]) for n, m in enumerate(_cheapest(costs))]
            chosen |= dict(pair for pair in pairs if pair in group)
        else:
            costs = [[-group.get((row, column), 0.0) for row in rows] for column in columns]
            pairs = [(rows[m], columns[n]) for n, m in enumerate(_cheapest(costs))]
            chosen |= dict(pair for pair in pairs if pair in group)
    return chosen


def _groups(weights: Mapping[tuple[int, int], float]) -> list[dict[tuple[int, int], float]]:
    """The pairs, apart where no row and no column connects them."""
    of_row, of_column = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for row, column in weights:
        of_row[row].append(column)
        of_column[column].append(row)
    groups, left = [], set(of_row)
    for first in sorted(of_row):
        if first not in left:
            continue
        left.discard(first)
        rows, found = [first], [first]
        while rows:
            near = {other for column in of_row[rows.pop()] for other in of_column[column]} & left
            left -= near
            rows += near
            found += near
        groups.append({(row, column): weights[row, column] for row in sorted(found) for column in of_row[row]})
    return groups


def _heaviest_first(weights: Mapping[tuple[int, int], float]) -> dict[int, int]:
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for row, column in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        if row not in chosen and column not in taken:
            chosen[row] = column
            taken.add(column)
    return chosen


def _cheapest(costs: list[list[float]]) -> list[int]:
    """The column of each row in the cheapest assignment of all rows; no more rows than columns."""
    height, width = len(costs), len(costs[0])
    of_row, of_column, owner = [0.0] * (height + 1), [0.0] * (width + 1), [0] * (width + 1)  # counted from 1; 0 is nobody
    for row in range(1, height + 1):
        owner[0], column = row, 0
        least, way, done = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while owner[column]:
            done[column] = True
            current, step, following = owner[column], float("inf"), 0
            for other in range(1, width + 1):
                if done[other]:
                    continue
                reduced = costs[current - 1][other - 1] - of_row[current] - of_column[other]
                if reduced < least[other]:
                    least[other], way[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(width + 1):
                if done[other]:
                    of_row[owner[other]] += step
                    of_column[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    columns = [0] * height
    for column in range(1, width + 1):
        if owner[column]:
            columns[owner[column] - 1] = column - 1
    return columns
