"""What speaks for and against a link: similarity in its surroundings, lengths, numbers, questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from corpus.align.search.beads import MOST, SHAPES
from corpus.align.search.embedded import Embedded, Flags, Floats, Integers
from corpus.align.search.profile import UNKNOWN, Profile

# Similarities are wanted for every shape and for what it becomes by one sentence more or less.
_TABLES = [
    (ar, en)
    for ar in range(1, MOST + 1)
    for en in range(1, MOST + 1)
    if ar + en <= MOST + 2 and (min(ar, en) <= 2 or (ar, en) == (3, 3))
]
FEATURES = 21
GAP_FEATURES = 5
_NEIGHBOURS = 4  # how many of the most similar sentences give a window's background, as in CSLS with a small k
_LEAST_CONTRAST = 0.15  # between a document's likeliest pairs and its background: less is noise, not scale
_LEAST_SPREAD = 0.05
_NOT_THERE = 0.3  # the contrast to a window that would reach over the document's end: a mild yes


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for a pair of documents of n and m sentences.

    `similarity[a, b]` (n - a + 1, m - b + 1): of a Arabic and b English sentences in a row, 0 the document's background
    and 1 its likeliest pairs. `seams`: English sentences before which no link may reach over.
    """

    ar: Embedded
    en: Embedded
    profile: Profile
    similarity: Mapping[tuple[int, int], Floats]
    background: float
    spread: float
    contrast: float
    ratio: float
    seams: Integers

    def allowed(self, shape: tuple[int, int]) -> Flags:
        """(m - b + 1,) bool: where on the English side a link of this shape can begin."""
        starts = np.arange(max(0, len(self.en) - shape[1] + 1))
        first, last = (np.searchsorted(self.seams, place, side="right") for place in (starts, starts + shape[1] - 1))
        return np.asarray(first == last)

    def links(self) -> Iterator[tuple[int, Floats]]:
        """For each shape its index and the features of every place, (n - a + 1, m - b + 1, FEATURES)."""
        ar_hubs = {size: _highest(self.similarity[size, 1], axis=1)[:, None] for size in range(1, MOST + 1)}
        en_hubs = {size: _highest(self.similarity[1, size], axis=0)[None] for size in range(1, MOST + 1)}
        ar_numbers, en_numbers = _incidence(self.ar, self.en)
        for index, (a, b) in enumerate(SHAPES):
            if a <= len(self.ar) and b <= len(self.en):
                columns = [
                    *self._similarity(a, b, np.float32(0.5) * (ar_hubs[a] + en_hubs[b])),
                    *self._completeness(a, b),
                    *self._belonging(a, b),
                    *self._surroundings(a, b),
                    *self._lengths(a, b),
                    *_numbers(_windows_any(ar_numbers, a), _windows_any(en_numbers, b)),
                    *_questions(self.ar.questions[a - 1 :][:, None], self.en.questions[b - 1 :][None]),
                ]
                yield index, np.stack(np.broadcast_arrays(*columns), axis=-1)

    def _similarity(self, a: int, b: int, hub: Floats) -> list[Floats]:
        """As it is, against what is usual for these windows (as CSLS does), and in spreads of the document."""
        z = self.similarity[a, b]
        return [z, z - hub, z * np.float32(self.contrast / max(self.spread, _LEAST_SPREAD) / 3)]

    def _completeness(self, a: int, b: int) -> list[Floats]:
        """How much better the link is than one with a sentence more: Arabic behind, before, English behind, before."""
        more = self._at(a, b, 1, 0), self._at(a, b, 1, 0, -1, 0), self._at(a, b, 0, 1), self._at(a, b, 0, 1, 0, -1)
        return [np.nan_to_num(self.similarity[a, b] - other, nan=_NOT_THERE) for other in more]

    def _belonging(self, a: int, b: int) -> list[Floats]:
        """How much better it is than one with a sentence less, for the least needed one and on average."""
        less = [self._at(a, b, -1, 0), self._at(a, b, -1, 0, 1, 0)] if a > 1 else []
        less += [self._at(a, b, 0, -1), self._at(a, b, 0, -1, 0, 1)] if b > 1 else []
        if not less:
            return [np.zeros((1, 1), dtype=np.float32)] * 2
        drops = np.nan_to_num(self.similarity[a, b] - np.stack(less))
        return [drops.min(0), drops.mean(0)]

    def _surroundings(self, a: int, b: int) -> list[Floats]:
        """How much better it is than with the neighbours, on average and at least (Liu and Zhu 2022, in our form)."""
        before, behind = self._at(a, b, 1 - a, 0, -1, 0), self._at(a, b, 1 - a, 0, a, 0)
        around = np.nan_to_num(
            np.stack([before, behind, self._at(a, b, 0, 1 - b, 0, -1), self._at(a, b, 0, 1 - b, 0, b)])
        )
        z = self.similarity[a, b]
        return [z - around.mean(0), z - around.max(0)]

    def _lengths(self, a: int, b: int) -> list[Floats]:
        """Gale and Church (1993): what is long is translated by something long, the more surely the longer it is."""
        ar, en = _windows_sum(self.ar.lengths, a)[:, None], _windows_sum(self.en.lengths, b)[None]
        delta = np.log(en) - np.log(ar) - np.float32(self.ratio)
        distance = np.abs(delta)
        return [
            delta,
            np.minimum(distance, 2),
            np.minimum(delta * delta, 4),
            np.minimum(distance * np.sqrt((ar + en) / 200), 3),
            np.minimum(np.log(np.minimum(ar, en)) / 5, 1.5),
        ]

    def _at(self, a: int, b: int, more_a: int, more_b: int, di: int = 0, dj: int = 0) -> Floats:
        """Beside each window of (a, b) sentences, the one of (more_a, more_b) more that begins (di, dj) further on.

        NaN where there is none.
        """
        moved = np.full(self.similarity[a, b].shape, np.nan, dtype=np.float32)
        table = self.similarity.get((a + more_a, b + more_b))
        if table is not None:
            there = table[max(0, di) :, max(0, dj) :]
            here = moved[max(0, -di) :, max(0, -dj) :]
            rows, columns = np.minimum(there.shape, here.shape)
            here[:rows, :columns] = there[:rows, :columns]
        return moved

    def gaps(self, side: str) -> Floats:
        """(n, GAP_FEATURES) for each sentence of a side ("ar" or "en"): how likely is it without counterpart?"""
        own, axis = (self.ar, 1) if side == "ar" else (self.en, 0)
        z = self.similarity[1, 1]
        constant = np.ones(len(own), dtype=np.float32)
        columns = [
            z.max(axis, initial=-1.0),
            _highest(z, axis),
            np.log(own.lengths) / 5,
            constant * (self.background + self.contrast) * 2,
            constant * self.spread * 5,
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def gather(ar: Embedded, en: Embedded, *, profile: Profile = UNKNOWN, seams: Integers | None = None) -> Evidence:
    """The evidence for two documents that have a sentence each at least; `profile`: what a first pass has found."""
    ar_windows = {size: ar.windows(size) for size in range(1, MOST + 1)}
    en_windows = {size: en.windows(size) for size in range(1, MOST + 1)}
    tables = {(a, b): ar_windows[a] @ en_windows[b].T for a, b in _TABLES}
    cosines = tables[1, 1]
    i, j = _mutual(cosines)
    background, spread = float(np.median(cosines)), float(cosines.std())
    contrast = max(float(np.median(cosines[i, j])) - background, _LEAST_CONTRAST)
    for table in tables.values():
        table -= background
        table /= contrast
    ratio = profile.ratio
    if ratio is None:
        pairs = np.log(en.lengths[j] / ar.lengths[i])
        enough = len(i) > 4
        ratio = float(np.median(pairs)) if enough else float(np.log(en.lengths.sum() / ar.lengths.sum()))
    nowhere = np.zeros(0, dtype=np.intp)
    return Evidence(ar, en, profile, tables, background, spread, contrast, ratio, nowhere if seams is None else seams)


def _mutual(similarity: Floats) -> tuple[Integers, Integers]:
    """The pairs in which each sentence is the other's most similar."""
    best = similarity.argmax(1)
    rows = np.arange(len(similarity))
    mutual = similarity.argmax(0)[best] == rows
    return rows[mutual], best[mutual]


def _highest(similarity: Floats, axis: int) -> Floats:
    count = min(_NEIGHBOURS, similarity.shape[axis])
    if count == 0:
        return np.zeros(similarity.shape[1 - axis], dtype=np.float32)
    kept = np.partition(similarity, -count, axis=axis).take(range(-count, 0), axis=axis)
    return np.asarray(kept.mean(axis))


def _numbers(ar: Floats, en: Floats) -> list[Floats]:
    """How many numbers are on both sides, on the Arabic one only, on the English one only."""
    shared = ar @ en.T
    return [np.minimum(count, 3) for count in (shared, ar.sum(1)[:, None] - shared, en.sum(1)[None] - shared)]


def _questions(ar: Floats, en: Floats) -> list[Floats]:
    """Whether both end with a question, and whether only one does."""
    return [ar * en, np.abs(ar - en)]


def _incidence(ar: Embedded, en: Embedded) -> tuple[Floats, Floats]:
    """(n, values) and (m, values): 1 where the sentence has the number."""
    values = {value: column for column, value in enumerate(sorted(set().union(*ar.numbers, *en.numbers), key=str))}
    tables = []
    for side in (ar, en):
        table = np.zeros((len(side), max(1, len(values))), dtype=np.float32)
        for row, numbers in enumerate(side.numbers):
            table[row, [values[value] for value in numbers]] = 1
        tables.append(table)
    return tables[0], tables[1]


def _windows_any(table: Floats, size: int) -> Floats:
    return np.asarray(np.stack([table[offset : len(table) - size + 1 + offset] for offset in range(size)]).max(0))


def _windows_sum(values: Floats, size: int) -> Floats:
    return np.asarray(np.stack([values[offset : len(values) - size + 1 + offset] for offset in range(size)]).sum(0))
