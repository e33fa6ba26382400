"""bertalign's scheme: anchors of one sentence to one first, windows beside them second.

Liu and Zhu, Bertalign: Improved word embedding-based sentence alignment for Chinese-English parallel corpora of
literary texts (Digital Scholarship in the Humanities 38, 2023). Written from the published description, on vectors of
windows, with its defaults: three neighbours a sentence, beads of up to 5 sentences, a margin over the neighbouring
windows, a length penalty, and -0.1 for a sentence left out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alignment.path import band, best_path
from alignment.score import Pair

Vectors = NDArray[np.floating]
Matrix = NDArray[np.float64]

NEAREST = 3  # English sentences an Arabic one may be anchored to
MOST = 5  # sentences in a bead, both sides together
BUFFER = 5  # English sentences to either side of the anchors
SKIP = -0.1


def align(ar: Sequence[Vectors], en: Sequence[Vectors], ar_bytes: Sequence[int], en_bytes: Sequence[int]) -> list[Pair]:
    """Link two documents given the vectors of their windows and the length of each sentence in bytes of UTF-8.

    `ar[p - 1][i]` is the vector of the sentences i…i+p-1, of length 1; `en` likewise.
    """
    n, m = len(ar[0]), len(en[0])
    inside = band(_anchors(ar[0], en[0]), n, m, BUFFER)
    ratio = sum(ar_bytes) / sum(en_bytes)
    gains = {}
    for p in range(1, min(len(ar), n, MOST - 1) + 1):
        lengths_ar = _lengths(ar_bytes, p)
        for q in range(1, min(len(en), m, MOST - p) + 1):
            lengths_en = ratio * _lengths(en_bytes, q)
            shorter = np.minimum(lengths_ar[:, None], lengths_en[None, :])
            longer = np.maximum(lengths_ar[:, None], lengths_en[None, :])
            cosines = (ar[p - 1] @ en[q - 1].T).astype(np.float64)
            around = (beside(cosines, q) + beside(cosines.T, p).T) / 2
            gains[p, q] = (cosines - around) * np.log2(1 + shorter / longer)
    return best_path(gains, SKIP, inside)


def _anchors(ar: Vectors, en: Vectors) -> list[tuple[int, int]]:
    """Points of the monotone chain of 1-1 links, each to one of the nearest, with the greatest sum of cosines."""
    cosines = (ar @ en.T).astype(np.float64)
    n, m = cosines.shape
    nearest = np.argpartition(-cosines, min(NEAREST, m) - 1, axis=1)[:, :NEAREST]
    gain = np.full((n, m), -np.inf)
    rows = np.arange(n)[:, None]
    gain[rows, nearest] = cosines[rows, nearest]
    everywhere = np.ones((n + 1, m + 1), dtype=np.bool_)
    return [(a[0] + 1, b[0] + 1) for a, b in best_path({(1, 1): gain}, 0.0, everywhere) if a and b]


def beside(cosines: Matrix, size: int) -> Matrix:
    """The mean of each row's cosines with the windows right before and right behind the column's, where there are any.

    The columns are windows of `size` sentences by where they begin.
    """
    total, count = np.zeros_like(cosines), np.zeros(cosines.shape[1])
    total[:, size:] += cosines[:, :-size]
    total[:, :-size] += cosines[:, size:]
    count[size:] += 1
    count[:-size] += 1
    return total / np.maximum(count, 1)


def _lengths(sizes: Sequence[int], window: int) -> Matrix:
    """The lengths of the windows, by where they begin."""
    ends = np.concatenate([[0], np.cumsum(sizes)])
    lengths: Matrix = (ends[window:] - ends[:-window]).astype(np.float64)
    return lengths
