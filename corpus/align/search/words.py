"""Words cut down to stems, and which Arabic stem stands for which English one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.align.search.arrays import Floats, Integers
from translate.arabic.key import comparison_key

_FILE = Path(__file__).parents[1] / "data" / "lexicon.npz"

_WORD = re.compile(r"[^\W\d_]{2,}")
_ARABIC_PREFIX = re.compile(r"^(?:[وف]?(?:ال|[بك]ال|لل)|[وفبلكس](?=\w{4}))(?=\w{2})")
_KEPT = {"ar": 5, "en": 6}  # letters; stems of cut-off words are as good for alignment as a stemmer's


def stems(text: str, language: str) -> list[str]:
    """The words of `text` without Arabic proclitics, cut to their first letters, in order.

    >>> stems("والمستشفيات في حلب", "ar")
    ['مستشف', 'في', 'حلب']
    """
    if language == "ar":
        words = [_ARABIC_PREFIX.sub("", word) for word in _WORD.findall(comparison_key(text))]
    else:
        words = _WORD.findall(text.lower())
    return [word[: _KEPT[language]] for word in words]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which Arabic stem stands for which English one, learned from parallel text by scripts/train_aligner.py.

    `stems[language]`: in the order of their numbers; `rare[language]` (stems,): the logarithm of one in how many
    sentences has it. The English counterparts of Arabic stem a are `english[starts[a] : starts[a + 1]]`, ascending, of
    `strength` from 0 to 1.
    """

    stems: Mapping[str, tuple[str, ...]]
    rare: Mapping[str, Floats]
    starts: NDArray[np.int64]
    english: NDArray[np.int32]
    strength: Floats

    def table(self, ar: Integers, en: Integers) -> Floats:
        """(len(ar), len(en)) how strongly these stems, numbered and ascending, stand for each other."""
        table = np.zeros((len(ar), len(en)), dtype=np.float32)
        if len(en):
            for row, stem in enumerate(ar):
                entries = slice(self.starts[stem], self.starts[stem + 1])
                columns = np.minimum(np.searchsorted(en, self.english[entries]), len(en) - 1)
                there = en[columns] == self.english[entries]
                table[row, columns[there]] = self.strength[entries][there]
        return table

    def save(self, file: Path) -> None:
        """Write it for load_lexicon."""
        arrays: dict[str, NDArray[Any]] = {
            "starts": self.starts,
            "english": self.english,
            "strength": self.strength.astype(np.float16),
        }
        for side in _KEPT:
            arrays[f"stems.{side}"] = np.frombuffer(" ".join(self.stems[side]).encode(), dtype=np.uint8)
            arrays[f"rare.{side}"] = self.rare[side].astype(np.float16)
        np.savez_compressed(file, allow_pickle=False, **arrays)


class Dictionary:
    """A lexicon with its stems' numbers at hand."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._numbers = {
            side: {stem: number for number, stem in enumerate(lexicon.stems[side])} for side in lexicon.stems
        }

    def known(self, text: str, language: str) -> Integers:
        """The numbers of the different stems in `text` that the lexicon has, ascending."""
        numbers = self._numbers[language]
        return np.array(sorted({numbers[stem] for stem in stems(text, language) if stem in numbers}), dtype=np.intp)


@cache
def load_dictionary() -> Dictionary:
    """The lexicon that is shipped, data/lexicon.npz."""
    with np.load(_FILE) as stored:
        return Dictionary(
            Lexicon(
                {side: tuple(stored[f"stems.{side}"].tobytes().decode().split()) for side in _KEPT},
                {side: stored[f"rare.{side}"].astype(np.float32) for side in _KEPT},
                stored["starts"],
                stored["english"],
                stored["strength"].astype(np.float32),
            )
        )
