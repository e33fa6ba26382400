"""What an embedder is, and which one goes by a name."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT = "multilingual-e5-small"


class Embedder(Protocol):
    """A sentence encoder, loaded and ready.

    `width`: how many numbers a vector has. `signature`: everything that decides them (model, revision, engine).
    """

    @property
    def name(self) -> str: ...

    @property
    def width(self) -> int: ...

    @property
    def signature(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """The vectors of `texts`, (len(texts), width) float32, each of length 1.

        A vector does not depend on what else is asked for (to the last bit with multilingual-e5-small, to some 1e-6
        with others), nor on white space at the ends of the text. Texts that come again are computed once, and of one
        that is longer than the model can read every part counts.
        """
        ...


_loaded: dict[tuple[str, int], Embedder] = {}
_loading = Lock()


def load_embedder(name: str = DEFAULT, *, threads: int = 0) -> Embedder:
    """The embedder called `name`, loaded once a process.

    `name`: `multilingual-e5-small`, which needs no network, or a sentence-transformers model: a folder, a hub name
    (`org/name`, `org/name@revision`; `name` alone is sentence-transformers' own), which is fetched when it is not on
    this machine. Those need the extra `train`. `threads`: how many compute; 0: one a usable core, or as torch has it.

    Raises ModelError when the model cannot be had or loaded, SettingsError for a negative number of threads,
    MissingExtraError without the extra.
    """
    with _loading:
        key = (str(Path(name).absolute()) if Path(name).is_dir() else name, threads)
        if key not in _loaded:
            _loaded[key] = _load(name, threads)
        return _loaded[key]


def _load(name: str, threads: int) -> Embedder:
    if name == DEFAULT:
        from corpus.align.embed.e5 import load_e5

        return load_e5(threads=threads)
    from corpus.align.embed.hub import find_checkpoint
    from corpus.align.embed.sentence_transformers import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(find_checkpoint(name), threads=threads)
