"""Marian's subwords straight on sentencepiece, a batch at a time."""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import sentencepiece

from models.characters import model_input as model_input
from models.errors import ModelError

END = "</s>"
UNKNOWN = "<unk>"
PAD = "<pad>"
LANGUAGES = "tokenizer_config.json"  # where Marian's tokenizer keeps its languages, and what else it is made with


class Languages(NamedTuple):
    """The codes of the languages a model reads and writes."""

    source: str
    target: str

    @property
    def writes_arabic(self) -> bool:
        """Whether the model translates into Arabic, not from it."""
        return self.target.startswith("ar")  # ara and its individual languages (arb, arz) too

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


class Vocabulary:
    """The subwords of one Marian model folder: `source.spm`, `target.spm` and `vocab.json`.

    Gives the same ids as transformers' MarianTokenizer, without loading transformers. `languages`: codes of source and
    target, ar and en where the folder does not say.

    Raises ModelError when a file is missing or does not belong to a Marian model.
    """

    def __init__(self, folder: Path) -> None:
        for name in ("source.spm", "target.spm", "vocab.json"):
            if not (folder / name).is_file():
                raise ModelError(f"{folder}: no {name}; a Marian folder has source.spm, target.spm and vocab.json")
        self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
        self.index: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        self.languages = read_languages(folder)
        for token in (END, UNKNOWN, PAD):
            if token not in self.index:
                raise ModelError(f"{folder / 'vocab.json'}: no {token}; this is not a Marian vocabulary")

    def __len__(self) -> int:
        return len(self.index)

    @property
    def pad_id(self) -> int:
        return self.index[PAD]

    @property
    def end_id(self) -> int:
        return self.index[END]

    @cached_property
    def tokens(self) -> list[str]:
        """The subwords in the order of their ids."""
        return sorted(self.index, key=self.index.__getitem__)

    @cached_property
    def target_tokens(self) -> frozenset[str]:
        """The subwords the target side can write, without `<pad>`."""
        size = self._target.get_piece_size()
        pieces = self._target.id_to_piece(list(range(size)))
        return frozenset(piece for piece in pieces if piece in self.index) | {END, UNKNOWN}

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """Cut source `texts` into subwords, one list a text, without the closing `</s>`."""
        pieces: list[list[str]] = self._source.encode([model_input(text) for text in texts], out_type=str)
        return pieces

    def encode_target(self, texts: Sequence[str]) -> list[list[str]]:
        """Cut target `texts` into subwords, one list a text, without the closing `</s>`."""
        pieces: list[list[str]] = self._target.encode(list(texts), out_type=str)
        return pieces

    def ids(self, pieces: Iterable[str]) -> list[int]:
        """The ids of `pieces`, closed with `</s>`; a subword outside the vocabulary is `<unk>`."""
        unknown = self.index[UNKNOWN]
        return [*(self.index.get(piece, unknown) for piece in pieces), self.end_id]

    def decode(self, hypotheses: Sequence[Sequence[str]]) -> list[str]:
        """Join target subwords into text, one string a hypothesis."""
        texts: list[str] = self._target.decode([list(pieces) for pieces in hypotheses])
        return [text.strip() for text in texts]


def read_languages(folder: Path) -> Languages:
    """The codes of source and target language of a Marian folder, ar and en where it does not say."""
    try:
        config = json.loads((folder / LANGUAGES).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        config = {}
    return Languages(str(config.get("source_lang") or "ar"), str(config.get("target_lang") or "en"))
