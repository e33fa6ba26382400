"""From units to a data set: duplicates over everything, splits, rows to where they belong."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corpus.building.parts import Part, Parts, band_name
from corpus.building.settings import BuildSettings
from corpus.building.stages import KEPT
from corpus.dedupe import BANDS, REASONS, KeyedRows, Keys, exact_duplicates, near_duplicates
from corpus.splits import split_of
from corpus.store import DROPPED, PARTS, DataSetWriter

Codes = NDArray[np.uint8]


def finish(parts: Parts, done: Sequence[Part], writer: DataSetWriter, settings: BuildSettings) -> Counter[str]:
    """Hand every row to the writer, kept or dropped, in the order of the sources; how many were dropped, by reason."""
    codes = _duplicates(parts, done, settings)
    dropped: Counter[str] = Counter()
    ledger, names = PARTS.index(DROPPED), np.array(REASONS, object)
    start = 0

    @lru_cache(maxsize=1 << 14)  # the rows of a document mostly stand together
    def split(source: str, document: str) -> int:
        return PARTS.index(split_of(source, document, settings.shares))

    for part in done:
        rows = parts.table(part.number)
        reasons = rows["reason"].to_numpy()
        reasons[reasons == KEPT] = names[codes[start : start + part.kept]]
        start += part.kept
        dropped.update(reasons[reasons != KEPT].tolist())
        source, document = (pc.struct_field(rows["origin"], name).to_pylist() for name in ("source", "document"))
        each = zip(reasons, source, document, strict=True)
        places = [ledger if reason else split(source, document) for reason, source, document in each]
        column = rows.schema.get_field_index("reason")
        rows = rows.set_column(column, rows.schema.field(column), pa.array(reasons, pa.string()))
        writer.add(rows, np.array(places, np.uint8))
    return dropped


def _duplicates(parts: Parts, done: Sequence[Part], settings: BuildSettings) -> Codes:
    """For each row that is kept so far, counted over all parts, a code into REASONS."""

    def blocks() -> Iterator[KeyedRows]:
        start = 0
        for part in done:
            *keys, scores = parts.columns(part.number, "pair", "ar", "en", "scores")
            yield KeyedRows(np.arange(start, start + part.kept), Keys(*keys), scores)
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
        return self._column(band_name(band))

    def scores(self) -> NDArray[np.float32]:
        return self._column("scores")

    def texts(self, positions: NDArray[np.int64]) -> Iterator[tuple[str, str]]:
        wanted = np.split(positions, np.searchsorted(positions, self._ends[:-1]))
        start = 0
        for (part, inside), chosen in zip(self._each(), wanted, strict=True):
            if len(chosen):
                (places,) = self._parts.columns(part.number, "places")
                texts = self._parts.table(part.number)["translation"].take(places[inside[chosen - start]])
                yield from zip(*(pc.struct_field(texts, name).to_pylist() for name in ("ar", "en")), strict=True)
            start += len(inside)

    def _column(self, name: str) -> NDArray[Any]:
        return np.concatenate([self._parts.columns(part.number, name)[0][inside] for part, inside in self._each()])

    def _each(self) -> Iterator[tuple[Part, NDArray[np.int64]]]:
        return zip(self._done, self._inside, strict=True)
