"""How much of the words on either side the lexicon finds on the other."""

from collections.abc import Iterable, Mapping

import numpy as np

from corpus.align.search.arrays import Floats, Integers
from corpus.align.search.beads import MOST
from corpus.align.search.embedded import Embedded

_NONE: Integers = np.zeros(0, dtype=np.intp)
_LEAST = 1e-6


Tables = Mapping[tuple[int, int], Floats]


def coverage(ar: Embedded, en: Embedded, sizes: Iterable[tuple[int, int]]) -> Tables:
    """For windows of (a, b) sentences, (n - a + 1, m - b + 1): the share of words that are found, from 0 to 1.

    Of a word the strongest counterpart in the other window counts, by how rare the word is; the share is the mean of
    both sides'. Words the lexicon does not have count for nothing.
    """
    lexicon = ar.lexicon
    (ar_words, ar_places), (en_words, en_places) = _vocabulary(ar.words), _vocabulary(en.words)
    table = lexicon.table(ar_words, en_words)
    ar_rare, en_rare = lexicon.rare["ar"][ar_words], lexicon.rare["en"][en_words]
    best_en, best_ar = _best(table, en_places), _best(table.T, ar_places)
    found_ar = {size: _sums(_sliding_max(best_en, size) * ar_rare, ar_places).T for size in range(1, MOST + 1)}
    found_en = {size: _sums(_sliding_max(best_ar, size) * en_rare, en_places).T for size in range(1, MOST + 1)}
    ar_total, en_total = _sums(ar_rare[None], ar_places)[0], _sums(en_rare[None], en_places)[0]
    shares: dict[tuple[int, int], Floats] = {}
    for a, b in sizes:
        of_ar = sliding_sum(found_ar[b], a) / np.maximum(sliding_sum(ar_total, a), _LEAST)[:, None]
        of_en = sliding_sum(found_en[a], b) / np.maximum(sliding_sum(en_total, b), _LEAST)[:, None]
        shares[a, b] = np.asarray((of_ar + of_en.T) / 2, dtype=np.float32)
    return shares


def known_share(side: Embedded, language: str) -> Floats:
    """(n,) how much a sentence's words tell, a letter: low where few are known, as in text with its blanks lost."""
    rare = side.lexicon.rare[language]
    return np.array([rare[words].sum() for words in side.words], dtype=np.float32) / side.lengths


def _vocabulary(words: tuple[Integers, ...]) -> tuple[Integers, list[Integers]]:
    """The different words of a document, ascending, and for each sentence the places of its own among them."""
    vocabulary = np.unique(np.concatenate([_NONE, *words]))
    return vocabulary, [np.searchsorted(vocabulary, known) for known in words]


def _best(table: Floats, there: list[Integers]) -> Floats:
    """(sentences, words): each word's strongest counterpart in each sentence of the other side."""
    return np.stack([table[:, words].max(1, initial=0) for words in there])


def _sums(values: Floats, places: list[Integers]) -> Floats:
    """(rows, sentences): the sums of `values` (rows, words) over the words of each sentence.

    Not a product with a table of sentences by words: for a chapter beside a book that would be gigabytes of zeros.
    """
    counts = np.array([len(words) for words in places])
    sums = np.zeros((len(values), len(places)), dtype=np.float32)
    if counts.any():
        starts = np.cumsum(counts) - counts
        sums[:, counts > 0] = np.add.reduceat(values[:, np.concatenate(places)], starts[counts > 0], axis=1)
    return sums


def _sliding_max(rows: Floats, size: int) -> Floats:
    count = max(0, len(rows) - size + 1)
    return np.asarray(np.stack([rows[offset : offset + count] for offset in range(size)]).max(0))


def sliding_sum(rows: Floats, size: int) -> Floats:
    """The sums of every `size` rows that follow each other, (n - size + 1, …)."""
    count = max(0, len(rows) - size + 1)
    return np.asarray(np.stack([rows[offset : offset + count] for offset in range(size)]).sum(0))
