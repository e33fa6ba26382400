"""How fast duplicates are found, and in how much memory, on synthetic rows: `bench_dedupe.py [ROWS…]`.

Every tenth row repeats an earlier one, every twentieth an earlier one with a mark and a word added. The keys and
signatures of a row are its worker's business and are timed apart from the decision, which sees all rows at once.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.dedupe import BANDS, KeyedRows, exact_duplicates, near_duplicates, near_signatures, pair_keys

BLOCK = 50_000
AR = [f"{a}{b}{c}" for a in "سمكتقنرب" for b in "اويلعد" for c in ("ته", "ين", "ات", "ون", "هم", "نا")]
EN = [
    f"{a}{b}{c}"
    for a in "bcdfgklm"
    for b in ("an", "er", "il", "or", "un", "ast")
    for c in ("ed", "ing", "s", "al", "ly", "er")
]


def row(number: int) -> tuple[str, str]:
    """A pair of 12 words; every tenth and every twentieth is a duplicate of one kind or the other."""
    if number and number % 10 == 0:
        ar, en = row(((number * 2654435761 >> 7) % (number // 10)) * 10 + 1)
        return (f"{ar} {AR[number % 288]}!", f"- {en} {EN[number % 288]}") if number % 20 == 0 else (ar, en)
    state, digits = number + 1, []
    for _ in range(2):
        state = state * 0x9E3779B97F4A7C15 % 2**64
        state = (state ^ state >> 31) * 0xBF58476D1CE4E5B9 % 2**64
        digits += [(state ^ state >> 29) // 200**place % 200 for place in range(6)]
    return " ".join(AR[digit] for digit in digits), " ".join(EN[digit] for digit in digits)


def blocks(rows: int) -> Iterator[tuple[list[str], list[str]]]:
    """The Arabic and the English of all rows, block by block."""
    for start in range(0, rows, BLOCK):
        ar, en = zip(*map(row, range(start, min(rows, start + BLOCK))), strict=True)
        yield list(ar), list(en)


def exact(rows: int) -> tuple[float, float, dict[str, int]]:
    """Seconds for the keys, seconds for the decision, and what went."""
    spent = [0.0]

    def keyed() -> Iterator[KeyedRows]:
        start = 0
        for ar, en in blocks(rows):
            begun = time.perf_counter()
            keys = pair_keys(ar, en)
            spent[0] += time.perf_counter() - begun
            yield KeyedRows(np.arange(start, start + len(ar)), keys, np.zeros(len(ar), np.float32))
            start += len(ar)

    given = iter(list(keyed()))
    begun = time.perf_counter()
    counts = exact_duplicates(given).counts()
    return spent[0], time.perf_counter() - begun, counts


def near(rows: int) -> tuple[float, float, dict[str, int]]:
    """Seconds for the signatures, seconds for the decision, and what went; the bands lie in files."""
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        files = [(Path(folder) / str(band)).open("wb") for band in range(BANDS)]
        for ar, en in blocks(rows):
            begun = time.perf_counter()
            for start in range(0, len(ar), 5000):
                signatures = near_signatures(ar[start : start + 5000], en[start : start + 5000])
                for file, column in zip(files, signatures.T, strict=True):
                    column.tofile(file)
            spent += time.perf_counter() - begun
        for file in files:
            file.close()
        begun = time.perf_counter()
        bands = (np.fromfile(file.name, np.uint64) for file in files)
        counts = near_duplicates(bands, _texts, np.zeros(rows, np.float32)).counts()
        return spent, time.perf_counter() - begun, counts


def _texts(positions: NDArray[np.int64]) -> Iterator[tuple[str, str]]:
    return map(row, positions.tolist())


def _measure(work: Callable[[int], tuple[float, float, dict[str, int]]], rows: int) -> None:
    keys, decision, counts = work(rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    gone = sum(counts.values())
    print(
        f"{work.__name__:6} {rows:>10,} rows: {rows / keys:>8,.0f} rows/s a core for keys, {rows / decision:>10,.0f} "
        f"rows/s for the decision, {memory:.2f} GB at most, {gone:,} go",
        flush=True,
    )


if __name__ == "__main__":
    for rows in map(int, sys.argv[1:] or ["1000000", "5000000"]):
        for work in (exact, near):
            process = multiprocessing.get_context("spawn").Process(target=_measure, args=(work, rows))
            process.start()
            process.join()
