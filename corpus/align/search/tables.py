"""One value for every pair of windows, and what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from corpus.align.search.arrays import Floats
from corpus.align.search.beads import MOST

# Values are wanted for every shape and for what it becomes by one sentence more or less.
SIZES = [
    (ar, en)
    for ar in range(1, MOST + 1)
    for en in range(1, MOST + 1)
    if ar + en <= MOST + 2 and (min(ar, en) <= 2 or (ar, en) == (3, 3))
]
_NEIGHBOURS = 4  # how many of the highest values make a window's usual one, as in CSLS (Conneau et al. 2018) with few


@dataclass(frozen=True, slots=True)
class Tables:
    """`values[a, b]` (n - a + 1, m - b + 1), for each of SIZES: of a Arabic and b English sentences in a row."""

    values: Mapping[tuple[int, int], Floats]
    _ar_usual: dict[int, Floats] = field(init=False, default_factory=dict)
    _en_usual: dict[int, Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for size in range(1, MOST + 1):
            self._ar_usual[size] = highest(self.values[size, 1], axis=1)[:, None]
            self._en_usual[size] = highest(self.values[1, size], axis=0)[None]

    def __getitem__(self, size: tuple[int, int]) -> Floats:
        return self.values[size]

    def usual(self, a: int, b: int) -> Floats:
        """(n - a + 1, m - b + 1) the mean of what is usual for either window, over its best few counterparts."""
        return np.float32(0.5) * (self._ar_usual[a] + self._en_usual[b])

    def more(self, a: int, b: int) -> Floats:
        """(4, …) with a sentence more: Arabic behind, Arabic before, English behind, English before; NaN: none."""
        wider = [self.beside(a, b, 1, 0), self.beside(a, b, 1, 0, -1, 0)]
        return np.stack([*wider, self.beside(a, b, 0, 1), self.beside(a, b, 0, 1, 0, -1)])

    def less(self, a: int, b: int) -> Floats:
        """(0, 2 or 4, …) without the last or the first sentence of a side that has several."""
        arabic = [self.beside(a, b, -1, 0), self.beside(a, b, -1, 0, 1, 0)] if a > 1 else []
        english = [self.beside(a, b, 0, -1), self.beside(a, b, 0, -1, 0, 1)] if b > 1 else []
        return np.array([*arabic, *english], dtype=np.float32).reshape(-1, *self.values[a, b].shape)

    def around(self, a: int, b: int) -> Floats:
        """(4, …) with the sentence before or behind in place of a side's own; NaN: none."""
        arabic = [self.beside(a, b, 1 - a, 0, -1, 0), self.beside(a, b, 1 - a, 0, a, 0)]
        return np.stack([*arabic, self.beside(a, b, 0, 1 - b, 0, -1), self.beside(a, b, 0, 1 - b, 0, b)])

    def beside(self, a: int, b: int, more_a: int, more_b: int, di: int = 0, dj: int = 0) -> Floats:
        """For each window of (a, b) the value of the one with (more_a, more_b) more that begins (di, dj) further on."""
        found = np.full(self.values[a, b].shape, np.nan, dtype=np.float32)
        table = self.values.get((a + more_a, b + more_b))
        if table is not None:
            there, here = table[max(0, di) :, max(0, dj) :], found[max(0, -di) :, max(0, -dj) :]
            rows, columns = np.minimum(there.shape, here.shape)
            here[:rows, :columns] = there[:rows, :columns]
        return found


def highest(values: Floats, axis: int) -> Floats:
    """The mean of the few highest values along an axis; 0 where there are none."""
    count = min(_NEIGHBOURS, values.shape[axis])
    if count == 0:
        return np.zeros(values.shape[1 - axis], dtype=np.float32)
    return np.asarray(np.partition(values, -count, axis=axis).take(range(-count, 0), axis=axis).mean(axis))
