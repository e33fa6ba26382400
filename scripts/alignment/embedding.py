"""What embedding costs, counted apart from aligning."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from corpus.align.embed import Embedder
from corpus.align.vectors import centred

_PREFIX = 8  # characters: what even an empty text costs beside its own


class Measured:
    """An embedder that embeds each text once, whoever asks for it, and remembers what it cost.

    The seconds of a batch are shared out by the lengths of its texts. With `keep` False nothing is remembered but the
    time that passed, so that memory is what it is without measuring.
    """

    def __init__(self, embedder: Embedder, *, keep: bool = True) -> None:
        self._embedder = embedder
        self._keep = keep
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._costs: dict[str, float] = {}
        self._asked: set[str] = set()
        self.passed = 0.0

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def width(self) -> int:
        return self._embedder.width

    @property
    def signature(self) -> str:
        return self._embedder.signature

    @property
    def cost(self) -> float:
        """The seconds that embedding all texts asked for since the restart took, or would have taken: each once."""
        return sum(self._costs[text] for text in self._asked)

    def restart(self) -> None:
        """Forget which texts were asked for and how much time has `passed` in here, in seconds."""
        self._asked.clear()
        self.passed = 0.0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        started = perf_counter()
        vectors = self._kept(texts) if self._keep else self._embedder.embed(texts)
        self.passed += perf_counter() - started
        return vectors

    def _kept(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._asked.update(texts)
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            started = perf_counter()
            self._vectors.update(zip(new, self._embedder.embed(new), strict=True))
            seconds = perf_counter() - started
            lengths = [len(text) + _PREFIX for text in new]
            each = seconds / sum(lengths)
            self._costs.update((text, each * length) for text, length in zip(new, lengths, strict=True))
        return np.array([self._vectors[text] for text in texts], dtype=np.float32).reshape(len(texts), self.width)


def embed_windows(embedder: Measured, sentences: Sequence[str], language: str, most: int) -> list[NDArray[np.floating]]:
    """The centred vectors of all windows of 1…`most` sentences, joined by a space, by size and where they begin."""
    counts = [max(0, len(sentences) - size + 1) for size in range(1, most + 1)]
    texts = [" ".join(sentences[i : i + size]) for size, count in enumerate(counts, 1) for i in range(count)]
    vectors = centred(embedder.embed(texts), language)
    return np.split(vectors, np.cumsum(counts)[:-1])
