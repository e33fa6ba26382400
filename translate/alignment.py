"""Which subwords of a translation owe themselves to which of its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.engines.attention import Attention

Spans = tuple[tuple[int, int], ...]

_BLANK = "▁"  # how sentencepiece writes it


@dataclass(frozen=True, slots=True)
class Alignment:
    """The attention of a model that writes a translation, subword by subword, to those of the source.

    `source`, `target`: where each subword stands in its text, in code points. `weights`: (target, source).
    """

    source: Spans
    target: Spans
    weights: "Attention"


def piece_spans(pieces: Sequence[str], text: str) -> Spans:
    """Where the subwords `pieces` stand in `text`, which may have been read in other characters than it has.

    >>> piece_spans(["▁كتب", "▁الولد"], "كَتَبَ الولد")
    ((0, 6), (7, 12))
    """
    read = "".join(pieces).replace(_BLANK, " ")
    places = _places(read, text)
    spans = []
    for start, end in pairwise(accumulate(map(len, pieces), initial=0)):
        start += len(read[start:end]) - len(read[start:end].lstrip(" "))
        spans.append((places[start], max(places[start], places[end])))
    return tuple(spans)


def _places(read: str, text: str) -> list[int]:
    """For each character of `read`, and its end, the character of `text` it is."""
    if read == " " + text:
        return [0, *range(len(text) + 1)]
    places = [0] * (len(read) + 1)
    for _, a, b, c, d in SequenceMatcher(None, read, text, autojunk=False).get_opcodes():
        for index in range(a, b):
            places[index] = min(c + (index - a) * (d - c) // (b - a), len(text) - 1)
    places[len(read)] = len(text)
    return places
