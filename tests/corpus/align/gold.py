"""The gold documents of tests/quality, and sentences as the search sees them."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from corpus.align.embed import load_embedder
from corpus.align.link import Link
from corpus.align.search.arrays import Floats
from corpus.align.search.embedded import Embedded, measure, unit
from corpus.align.search.words import Dictionary, Lexicon, load_dictionary
from corpus.align.vectors import language_mean
from tests.conftest import ROOT

Language = Literal["ar", "en"]
Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Gold:
    """A document pair whose links are known; `kind` "moved": passages of the English stand elsewhere."""

    kind: str
    ar: tuple[str, ...]
    en: tuple[str, ...]
    links: tuple[Pair, ...]


def _read() -> dict[str, Gold]:
    lines = (ROOT / "tests" / "quality" / "alignment" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return {
        row["id"]: Gold(
            row["kind"],
            tuple(row["src"]),
            tuple(row["tgt"]),
            tuple((tuple(ar), tuple(en)) for ar, en in row["links"]),
        )
        for row in map(json.loads, lines)
    }


GOLD = _read()


@cache
def measured(sentences: tuple[str, ...], language: Language) -> Embedded:
    """Sentences with the vectors of the default embedder."""
    vectors = load_embedder().embed(sentences)
    return measure(sentences, vectors, language_mean(vectors, language), load_dictionary(), language=language)


# Stems and their counterparts: school, book and library, water, city; what each says decreases from the first on.
SMALL = Dictionary(
    Lexicon(
        {"ar": ("مدرسه", "كتاب", "ماء", "مدينه"), "en": ("school", "book", "librar", "water", "city")},
        {
            "ar": np.array([4, 3, 2, 0.5], dtype=np.float32),
            "en": np.array([5, 3, 2.5, 1, 0.25], dtype=np.float32),
        },
        np.array([0, 1, 3, 4, 5]),
        np.array([0, 1, 2, 3, 4], dtype=np.int32),
        np.array([0.9, 0.7, 0.3, 0.8, 0.5], dtype=np.float32),
    )
)
_WORDS = {
    "ar": ["مدرسة", "والكتاب", "بالماء", "المدينة", "مدرسة", "كلمات", "17"],
    "en": ["schools", "book", "Library", "water", "cities", "words", "17"],
}


def noise(count: int, language: Language, seed: int, *, width: int = 6) -> Embedded:
    """Sentences that mean nothing: random vectors and words, here and there a number, a question."""
    rng = np.random.default_rng(seed)
    sentences = [
        " ".join(rng.choice(_WORDS[language], int(rng.integers(1, 20)))) + " ?" * int(rng.random() < 0.3)
        for _ in range(count)
    ]
    vectors = unit(rng.normal(size=(count, width)).astype(np.float32))
    mean: Floats = (rng.normal(size=width) * 0.2).astype(np.float32)
    return measure(sentences, vectors, mean, SMALL, language=language)


def meaningless(vectors: Floats, language: Language, *, letters: int = 60, mean: Floats | None = None) -> Embedded:
    """Sentences of so many letters with these vectors, no words, and no mean if none is given."""
    nothing = np.zeros(vectors.shape[1], dtype=np.float32)
    return measure(["x" * letters] * len(vectors), vectors, nothing if mean is None else mean, SMALL, language=language)


def pairs(links: list[Link]) -> list[Pair]:
    return [(link.ar, link.en) for link in links]


def filled(links: list[Link]) -> set[Pair]:
    """The links that have both sides."""
    return {(link.ar, link.en) for link in links if link.ar and link.en}


def covers_once(links: list[Link], n: int, m: int) -> bool:
    """Whether each of n Arabic and m English sentences is in one link, and no link is empty or out of order."""
    return (
        sorted(i for link in links for i in link.ar) == list(range(n))
        and sorted(j for link in links for j in link.en) == list(range(m))
        and all((link.ar or link.en) and link.ar == tuple(sorted(link.ar)) for link in links)
        and all(link.en == tuple(sorted(link.en)) for link in links)
    )
