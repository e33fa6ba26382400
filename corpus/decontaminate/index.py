"""One side of all test sentences, in a form in which much text is compared with it fast."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.dedupe.shingles import ngram_hashes

_NOT_WORDS = re.compile(r"[\W_]+")
_BITS = 22  # 4 MB of flags; of a million n-grams' lookups three in four end here


@dataclass(frozen=True, slots=True)
class Words:
    """n texts as hashes of their words, one text after another; `starts`: where each begins and, last, the end."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    whole: NDArray[np.uint64]

    def counts(self) -> NDArray[np.int64]:
        """How many words each text has."""
        return np.diff(self.starts)


def words_of(keys: Sequence[str]) -> Words:
    """The words of texts that `arabic_key` or `english_key` has folded: runs of letters and digits."""
    lists = [_NOT_WORDS.sub(" ", key).encode("utf-8", "surrogatepass").split() for key in keys]
    whole = np.fromiter((xxhash.xxh3_64_intdigest(b" ".join(words)) for words in lists), np.uint64, len(lists))
    starts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, lists), np.int64, len(lists)))))
    flat = (xxhash.xxh3_64_intdigest(word) for words in lists for word in words)
    return Words(np.fromiter(flat, np.uint64, int(starts[-1])), starts, whole)


class Lookup:
    """A sorted table from 64-bit hashes to the number of the first sentence they come from."""

    def __init__(self, hashes: NDArray[np.uint64], sentences: NDArray[np.int64]) -> None:
        self._hashes, first = np.unique(hashes, return_index=True)
        self._sentences = sentences[first].astype(np.int32)
        self._flags = np.zeros(1 << _BITS, bool)
        self._flags[self._hashes & np.uint64((1 << _BITS) - 1)] = True

    def __getitem__(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The number of each hash's sentence, or -1."""
        found = np.full(len(hashes), -1, np.int32)
        maybe = np.flatnonzero(self._flags[hashes & np.uint64((1 << _BITS) - 1)])
        if len(maybe):
            sought = hashes[maybe]
            places = np.minimum(np.searchsorted(self._hashes, sought), len(self._hashes) - 1)
            hits = self._hashes[places] == sought
            found[maybe[hits]] = self._sentences[places[hits]]
        return found


@dataclass(frozen=True, slots=True)
class Shared:
    """How much of a test sentence and of a text the runs cover that they share, each of 1."""

    text: int
    sentence: int
    of_sentence: float
    of_text: float


class SideIndex:
    """The sentences of one side of test sets, to be found whole or in runs of `n` words."""

    def __init__(self, keys: Sequence[str], n: int) -> None:
        words = words_of(keys)
        self._n = n
        self._counts = words.counts()
        # A text without words equals nothing.
        real = np.flatnonzero(self._counts)
        self._whole = Lookup(words.whole[real], real)
        grams, begins = ngram_hashes(words.hashes, words.starts, n)
        self._grams = Lookup(grams, np.repeat(np.arange(len(keys)), np.diff(begins)))

    def equal(self, words: Words) -> NDArray[np.int32]:
        """For each text the first sentence that has the same words, or -1."""
        return self._whole[words.whole]

    def shared(self, words: Words) -> list[Shared]:
        """The texts that share runs of words with a sentence, each with the sentence that it shares most with."""
        grams, begins = ngram_hashes(words.hashes, words.starts, self._n)
        found = self._grams[grams]
        places = np.flatnonzero(found >= 0)
        texts = np.searchsorted(begins, places, side="right") - 1
        counts = words.counts()
        results = []
        for text in np.unique(texts).tolist():
            own = places[np.searchsorted(texts, text) : np.searchsorted(texts, text, side="right")]
            sentences, often = np.unique(found[own], return_counts=True)
            sentence = int(sentences[np.argmax(often)])
            at = own[found[own] == sentence] - begins[text]
            covered = len(np.unique(at[:, None] + np.arange(self._n)))
            shares = covered / int(self._counts[sentence]), covered / int(counts[text])
            results.append(Shared(text, sentence, *shares))
        return results
