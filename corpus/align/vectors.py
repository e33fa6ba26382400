"""Vectors freed of what only tells their language."""

import numpy as np

from corpus.align.embed.embedder import DEFAULT
from corpus.align.search.arrays import Floats
from corpus.align.search.embedded import unit
from corpus.align.search.network import load_network

_FEWEST = 8  # sentences that make a mean: with fewer, centring would take away what they say


def language_mean(vectors: Floats, language: str, embedder: str = DEFAULT) -> Floats:
    """(width,) the mean vector of a language ("ar" or "en"), which is taken off before vectors are compared.

    For the default embedder it is shipped (scripts/train_aligner.py); for another one it is that of `vectors`
    (n, width) themselves, or zero where they are few.
    """
    if embedder == DEFAULT:
        return load_network().weights[f"mean.{language}"]
    mean = vectors.mean(0) if len(vectors) >= _FEWEST else np.zeros(vectors.shape[1], dtype=np.float32)
    return np.asarray(mean, dtype=np.float32)


def centred(vectors: Floats, language: str, embedder: str = DEFAULT) -> Floats:
    """Unit vectors (n, width) without their language's mean."""
    return unit(vectors - language_mean(vectors, language, embedder))
