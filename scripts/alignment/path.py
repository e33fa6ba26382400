"""The best monotone path through two documents: every sentence in one bead, the beads in order on both sides."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from alignment.score import Pair

Gains = Mapping[tuple[int, int], NDArray[np.float64]]


def best_path(gains: Gains, skip: float, inside: NDArray[np.bool_]) -> list[Pair]:
    """The links of the path with the greatest sum.

    `gains[p, q][i, j]` is what linking the Arabic sentences i…i+p-1 with the English j…j+q-1 brings, shape
    (n-p+1, m-q+1); `skip` is what leaving out one sentence brings. `inside`, shape (n+1, m+1), says which points the
    path may go through: (i, j) is the one with i Arabic and j English sentences behind it; (0, 0) and (n, m) must be
    among them, with a way from one to the other. Filled an anti-diagonal at a time: its points do not depend on each
    other.
    """
    n, m = inside.shape[0] - 1, inside.shape[1] - 1
    shapes = [*gains, (0, 1), (1, 0)]  # of equal ways the first is taken
    margin = max(max(shape) for shape in shapes)
    into = {shape: _by_end(gains.get(shape), shape, skip, n, m) for shape in shapes}
    total = np.full((n + 1 + margin, m + 1 + margin), -np.inf)  # with a margin nothing comes from
    total[margin, margin] = 0.0
    chosen = np.zeros((n + 1, m + 1), dtype=np.int8)
    for diagonal in range(1, n + m + 1):
        rows = np.arange(max(0, diagonal - m), min(n, diagonal) + 1)
        rows = rows[inside[rows, diagonal - rows]]
        if not len(rows):
            continue
        columns = diagonal - rows
        ways = np.stack([total[rows - p + margin, columns - q + margin] + into[p, q][rows, columns] for p, q in shapes])
        best = ways.argmax(axis=0)
        chosen[rows, columns] = best
        total[rows + margin, columns + margin] = ways[best, np.arange(len(rows))]
    links: list[Pair] = []
    i, j = n, m
    while i or j:
        p, q = shapes[chosen[i, j]]
        links.append((tuple(range(i - p, i)), tuple(range(j - q, j))))
        i, j = i - p, j - q
    return links[::-1]


def band(points: list[tuple[int, int]], n: int, m: int, width: int) -> NDArray[np.bool_]:
    """The points near a path: `inside` for best_path.

    `points` are points of a monotone path, ascending. Between two of them the rows reach from `width` columns before
    the first to `width` columns behind the second.
    """
    inside = np.zeros((n + 1, m + 1), dtype=np.bool_)
    corners = [(0, 0), *points, (n, m)]
    for (i, j), (next_i, next_j) in pairwise(corners):
        inside[i : next_i + 1, max(0, j - width) : next_j + width + 1] = True
    return inside


def _by_end(
    gain: NDArray[np.float64] | None, shape: tuple[int, int], skip: float, n: int, m: int
) -> NDArray[np.float64]:
    """The gains of one shape of bead by the point where it ends, -inf where it would begin before the documents do."""
    p, q = shape
    ends = np.full((n + 1, m + 1), -np.inf)
    ends[p:, q:] = skip if gain is None else gain
    return ends
