"""Pairs two lists one to one so that the pairs weigh most together: the Hungarian method (Kuhn 1955) with potentials, O(n² m). Pure."""

from collections.abc import Sequence
from math import inf


def assign(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs (row, column) of greatest total weight; a pair that weighs nothing is none."""
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        return sorted((row, column) for column, row in assign(list(zip(*weights, strict=True))))
    rows, columns = len(weights), len(weights[0])
    of_row, of_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder = [0] * (columns + 1)  # which row a column is given to; 0 is nobody, as rows and columns count from 1
    for row in range(1, rows + 1):
        holder[0] = row
        least, came_from, seen = [inf] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        at = 0
        while holder[at]:
            seen[at] = True
            here, step, after = holder[at], inf, 0
            for column in range(1, columns + 1):
                if not seen[column]:
                    cost = -weights[here - 1][column - 1] - of_row[here] - of_column[column]
                    if cost < least[column]:
                        least[column], came_from[column] = cost, at
                    if least[column] < step:
                        step, after = least[column], column
            for column in range(columns + 1):
                if seen[column]:
                    of_row[holder[column]] += step
                    of_column[column] -= step
                else:
                    least[column] -= step
            at = after
        while at:
            holder[at] = holder[came_from[at]]
            at = came_from[at]
    return sorted((row - 1, column - 1) for column, row in enumerate(holder) if column and row and weights[row - 1][column - 1] > 0)
