"""From units to a data set: duplicates over everything, splits, rows to where they belong."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.build.parts import Part, Parts
from corpus.build.settings import BuildSettings
from corpus.build.stages import KEPT
from corpus.dedupe import BANDS, REASONS, KeyedRows, exact_duplicates, near_duplicates
from corpus.splits import split_of
from corpus.store import DataSetWriter, Dropped

Codes = NDArray[np.uint8]


def finish(parts: Parts, done: Sequence[Part], writer: DataSetWriter, settings: BuildSettings) -> Counter[str]:
    """Hand every row to the writer, kept or dropped, in the order of the sources; how many were dropped, by reason."""
    codes = _duplicates(parts, done, settings)
    dropped: Counter[str] = Counter()
    number = 0
    for part in done:
        for row in parts.rows(part.number):
            reason = row.reason
            if reason == KEPT:
                reason = REASONS[codes[number]]
                number += 1
            if reason:
                dropped[reason] += 1
                writer.drop(Dropped(row.pair, reason, row.values))
            else:
                writer.keep(row.pair, split_of(row.pair.origin.source, row.pair.origin.document, settings.shares))
    return dropped


def _duplicates(parts: Parts, done: Sequence[Part], settings: BuildSettings) -> Codes:
    """For each row that is kept so far, counted over all parts, a code into REASONS."""

    def blocks() -> Iterator[KeyedRows]:
        start = 0
        for part in done:
            keys = parts.keys(part.number)
            yield KeyedRows(np.arange(start, start + part.kept), keys.keys, keys.scores)
            start += part.kept

    codes = exact_duplicates(blocks(), settings=settings.dedupe).reason
    if settings.near:
        stays = np.flatnonzero(codes == 0)
        mine = np.split(stays, np.searchsorted(stays, np.cumsum([part.kept for part in done])[:-1]))
        near = _Near(parts, done, mine)
        columns = (near.column(band) for band in range(BANDS))
        found = near_duplicates(columns, near.texts, near.scores(), settings=settings.dedupe)
        codes[stays] = found.reason
    return codes


class _Near:
    """The rows that exact duplicates left, read from their parts a column at a time."""

    def __init__(self, parts: Parts, done: Sequence[Part], stays: Sequence[NDArray[np.int64]]) -> None:
        self._parts, self._done = parts, done
        starts = np.cumsum([0, *(part.kept for part in done)])[:-1]
        self._inside = [rows - start for rows, start in zip(stays, starts, strict=True)]
        self._ends = np.cumsum([len(rows) for rows in stays])

    def column(self, band: int) -> NDArray[np.uint64]:
        return np.concatenate([self._parts.keys(p.number).bands[i, band] for p, i in self._each()])

    def scores(self) -> NDArray[np.float32]:
        return np.concatenate([self._parts.keys(p.number).scores[i] for p, i in self._each()])

    def texts(self, positions: NDArray[np.int64]) -> Iterator[tuple[str, str]]:
        wanted = np.split(positions, np.searchsorted(positions, self._ends[:-1]))
        start = 0
        for (part, inside), chosen in zip(self._each(), wanted, strict=True):
            if len(chosen):
                places = set(self._parts.keys(part.number).places[inside[chosen - start]].tolist())
                for place, row in enumerate(self._parts.rows(part.number)):
                    if place in places:
                        yield row.pair.ar, row.pair.en
            start += len(inside)

    def _each(self) -> Iterator[tuple[Part, NDArray[np.int64]]]:
        return zip(self._done, self._inside, strict=True)
