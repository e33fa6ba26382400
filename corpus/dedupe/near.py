"""Rows that say nearly the same: which of them stay."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from corpus.dedupe.exact import NEAR, Duplicates
from corpus.dedupe.settings import DedupeSettings
from corpus.dedupe.shingles import sorted_unique
from corpus.dedupe.signatures import shingle_sets
from models.errors import InputError

# Texts of the rows at ascending positions, in their order.
Texts = Callable[[NDArray[np.int64]], Iterable[tuple[str, str]]]

_TEXTS, _PAIRS = 2_000, 5_000  # worked on at a time: some ten megabytes


def near_duplicates(
    bands: Iterable[NDArray[np.uint64]],
    texts: Texts,
    scores: NDArray[np.float32],
    *,
    settings: DedupeSettings | None = None,
) -> Duplicates:
    """Decide which of n rows go because a better one says nearly the same.

    `bands`: the columns of `near_signatures`, n values each, taken one at a time; `texts`: gives the Arabic and English
    at positions asked for, which ascend; `scores`: n values, NaN where unknown. Give only rows that exact duplicates
    left. Rows are positions here, 0 to n - 1.

    Rows that share a band are compared by their shingles themselves (Jaccard). From the best-scored row down, each
    that stays takes those with it that are alike to it; so whoever goes is alike to one that stays, however long a
    chain of likenesses is. Among equal scores the first row stays.

    Raises InputError when the temporary folder is full.

    Holds 16 bytes a row and 30 while a band is sorted, and 16 for each pair of rows compared. The shingles of these
    rows, some 600 bytes each, lie in a temporary file that is mapped, so the system may drop them from memory.
    """
    settings = settings or DedupeSettings()
    order = np.lexsort((np.arange(len(scores)), -np.nan_to_num(scores, nan=-np.inf, neginf=-np.inf)))
    rank = np.empty(len(scores), np.int64)
    rank[order] = np.arange(len(scores))
    of = np.full(len(scores), -1, np.int64)
    alike = _alike(_candidates(bands, settings.bucket), texts, settings)
    ranks = np.sort(rank[alike], axis=1)
    for better, worse in ranks[np.lexsort((ranks[:, 1], ranks[:, 0]))].tolist():
        first, second = order[better], order[worse]
        if of[first] == -1 and of[second] == -1:
            of[second] = first
    return Duplicates(np.arange(len(scores)), np.where(of == -1, 0, NEAR).astype(np.uint8), of)


def _candidates(bands: Iterable[NDArray[np.uint64]], bucket: int) -> NDArray[np.int64]:
    """Pairs of positions that share a band, each once: each row with the next `bucket` of its bucket."""
    found = np.zeros(0, np.uint64)
    for band in bands:
        order = np.argsort(band, kind="stable")
        ordered = band[order]
        parts = [found]
        for distance in range(1, bucket + 1):
            same = np.flatnonzero((ordered[distance:] == ordered[:-distance]) & (ordered[distance:] != 0))
            if not len(same):
                break
            parts.append((order[same].astype(np.uint64) << np.uint64(32)) | order[same + distance].astype(np.uint64))
        found = sorted_unique(np.concatenate(parts))
    return np.stack((found >> np.uint64(32), found & np.uint64(0xFFFFFFFF)), axis=1).astype(np.int64)


def _alike(pairs: NDArray[np.int64], texts: Texts, settings: DedupeSettings) -> NDArray[np.int64]:
    """Those of the pairs whose shingles are alike enough, over both sides and on each."""
    positions = sorted_unique(pairs)
    if not len(positions):
        return pairs
    with tempfile.TemporaryFile(prefix="jisr-") as file:
        starts = [np.zeros(1, np.int64)]
        for ar, en in _batches(texts(positions)):
            shingles, begins = shingle_sets(ar, en)
            _append(file, shingles)
            starts.append(starts[-1][-1] + begins[1:])
        places = np.concatenate(starts)
        if len(places) != len(positions) + 1:
            raise ValueError(f"{len(places) - 1} texts were given for {len(positions)} rows")
        stored = np.memmap(file, np.uint32, "r", shape=(int(places[-1]),)) if places[-1] else np.zeros(0, np.uint32)
        local = np.searchsorted(positions, pairs)
        kept = [
            part[_are_alike(stored, places, part, settings)]
            for part in np.array_split(local, max(1, -(-len(local) // _PAIRS)))
        ]
        del stored
    return positions[np.concatenate(kept)]


def _append(file: IO[bytes], shingles: NDArray[np.uint32]) -> None:
    try:
        file.write(shingles.data)
        file.flush()
    except OSError as error:
        raise InputError(
            f"{tempfile.gettempdir()}: the temporary folder cannot be written ({error.strerror or error}); make room, "
            "or set TMPDIR to another, and run the same command again"
        ) from error


def _batches(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[list[str], list[str]]]:
    ar: list[str] = []
    en: list[str] = []
    for first, second in texts:
        ar.append(first)
        en.append(second)
        if len(ar) == _TEXTS:
            yield ar, en
            ar, en = [], []
    if ar:
        yield ar, en


def _are_alike(
    stored: NDArray[np.uint32], places: NDArray[np.int64], pairs: NDArray[np.int64], settings: DedupeSettings
) -> NDArray[np.bool_]:
    """Which of the pairs are alike: shared over all shingles, for all pairs by one sort."""
    sizes = np.zeros((2, len(pairs), 2))  # row of the pair, pair, side
    tagged = []
    for place in (0, 1):
        rows = pairs[:, place]
        counts = places[rows + 1] - places[rows]
        ends = np.cumsum(counts)
        index = np.arange(ends[-1]) + np.repeat(places[rows] - (ends - counts), counts)
        number = np.repeat(np.arange(len(pairs), dtype=np.uint64), counts)
        tagged.append((number << np.uint64(32)) | stored[index])
        sizes[place] = _by_side(tagged[-1], len(pairs))
    both = np.sort(np.concatenate(tagged))
    shared = _by_side(both[1:][both[1:] == both[:-1]], len(pairs))
    united = sizes[0] + sizes[1] - shared
    sides = shared / np.maximum(united, 1)
    whole = shared.sum(axis=1) / np.maximum(united.sum(axis=1), 1)
    alike: NDArray[np.bool_] = (whole >= settings.similarity) & (sides.min(axis=1) >= settings.side_similarity)
    return alike


def _by_side(tagged: NDArray[np.uint64], pairs: int) -> NDArray[np.int64]:
    """How many shingles there are of each pair (the upper 32 bits) on either side (the bit below)."""
    return np.bincount((tagged >> np.uint64(31)).astype(np.int64), minlength=2 * pairs).reshape(pairs, 2)
