"""Vectors of texts, computed once and kept in a folder."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.align.embed import load_embedder

_PART = 1000  # texts a file: what a run that is stopped has to do again


def vectors(texts: Iterable[str], folder: Path) -> dict[str, NDArray[np.float32]]:
    """The vector of each of `texts`; those that `folder` has of an earlier run are taken from there."""
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, NDArray[np.float32]] = {}
    files = sorted(folder.glob("?????.npz"))
    for file in files:
        with np.load(file) as stored:
            known |= zip(stored["texts"].tolist(), stored["vectors"], strict=True)
    new = sorted(set(texts) - set(known), key=lambda text: (len(text), text))
    for number, start in enumerate(range(0, len(new), _PART), len(files)):
        some = new[start : start + _PART]
        found = load_embedder().embed(some)
        part = folder / "part.npz"
        np.savez(part, texts=np.array(some), vectors=found)
        part.replace(folder / f"{number:05}.npz")
        known |= zip(some, found, strict=True)
    return known
