"""vecalign's scheme: recursive dynamic programming over normalised cosine costs.

Thompson and Koehn, Vecalign: Improved Sentence Alignment in Linear Time and Space (EMNLP 2019). Written from the
paper, on vectors of windows; defaults are its own: windows of up to 4 sentences, beads of up to 4, 100 sampled vectors
a side for the norms, deletions at the 20th percentile of the 1-1 costs, full search up to 300 sentences.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alignment.path import band, best_path
from alignment.score import Pair

Vectors = NDArray[np.floating]

MOST = 4  # sentences in a bead, both sides together
SAMPLED = 100  # sentences a side that a window's norm is taken over
PERCENTILE = 20.0  # of the costs of 1-1 beads: what a deletion costs
COSTS = 20_000  # 1-1 beads the percentile is taken over
FULL = 300  # sentences on the longer side up to which every bead is looked at
BUFFER = 5  # sentences to either side of the coarser path


def align(ar: Sequence[Vectors], en: Sequence[Vectors], full: int = FULL) -> list[Pair]:
    """Link two documents given the vectors of their windows.

    `ar[p - 1][i]` is the vector of the sentences i…i+p-1, of length 1; `en` likewise. Above `full` sentences the path
    through the documents at half the resolution is found first, and beads are looked for beside it.
    """
    n, m = len(ar[0]), len(en[0])
    shapes = [(p, q) for p in range(1, min(len(ar), n) + 1) for q in range(1, min(len(en), m) + 1) if p + q <= MOST]
    inside = np.ones((n + 1, m + 1), dtype=np.bool_)
    if max(n, m) > full:
        inside = band(_coarse_path(ar[0], en[0], full), n, m, BUFFER)
    return _search(ar, en, shapes, inside)


def _coarse_path(ar: Vectors, en: Vectors, full: int) -> list[tuple[int, int]]:
    """Points of a path through the documents, found with 1-1 beads and deletions among pairs of sentences."""
    half_ar, half_en = _halved(ar), _halved(en)
    n, m = len(half_ar), len(half_en)
    inside = np.ones((n + 1, m + 1), dtype=np.bool_)
    if max(n, m) > full:
        inside = band(_coarse_path(half_ar, half_en, full), n, m, BUFFER)
    links = _search([half_ar], [half_en], [(1, 1)], inside)
    return [(2 * a[0], 2 * b[0]) for a, b in links if a and b]


def _search(
    ar: Sequence[Vectors], en: Sequence[Vectors], shapes: Sequence[tuple[int, int]], inside: NDArray[np.bool_]
) -> list[Pair]:
    random = np.random.default_rng(0)
    norms_ar, norms_en = _norms(ar, en, random), _norms(en, ar, random)
    costs = {}
    for p, q in shapes:
        norm = norms_ar[p - 1][:, None] + norms_en[q - 1][None, :]
        costs[p, q] = 2 * p * q * (1 - ar[p - 1] @ en[q - 1].T).astype(np.float64) / norm
    single = costs[1, 1].ravel()
    if len(single) > COSTS:
        single = random.choice(single, COSTS, replace=False)
    deletion = float(np.percentile(single, PERCENTILE))
    return best_path({shape: -cost for shape, cost in costs.items()}, -deletion, inside)


def _norms(
    windows: Sequence[Vectors], others: Sequence[Vectors], random: np.random.Generator
) -> list[NDArray[np.float64]]:
    """The mean distance of each window to a sample of the other document's sentences."""
    singles = others[0]
    if len(singles) > SAMPLED:
        singles = singles[random.choice(len(singles), SAMPLED, replace=False)]
    return [np.maximum((1 - some @ singles.T).mean(axis=1, dtype=np.float64), 1e-6) for some in windows]


def _halved(vectors: Vectors) -> Vectors:
    """The means of neighbouring vectors two by two, of length 1; an odd last one stays."""
    sums = vectors[::2].copy()
    sums[: len(vectors) // 2] += vectors[1::2]
    means: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return means
