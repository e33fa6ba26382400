"""One language's sentences as the search sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.align.search.arrays import Floats, Integers
from corpus.align.search.words import Dictionary, Lexicon
from translate.arabic.digits import find_numbers

_SMOOTHING = 2  # characters added to each length, so that a heading of one letter does not make ratios of 50


@dataclass(frozen=True, slots=True)
class Embedded:
    """n sentences: `vectors` (n, width) as the embedder gave them and `mean` (width,) of their language.

    `lengths` (n,) in characters; `numbers`: the values written in digits, a set for each; `questions` (n,): 1.0 where
    one is asked; `words`: the stems that `lexicon` has, as their numbers, ascending.
    """

    vectors: Floats
    mean: Floats
    lengths: Floats
    numbers: tuple[frozenset[object], ...]
    questions: Floats
    words: tuple[Integers, ...]
    lexicon: Lexicon

    def __len__(self) -> int:
        return len(self.vectors)

    def take(self, order: Sequence[int] | Integers) -> "Embedded":
        """The sentences at these indices, in this order."""
        index = np.asarray(order, dtype=np.intp)
        return Embedded(
            self.vectors[index],
            self.mean,
            self.lengths[index],
            tuple(self.numbers[i] for i in index),
            self.questions[index],
            tuple(self.words[i] for i in index),
            self.lexicon,
        )

    def windows(self, size: int) -> Floats:
        """Unit vectors (n - size + 1, width) of every `size` sentences in a row, centred on the language's mean.

        The mean of the sentences' vectors, weighted by length, stands for the vector of the text they make together.
        """
        if len(self) < size:
            return np.zeros((0, self.vectors.shape[1]), dtype=np.float32)
        pooled = np.zeros((len(self) - size + 1, self.vectors.shape[1]), dtype=np.float32)
        for offset in range(size):
            stop = offset + len(pooled)
            pooled += self.vectors[offset:stop] * self.lengths[offset:stop, None]
        return unit(unit(pooled) - self.mean)


def measure(
    sentences: Sequence[str], vectors: Floats, mean: Floats, dictionary: Dictionary, *, language: str
) -> Embedded:
    """What the search needs to know of `sentences`, whose `vectors` are (len(sentences), width)."""
    return Embedded(
        vectors,
        mean,
        np.array([len(sentence) + _SMOOTHING for sentence in sentences], dtype=np.float32),
        tuple(
            frozenset(value for number in find_numbers(text, language=language) for value in number.readings[0])
            for text in sentences
        ),
        np.array(["?" in sentence or "؟" in sentence for sentence in sentences], dtype=np.float32),
        tuple(dictionary.known(sentence, language) for sentence in sentences),
        dictionary.lexicon,
    )


def unit(vectors: Floats) -> Floats:
    """The rows of `vectors`, each of length 1; a row of zeros stays one."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)
