"""MinHash signatures of pairs: rows that share much of both sides share a band of theirs."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.dedupe.facts import facts_key, without_enumerator
from corpus.dedupe.keys import arabic_key, english_key
from corpus.dedupe.settings import DedupeSettings
from corpus.dedupe.shingles import code_points, mix, ngram_hashes, sorted_unique

# 16 bands of 6: of rows that are alike by 0.8, 99 % share a band; by 0.7, 87 %; by 0.5, 22 %; by 0.3, 1 %.
BANDS = 16
_ROWS = 6
# Characters: a changed word costs a sentence five or ten of them, but most of its word 5-grams.
_SHINGLE = 5
_SEED = 20170
_ENGLISH = np.uint64(0xD6E8FEB86659FD93)
_NOT_WORDS = re.compile(r"[\W_]+")


def near_signatures(
    ar: Sequence[str], en: Sequence[str], *, settings: DedupeSettings | None = None
) -> NDArray[np.uint64]:
    """The band hashes of n rows, an array n × BANDS; all zero where a side is too short to be compared.

    A row is the set of the 5-character shingles of both sides, without case, vowel marks and punctuation (MinHash:
    Broder 1997; banding: Leskovec et al., Mining of Massive Datasets, chapter 3). Rows that state different numbers,
    names or negations never share a band: "3 killed" and "5 killed" are two reports.
    """
    from rensa import RMinHash

    least = max((settings or DedupeSettings()).least_characters, _SHINGLE)
    first, second = _words(ar, en)
    chosen = [row for row in range(len(first)) if min(len(first[row]), len(second[row])) >= least]
    bands = np.zeros((len(first), BANDS), np.uint64)
    if chosen:
        hashes, begins = _shingles([first[row] for row in chosen], [second[row] for row in chosen])
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, begins.astype(np.uint64), BANDS * _ROWS, _SEED)
        digests = np.array(matrix.to_rows(), np.uint64).reshape(-1, BANDS, _ROWS)
        facts = np.fromiter((facts_key(ar[row], en[row]) for row in chosen), np.uint64, len(chosen))
        values = np.repeat(facts[:, None], BANDS, axis=1)
        for column in range(_ROWS):
            values = mix(values + digests[:, :, column] + np.uint64(1))
        bands[chosen] = np.maximum(values, np.uint64(1))
    return bands


def shingle_sets(ar: Sequence[str], en: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The shingles of n rows, each row's sorted and each once, and where each row's begin and, last, the end.

    A shingle is 31 bits of its hash; the highest bit is set in those of the English.
    """
    hashes, begins = _shingles(*_words(ar, en), tell_sides_apart=True)
    rows = np.repeat(np.arange(len(ar), dtype=np.uint64), np.diff(begins))
    unique = sorted_unique((rows << np.uint64(32)) | (hashes >> np.uint64(32)))
    starts = np.searchsorted(unique, np.arange(len(ar) + 1, dtype=np.uint64) << np.uint64(32))
    return unique.astype(np.uint32), starts


def _words(ar: Sequence[str], en: Sequence[str]) -> tuple[list[str], list[str]]:
    return (
        [_NOT_WORDS.sub(" ", arabic_key(without_enumerator(text))).strip() for text in ar],
        [_NOT_WORDS.sub(" ", english_key(without_enumerator(text))).strip() for text in en],
    )


def _shingles(
    ar: Sequence[str], en: Sequence[str], *, tell_sides_apart: bool = False
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of each row's shingles, first of the Arabic, then of the English, and where each row's begin."""
    texts = [text for row in zip(ar, en, strict=True) for text in row]
    hashes, begins = ngram_hashes(*code_points(texts), _SHINGLE)
    english = np.repeat(np.arange(len(texts)) % 2 == 1, np.diff(begins))
    hashes[english] ^= _ENGLISH
    if tell_sides_apart:
        top = np.uint64(1 << 63)
        hashes = np.where(english, hashes | top, hashes & ~top)
    return hashes, begins[::2]
