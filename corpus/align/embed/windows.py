"""Texts of any length as batches of windows that a network of so many positions can read, and back again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = Sequence[int]

# Windows are padded to a multiple of this, and only those of one padded length share a batch, so that what a window is
# padded to does not depend on what else is asked for. It would show: rounding to 8 bits makes more of the last bits of
# a sum (up to 0.008 of a vector's number, a cosine of 0.9989). CTranslate2 leaves padding out but in attention, so the
# rule costs nothing measurable.
_STEP = 8
# Tokens a batch. Less CPU time than 256 and 2048 (4.1 ms a sentence of 37 tokens against 4.3 and 6.4: what is computed
# between two layers no longer stays in the processor's cache, and glibc gives it back to the system each time).
_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive tokens of the text of number `text`."""

    text: int
    ids: Ids


def cut(texts: Iterable[Ids], longest: int) -> list[Window]:
    """The windows of `texts`, which are ids: one a text, more where it has over `longest` tokens. They do not overlap.

    >>> [list(window.ids) for window in cut([[5, 6, 7], []], 2)]
    [[5, 6], [7], []]
    """
    return [
        Window(number, ids[start : start + longest])
        for number, ids in enumerate(texts)
        for start in range(0, max(len(ids), 1), longest)
    ]


def padded(length: int) -> int:
    """The length to which a window of `length` tokens is padded.

    >>> padded(8), padded(9)
    (8, 16)
    """
    return -(-length // _STEP) * _STEP


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the windows with these `lengths` in batches of one padded length, the longest first.

    >>> list(batches([3, 300, 5, 301]))
    [[1], [3], [0, 2]]
    """
    by_length: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        by_length.setdefault(padded(length), []).append(number)
    for length, numbers in sorted(by_length.items(), reverse=True):
        size = max(1, _TOKENS // length)
        for start in range(0, len(numbers), size):
            yield numbers[start : start + size]


def means(windows: Sequence[Window], vectors: Floats, texts: int) -> Floats:
    """The vector of each of so many `texts`: the mean of its windows', each counting as much as it has tokens."""
    owners = np.array([window.text for window in windows], dtype=np.intp)
    weights = np.array([max(len(window.ids), 1) for window in windows], dtype=np.float32)
    sums = np.zeros((texts, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, vectors * weights[:, None])
    return sums / np.bincount(owners, weights, minlength=texts).astype(np.float32)[:, None]


def embed_windows(
    windows: Sequence[Window], compute: Callable[[list[Ids]], Floats], *, width: int, extra: int, workers: int
) -> Floats:
    """The vector of each window, (windows, width), `workers` batches at a time.

    `compute`: the vectors of a batch. `extra`: how many tokens it adds to each window.
    """
    vectors = np.empty((len(windows), width), dtype=np.float32)

    def run(batch: list[int]) -> None:
        vectors[batch] = compute([windows[number].ids for number in batch])

    pool = ThreadPoolExecutor(workers)
    try:
        jobs = [pool.submit(run, batch) for batch in batches([len(window.ids) + extra for window in windows])]
        for job in jobs:
            job.result()
    finally:
        pool.shutdown(cancel_futures=True)  # or Ctrl-C would wait for every batch that is left
    return vectors


def distinct(texts: Iterable[str]) -> tuple[list[str], NDArray[np.intp]]:
    """Each of `texts` once, without white space at its ends, and where in that list each of them is."""
    places: dict[str, int] = {}
    where = [places.setdefault(text.strip(), len(places)) for text in texts]
    return list(places), np.array(where, dtype=np.intp)


def normalised(vectors: Floats) -> Floats:
    """`vectors`, each of length 1."""
    scaled: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled
