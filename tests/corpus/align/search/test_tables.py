"""Values of windows and of what stands around them."""

import numpy as np
import pytest

from corpus.align.search.arrays import Floats
from corpus.align.search.beads import MOST, SHAPES
from corpus.align.search.tables import SIZES, Tables, highest

N, M = 6, 7


def value(a: int, b: int, i: int, j: int) -> float:
    """What stands in the table of these windows, told by its digits; NaN where there is no such window."""
    inside = min(a, b) >= 1 and max(a, b) <= MOST and min(i, j) >= 0 and i + a <= N and j + b <= M
    return a * 1000 + b * 100 + i * 10 + j if inside else float("nan")


def tables() -> Tables:
    def table(a: int, b: int) -> Floats:
        rows = [[value(a, b, i, j) for j in range(M - b + 1)] for i in range(N - a + 1)]
        return np.array(rows, dtype=np.float32)

    return Tables({(a, b): table(a, b) for a, b in SIZES})


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_what_stands_around_each_window_of_a_link(a: int, b: int) -> None:
    found = tables()
    more, less, around = found.more(a, b), found.less(a, b), found.around(a, b)
    assert more.shape == around.shape == (4, N - a + 1, M - b + 1)
    assert less.shape == (2 * (a > 1) + 2 * (b > 1), N - a + 1, M - b + 1)
    for i, j in np.ndindex(more.shape[1:]):
        wider = [value(a + 1, b, i, j), value(a + 1, b, i - 1, j), value(a, b + 1, i, j), value(a, b + 1, i, j - 1)]
        np.testing.assert_array_equal(more[:, i, j], wider)
        narrower = [value(a - 1, b, i, j), value(a - 1, b, i + 1, j)] if a > 1 else []
        narrower += [value(a, b - 1, i, j), value(a, b - 1, i, j + 1)] if b > 1 else []
        np.testing.assert_array_equal(less[:, i, j], narrower)
        beside = [value(1, b, i - 1, j), value(1, b, i + a, j), value(a, 1, i, j - 1), value(a, 1, i, j + b)]
        np.testing.assert_array_equal(around[:, i, j], beside)


def test_what_is_usual_for_a_pair_of_windows() -> None:
    """The mean of the four highest of the Arabic window's row and of the English window's column."""
    usual = tables().usual(2, 3)
    assert usual.shape == (N - 1, M - 2)
    of_ar = np.mean([value(2, 1, 4, j) for j in range(3, 7)])
    of_en = np.mean([value(1, 3, i, 1) for i in range(2, 6)])
    assert usual[4, 1] == pytest.approx((of_ar + of_en) / 2)


@pytest.mark.parametrize(
    ("values", "axis", "expected"),
    [
        ([[1, 5, 3, 2, 4]], 1, [3.5]),
        ([[1, 5], [3, 1]], 1, [3, 2]),
        ([[1, 5], [3, 1]], 0, [2, 3]),
        ([[], []], 1, [0, 0]),
    ],
)
def test_the_mean_of_the_four_highest(values: list[list[float]], axis: int, expected: list[float]) -> None:
    assert highest(np.array(values, dtype=np.float32), axis).tolist() == pytest.approx(expected)
