"""Words and punctuation marks, and which of a translation's belong to which of its source's."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.alignment import Alignment

if TYPE_CHECKING:
    from models.engines.attention import Attention

_UNIT = re.compile(r"\w+(?:[\u064b-\u0652'’.,_-]+\w+)*|[^\w\s]")


def find_units(text: str, borders: Collection[int]) -> list[tuple[int, int]]:
    """The words and punctuation marks of `text`, in code points; words are parted at `borders`."""
    units: list[tuple[int, int]] = []
    for found in _UNIT.finditer(text):
        start, end = found.span()
        units += pairwise(sorted({start, end, *(place for place in borders if start < place < end)}))
    return units


def is_word(text: str, span: tuple[int, int]) -> bool:
    """Whether the unit at `span` is a word, not a punctuation mark."""
    return text[span[0]].isalnum() or text[span[0]] == "_"


def between_units(
    source: Sequence[tuple[int, int]],
    target: Sequence[tuple[int, int]],
    alignment: Alignment | None,
    *lengths: int,
) -> "Attention":
    """(target units, source units): the share of what each looked at that each was; a row sums to 1, or is all 0.

    Without `alignment`, all of it is the unit that stands as far along its text. `lengths`: of the source and of the
    target, in code points.
    """
    import numpy as np  # importing translate stays light

    looked: Attention
    if alignment is None:
        a, b = (
            np.array([(start + end) / max(2 * length, 1) for start, end in side], dtype=np.float32)
            for side, length in zip((source, target), lengths, strict=True)
        )
        far = np.abs(b[:, None] - a[None, :])
        looked = (far == far.min(axis=1, keepdims=True, initial=np.inf)).astype(np.float32)
    else:
        rows, columns = _shares(target, alignment.target), _shares(source, alignment.source)
        looked = (rows @ alignment.weights @ columns.T).astype(np.float32)
    sums = looked.sum(axis=1, keepdims=True)
    shares: Attention = np.divide(looked, sums, out=np.zeros_like(looked), where=sums > 0)
    return shares


def _shares(units: Sequence[tuple[int, int]], pieces: Sequence[tuple[int, int]]) -> "Attention":
    """(units, pieces): which part of each subword stands in each unit."""
    import numpy as np

    shares = np.zeros((len(units), len(pieces)), dtype=np.float32)
    if units and pieces:
        a, b = np.array(units)[:, None, :], np.array(pieces)[None, :, :]
        both = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0])
        shares += np.maximum(both, 0) / np.maximum(b[..., 1] - b[..., 0], 1)
    return shares
