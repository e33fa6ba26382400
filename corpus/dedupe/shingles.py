"""The characters of many texts in one array, and the hashes of their n-grams."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Odd 64-bit constants: 2⁶⁴ over the golden ratio, and the two of SplitMix64's finalizer (Steele et al. 2014).
_BASE = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread what differs in few bits over all 64 (the finalizer of SplitMix64); 0 stays 0."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))


def sorted_unique(values: NDArray[Any]) -> NDArray[Any]:
    """The different values in ascending order; by sorting, where numpy's own way by hashing takes ten times as long."""
    ordered = np.sort(values, axis=None)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def ngram_hashes(
    values: NDArray[np.uint64], starts: NDArray[np.int64], n: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of all runs of `n` values that lie within one sequence.

    `values`: the sequences one after another; `starts`: where each begins and, last, the end of all: len + 1 numbers.
    Returns the hashes and, likewise, where each sequence's begin. A sequence shorter than `n` has none.
    """
    counts = np.maximum(np.diff(starts) - n + 1, 0)
    begins = np.concatenate(([0], np.cumsum(counts)))
    if not begins[-1]:
        return np.zeros(0, np.uint64), begins
    places = np.arange(begins[-1]) + np.repeat(starts[:-1] - begins[:-1], counts)
    hashes = values[places]
    for offset in range(1, n):
        hashes = hashes * _BASE + values[places + offset]
    return mix(hashes), begins


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The texts' characters one after another, and where each text begins and, last, the end."""
    starts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))))
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    return characters.astype(np.uint64), starts
