"""What speaks for and against a link: vectors and words in their surroundings, lengths, numbers, questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from corpus.align.search.arrays import Flags, Floats, Integers
from corpus.align.search.beads import MOST, SHAPES
from corpus.align.search.coverage import coverage, known_share, sliding_sum
from corpus.align.search.embedded import Embedded
from corpus.align.search.profile import UNKNOWN, Profile
from corpus.align.search.tables import SIZES, Tables, highest

FEATURES = 27
GAP_FEATURES = 6
_LEAST_CONTRAST = 0.15  # between a document's likeliest pairs and its background: less is noise, not scale
_USUAL_BACKGROUND, _USUAL_SHARE = 0.14, 0.01  # of cosines and of words found, in the median training document
_LEAST_SPREAD = 0.05
_NOT_THERE = 0.3  # the contrast to a window that would reach over the document's end: a mild yes
_LEAST_SHARE = 0.1  # of words found, likewise


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for a pair of documents of n and m sentences.

    `similarity`: of the vectors, 0 the document's background and 1 its likeliest pairs, which are `contrast` apart in
    cosine; `spread`: the standard deviation of all cosines; `words`: the shares of words found, on such a scale too;
    `ratio`: the usual log of English to Arabic characters; `seams`: English sentences that no link reaches over.
    """

    ar: Embedded
    en: Embedded
    profile: Profile
    similarity: Tables
    words: Tables
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

    def cosine(self, a: int, b: int, i: int, j: int) -> float:
        """The centred cosine of a Arabic and b English sentences from (i, j) on."""
        return float(self.similarity[a, b][i, j]) * self.contrast + self.background

    def links(self) -> Iterator[tuple[int, Floats]]:
        """For each shape its index and the features of every place, (n - a + 1, m - b + 1, FEATURES)."""
        ar_numbers, en_numbers = _incidence(self.ar, self.en)
        ar_known, en_known = known_share(self.ar, "ar"), known_share(self.en, "en")
        for index, (a, b) in enumerate(SHAPES):
            if a <= len(self.ar) and b <= len(self.en):
                columns = [
                    *self._similarity(a, b),
                    *self._lengths(a, b),
                    *_numbers(_windows_any(ar_numbers, a), _windows_any(en_numbers, b)),
                    *self._words(a, b),
                    np.minimum(sliding_sum(ar_known, a)[:, None] / a, sliding_sum(en_known, b)[None] / b),
                    *_questions(self.ar.questions[a - 1 :][:, None], self.en.questions[b - 1 :][None]),
                ]
                yield index, np.stack(np.broadcast_arrays(*columns), axis=-1)

    def _similarity(self, a: int, b: int) -> list[Floats]:
        z = self.similarity[a, b]
        complete = np.nan_to_num(z - self.similarity.more(a, b), nan=_NOT_THERE)
        less = self.similarity.less(a, b)
        drops = np.nan_to_num(z - less) if len(less) else np.zeros((1, *z.shape), dtype=np.float32)
        # The neighbours' own similarity, as Liu and Zhu (2022) take it off, in our form.
        around = np.nan_to_num(self.similarity.around(a, b))
        return [
            z,
            z - self.similarity.usual(a, b),
            z * np.float32(self.contrast / max(self.spread, _LEAST_SPREAD) / 3),
            *complete,
            drops.min(0),
            drops.mean(0),
            z - around.mean(0),
            z - around.max(0),
        ]

    def _words(self, a: int, b: int) -> list[Floats]:
        share = self.words[a, b]
        complete = np.nan_to_num(share - self.words.more(a, b), nan=_NOT_THERE)
        less = self.words.less(a, b)
        drop = np.nan_to_num(share - less).min(0) if len(less) else np.zeros_like(share)
        return [share, share - self.words.usual(a, b), complete[:2].min(0), complete[2:].min(0), drop]

    def _lengths(self, a: int, b: int) -> list[Floats]:
        """Gale and Church (1993): what is long is translated by something long, the more surely the longer it is."""
        ar, en = sliding_sum(self.ar.lengths, a)[:, None], sliding_sum(self.en.lengths, b)[None]
        delta = np.log(en) - np.log(ar) - np.float32(self.ratio)
        distance = np.abs(delta)
        return [
            delta,
            np.minimum(distance, 2),
            np.minimum(delta * delta, 4),
            np.minimum(distance * np.sqrt((ar + en) / 200), 3),
            np.minimum(np.log(np.minimum(ar, en)) / 5, 1.5),
        ]

    def gaps(self, side: str) -> Floats:
        """(n, GAP_FEATURES) for each sentence of a side ("ar" or "en"): how likely is it without counterpart?"""
        own, axis = (self.ar, 1) if side == "ar" else (self.en, 0)
        z = self.similarity[1, 1]
        constant = np.ones(len(own), dtype=np.float32)
        columns = [
            z.max(axis),
            highest(z, axis),
            self.words[1, 1].max(axis),
            np.log(own.lengths) / 5,
            constant * (self.background + self.contrast) * 2,
            constant * self.spread * 5,
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def gather(ar: Embedded, en: Embedded, *, profile: Profile = UNKNOWN, seams: Integers | None = None) -> Evidence:
    """The evidence for two documents that have a sentence each at least; `profile`: what a first pass has found."""
    ar_windows = {size: ar.windows(size) for size in range(1, MOST + 1)}
    en_windows = {size: en.windows(size) for size in range(1, MOST + 1)}
    cosines = {(a, b): ar_windows[a] @ en_windows[b].T for a, b in SIZES}
    i, j = _mutual(cosines[1, 1])
    spread = float(cosines[1, 1].std())
    background, contrast = _scale(cosines, i, j, _LEAST_CONTRAST, _USUAL_BACKGROUND)
    shares = coverage(ar, en, SIZES)
    _scale(shares, i, j, _LEAST_SHARE, _USUAL_SHARE)
    ratio = profile.ratio
    if ratio is None:
        pairs = np.log(en.lengths[j] / ar.lengths[i])
        enough = len(i) > 4
        ratio = float(np.median(pairs)) if enough else float(np.log(en.lengths.sum() / ar.lengths.sum()))
    seams = np.zeros(0, dtype=np.intp) if seams is None else seams
    return Evidence(ar, en, profile, Tables(cosines), Tables(shares), background, spread, contrast, ratio, seams)


def _scale(
    tables: Mapping[tuple[int, int], Floats], i: Integers, j: Integers, least: float, usual: float
) -> tuple[float, float]:
    """Bring values, in place, to a scale on which the document's background is 0 and its likeliest pairs (i, j) are 1.

    The background and how far the pairs are from it, `least` or more. A document of one sentence, or of one over and
    over, shows no background; the `usual` one stands in.
    """
    singles = tables[1, 1]
    background, likeliest = float(np.median(singles)), float(np.median(singles[i, j]))
    if likeliest - background < least:
        background = min(background, usual)
    contrast = max(likeliest - background, least)
    for table in tables.values():
        table -= np.float32(background)
        table /= np.float32(contrast)
    return background, contrast


def _mutual(similarity: Floats) -> tuple[Integers, Integers]:
    """The pairs in which each sentence is the other's most similar."""
    best = similarity.argmax(1)
    rows = np.arange(len(similarity))
    mutual = similarity.argmax(0)[best] == rows
    return rows[mutual], best[mutual]


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
