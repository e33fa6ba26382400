"""How much of the words on either side the lexicon finds on the other."""

from collections.abc import Iterable, Mapping

import numpy as np

from corpus.align.search.arrays import Flags, Floats, Integers
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
    ar_words, en_words = (np.unique(np.concatenate([_NONE, *side.words])) for side in (ar, en))
    table = lexicon.table(ar_words, en_words)
    ar_weights = _weights(ar.words, ar_words, lexicon.rare["ar"])
    en_weights = _weights(en.words, en_words, lexicon.rare["en"])
    best_en, best_ar = _best(table, en_weights > 0), _best(table.T, ar_weights > 0)
    found_ar = {size: ar_weights @ _sliding_max(best_en, size).T for size in range(1, MOST + 1)}
    found_en = {size: en_weights @ _sliding_max(best_ar, size).T for size in range(1, MOST + 1)}
    ar_total, en_total = ar_weights.sum(1), en_weights.sum(1)
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


def _weights(words: tuple[Integers, ...], vocabulary: Integers, rare: Floats) -> Floats:
    """(sentences, vocabulary): how much each word of a sentence counts."""
    weights = np.zeros((len(words), len(vocabulary)), dtype=np.float32)
    for row, known in enumerate(words):
        weights[row, np.searchsorted(vocabulary, known)] = rare[known]
    return weights


def _best(table: Floats, there: Flags) -> Floats:
    """(sentences, words): each word's strongest counterpart in each sentence of the other side."""
    return np.stack([table[:, words].max(1, initial=0) for words in there])


def _sliding_max(rows: Floats, size: int) -> Floats:
    count = max(0, len(rows) - size + 1)
    return np.asarray(np.stack([rows[offset : offset + count] for offset in range(size)]).max(0))


def sliding_sum(rows: Floats, size: int) -> Floats:
    """The sums of every `size` rows that follow each other, (n - size + 1, …)."""
    count = max(0, len(rows) - size + 1)
    return np.asarray(np.stack([rows[offset : offset + count] for offset in range(size)]).sum(0))
