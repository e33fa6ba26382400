"""What a memory has that is like a sentence, offered with its difference and never used by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from translate.arabic.key import comparison_key
from translate.memory.store import Memory, Unit

_WORD = re.compile(r"\w+")
_CANDIDATES = 2000  # the units with the rarest words of a sentence; what is alike shares several of them
_SHOWN = 0.6  # of the words: below, people translate faster anew (Federico et al. 2012 show 50 to 100 %)

Change = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit like a sentence.

    `share`: 1 - edits ÷ words of the longer one; `difference`: what changes from the unit's source to the sentence.
    """

    unit: Unit
    share: float
    difference: tuple[Change, ...]


def similar(memory: Memory, sentence: str, *, most: int = 5, least: float = _SHOWN) -> list[Match]:
    """Up to `most` units like `sentence`, the likest first, a person's before a model's; words are compared by key."""
    from rapidfuzz.distance import Levenshtein

    words = _words(sentence)
    found = []
    for unit in memory.sharing(words, _CANDIDATES):
        share = Levenshtein.normalized_similarity(_words(unit.source), words, score_cutoff=least)
        if share >= least:
            found.append((share, unit))
    found.sort(key=lambda one: (-one[0], one[1].origin, -one[1].made))
    return [Match(unit, share, tuple(_difference(unit.source, sentence))) for share, unit in found[:most]]


def _words(text: str) -> list[str]:
    """The words of `text` as they are compared, without punctuation."""
    return _WORD.findall(comparison_key(text))


def _difference(before: str, after: str) -> Iterator[Change]:
    from rapidfuzz.distance import Levenshtein

    a, b = before.split(), after.split()
    gone: list[str] = []
    new: list[str] = []
    steps = Levenshtein.opcodes([" ".join(_words(word)) for word in a], [" ".join(_words(word)) for word in b])
    for step in steps:
        if step.tag != "equal":
            gone += a[step.src_start : step.src_end]
            new += b[step.dest_start : step.dest_end]
            continue
        yield from _changed(gone, new)
        gone, new = [], []
        yield "same", " ".join(b[step.dest_start : step.dest_end])
    yield from _changed(gone, new)


def _changed(gone: list[str], new: list[str]) -> Iterator[Change]:
    if gone:
        yield "gone", " ".join(gone)
    if new:
        yield "new", " ".join(new)
